"""One document with its files on their way and what SdI said of them, as staff read it."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing_form import BillingView, view_of
from aistrategyhub.core.text import _, moment_label, money_label, short_date_label
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.models import (
    Invoice,
    InvoiceSignature,
    InvoiceTransmission,
    SdiReceipt,
    TransmissionStatus,
)
from aistrategyhub.features.invoicing.queries import download_path, get_readable_invoice, receipt_path
from aistrategyhub.features.invoicing.queries.signatures import find_signature
from aistrategyhub.features.invoicing.queries.transmissions import list_receipts_of, list_transmissions_of
from aistrategyhub.features.invoicing.rules import CHANNEL_LABELS, RECEIPT_LABELS, UNSENT, standing_of
from aistrategyhub.features.invoicing.rules.signing import is_for_public_office
from aistrategyhub.features.invoicing.schemas import DocumentDetail, FindingRow, ReceiptRow, TransmissionRow
from aistrategyhub.features.orders.models import Order
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.signing.choose import has_signing_key

_BY_HAND = "by_hand"


async def get_document_detail(session: AsyncSession, invoice_id: UUID) -> DocumentDetail:
    """The document for whoever acts. Raises InvoiceNotFound, and InvoiceRestricted unless they may read such ones."""
    invoice = await get_readable_invoice(session, invoice_id)
    journeys = await list_transmissions_of(session, [invoice_id])
    receipts = defaultdict(list)
    for receipt in await list_receipts_of(session, [journey.id for journey in journeys]):
        receipts[receipt.transmission_id].append(receipt)
    signed = await find_signature(session, invoice)
    present = next((journey for journey in journeys if journey.file_name == invoice.file_name), None)
    status = present.status if present else None
    return DocumentDetail(
        number=invoice.invoice_number,
        kind_label=_(DocumentType(invoice.document_type).title),
        date_label=short_date_label(invoice.issue_date),
        buyer_name=invoice.buyer_name,
        total_label=money_label(invoice.total, invoice.currency),
        order_number=await _order_number(session, invoice),
        xml_path=download_path(invoice.id, "xml"),
        pdf_path=download_path(invoice.id, "pdf"),
        signed_path=_signed_path(invoice, status, signed),
        signature=_signature_words(invoice, status, signed),
        standing=standing_of(present),
        findings=[_finding_row(said) for said in present.findings] if present else [],
        transmissions=[transmission_row(journey, receipts[journey.id]) for journey in reversed(journeys)],
        can_send=status in (None, TransmissionStatus.BLOCKED, TransmissionStatus.FAILED),
        can_note_upload=present is not None and status is TransmissionStatus.GENERATED and present.channel == _BY_HAND,
        can_correct=status is TransmissionStatus.REJECTED,
        can_credit=invoice.document_type != DocumentType.TD04 and status is not TransmissionStatus.REJECTED,
    )


def _signed_path(invoice: Invoice, status: TransmissionStatus | None, signed: InvoiceSignature | None) -> str:
    """Where the signed file is fetched: once there is one, or a key that can still make it."""
    can_sign = has_signing_key(get_settings()) and (status is None or status in UNSENT)
    return f"/api/v1/admin/invoices/{invoice.id}/signed" if signed or can_sign else ""


def _signature_words(invoice: Invoice, status: TransmissionStatus | None, signed: InvoiceSignature | None) -> str:
    if signed:
        return _("{who}, {moment}", who=signed.signer, moment=moment_label(signed.signed_at))
    is_public = is_for_public_office(invoice.document)
    if not is_public or not (status is None or status in UNSENT):
        return ""
    if has_signing_key(get_settings()):
        return _("Va firmata prima di partire: succede da sé.")
    return _("Un ufficio pubblico la vuole firmata: imposta una chiave di firma, o firmala prima di caricarla.")


async def get_billed_buyer(session: AsyncSession, invoice_id: UUID) -> BillingView:
    """Whom the document is made out to, as the form asks for it."""
    invoice = await get_readable_invoice(session, invoice_id)
    buyer, recipient = invoice.document["buyer"], invoice.document["recipient"]
    tax_id = buyer.get("tax_id") or {}
    said = {
        "company_name": buyer.get("company_name"),
        "vat_number": tax_id.get("number"),
        "fiscal_code": buyer.get("fiscal_code"),
        "sdi_code": recipient["code"],
        "pec_email": recipient.get("pec_email"),
        "billing_address": buyer["address"],
    }
    contact = f"{buyer.get('first_name', '')} {buyer.get('last_name', '')}".strip()
    return view_of(said, contact=contact, email=invoice.buyer_email)


async def list_documents_of(
    session: AsyncSession, order_id: UUID
) -> Sequence[tuple[Invoice, InvoiceTransmission | None]]:
    """An order's documents, the first one first, each with the journey of its present file."""
    query = (
        select(Invoice, InvoiceTransmission)
        .outerjoin(
            InvoiceTransmission,
            (InvoiceTransmission.tenant_id == Invoice.tenant_id) & (InvoiceTransmission.file_name == Invoice.file_name),
        )
        .where(Invoice.order_id == order_id)
        .order_by(Invoice.created_at, Invoice.id)
    )
    return [(row.Invoice, row.InvoiceTransmission) for row in await session.execute(query)]


def transmission_row(journey: InvoiceTransmission, receipts: Sequence[SdiReceipt]) -> TransmissionRow:
    """One file's journey in words."""
    return TransmissionRow(
        transmission_id=str(journey.id),
        attempt_label=_("Invio {number}", number=journey.attempt),
        file_name=journey.file_name,
        channel_label=_(CHANNEL_LABELS.get(journey.channel, journey.channel)),
        sent_label=moment_label(journey.sent_at) if journey.sent_at else "",
        identifier=journey.identifier or "",
        problem=journey.last_error or "",
        standing=standing_of(journey),
        receipts=[receipt_row(receipt) for receipt in receipts],
    )


def receipt_row(receipt: SdiReceipt) -> ReceiptRow:
    """What SdI sent, in words; its own words where it could not be read."""
    return ReceiptRow(
        label=_(RECEIPT_LABELS[receipt.kind]) if receipt.kind else _("Non leggibile"),
        name=receipt.name,
        at_label=moment_label(receipt.received_at),
        words=receipt.words,
        path=receipt_path(receipt.id),
    )


def _finding_row(said: dict[str, str]) -> FindingRow:
    remedy = said["remedy"]
    return FindingRow(said["code"], said["words"], _(remedy) if remedy else "")


async def _order_number(session: AsyncSession, invoice: Invoice) -> str:
    if invoice.order_id is None:
        return ""
    return (await session.execute(select(Order.number).where(Order.id == invoice.order_id))).scalar_one()
