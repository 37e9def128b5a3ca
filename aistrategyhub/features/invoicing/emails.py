"""The mails of invoicing."""

from typing import ClassVar

from aistrategyhub.core.text import _, money_label, short_date_label, speaking
from aistrategyhub.features.invoicing.models import Invoice
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


class CreditNoteReady(InvoiceReady):
    """The credit note of a refund, with its PDF and XML."""

    template: ClassVar[str] = "credit_note_ready"

    def subject(self, locale: str) -> str:
        return _("Nota di credito {number}", number=self.number)
