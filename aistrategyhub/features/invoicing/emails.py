"""The mails of invoicing: to the buyer with the documents, to the firm when a file does not get on."""

from datetime import date, datetime
from typing import ClassVar

from aistrategyhub.core.text import DEFAULT_LOCALE, _, moment_label, money_label, short_date_label, speaking
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.models import Invoice, InvoiceTransmission
from aistrategyhub.features.invoicing.rules import standing_of
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.orders.links import order_path
from aistrategyhub.infra.settings import get_settings


class InvoiceReady(Mail):
    """The invoice of a paid order, with its PDF and XML."""

    template: ClassVar[str] = "invoice_ready"
    is_fiscal: ClassVar[bool] = True

    number: str
    date_label: str
    total_label: str
    buyer_name: str
    order_url: str | None

    @classmethod
    def of(cls, invoice: Invoice) -> "InvoiceReady":
        """The mail of this invoice, in the language of its order."""
        with speaking(invoice.locale):
            path = order_path(invoice.order_id, invoice.locale) if invoice.order_id else None
            return cls(
                number=invoice.invoice_number,
                date_label=short_date_label(invoice.issue_date),
                total_label=money_label(invoice.total, invoice.currency),
                buyer_name=invoice.buyer_name,
                order_url=get_settings().base_url + path if path else None,
            )

    def subject(self, locale: str) -> str:
        return _("Fattura {number}", number=self.number)


class DocumentToSettle(InvoiceReady):
    """A document that was written by hand, with its PDF and XML: nothing is said of money that came or went."""

    template: ClassVar[str] = "document_to_settle"

    kind_label: str
    due_label: str

    @classmethod
    def written(cls, invoice: Invoice) -> "DocumentToSettle":
        """The mail of this document, in its language."""
        payments = invoice.document.get("payments") or []
        days = [one["due_date"] for payment in payments for one in payment["instalments"] if one.get("due_date")]
        with speaking(invoice.locale):
            return cls(
                **InvoiceReady.of(invoice).model_dump(),
                kind_label=_(DocumentType(invoice.document_type).title),
                due_label=short_date_label(date.fromisoformat(min(days))) if days else "",
            )

    def subject(self, locale: str) -> str:
        return f"{self.kind_label} {self.number}"


class CreditNoteReady(InvoiceReady):
    """The credit note of a refund, with its PDF and XML."""

    template: ClassVar[str] = "credit_note_ready"

    def subject(self, locale: str) -> str:
        return _("Nota di credito {number}", number=self.number)


class InvoiceInReservedArea(InvoiceReady):
    """To the buyer whom SdI could not reach: where the electronic invoice lies."""

    template: ClassVar[str] = "invoice_in_reserved_area"
    is_fiscal: ClassVar[bool] = False

    @classmethod
    def told(cls, invoice: Invoice) -> "InvoiceInReservedArea":
        """The mail about this invoice."""
        return cls(**InvoiceReady.of(invoice).model_dump())

    def subject(self, locale: str) -> str:
        return _("Dove trova la fattura elettronica {number}", number=self.number)


class TransmissionTrouble(Mail):
    """To the firm: a file does not get on until somebody acts."""

    template: ClassVar[str] = "transmission_trouble"

    number: str
    buyer_name: str
    standing: str
    meaning: str
    deadline: str
    findings: list[tuple[str, str]]
    document_url: str

    @classmethod
    def of(cls, invoice: Invoice, transmission: InvoiceTransmission) -> "TransmissionTrouble":
        """The mail about this file, in the firm's language."""
        with speaking(DEFAULT_LOCALE):
            standing = standing_of(transmission)
        said = [(finding["code"], finding["words"]) for finding in transmission.findings]
        return cls(
            number=invoice.invoice_number,
            buyer_name=invoice.buyer_name,
            standing=standing.label,
            meaning=standing.meaning,
            deadline=standing.deadline,
            findings=said or ([("", transmission.last_error)] if transmission.last_error else []),
            document_url=f"{get_settings().base_url}/admin/fatture/{invoice.id}",
        )

    def subject(self, locale: str) -> str:
        return _("Fattura {number}: {standing}", number=self.number, standing=self.standing.lower())


class CertificateExpiring(Mail):
    """To the firm: the certificate that documents are signed with ends soon, or has ended."""

    template: ClassVar[str] = "certificate_expiring"

    heading: str
    meaning: str
    invoices_url: str

    @classmethod
    def of(cls, name: str, end: datetime, *, is_over: bool) -> "CertificateExpiring":
        """The mail about this certificate, in the firm's language."""
        with speaking(DEFAULT_LOCALE):
            if is_over:
                heading = _("Il certificato di firma è scaduto")
                meaning = _("Il certificato di {name} è scaduto il {moment}: le fatture da firmare sono ferme.")
            else:
                heading = _("Il certificato di firma sta per scadere")
                meaning = _("Il certificato di {name} scade il {moment}: poi le fatture da firmare si fermano.")
            said = meaning.format(name=name, moment=moment_label(end))
        return cls(heading=heading, meaning=said, invoices_url=f"{get_settings().base_url}/admin/fatture")

    def subject(self, locale: str) -> str:
        return self.heading
