"""Documents that no order brought: written by hand, checked while they are written, issued like all others."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.errors import DomainError, InvalidInput, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.invoicing.document.codes import DocumentType, ReferenceKind
from aistrategyhub.features.invoicing.document.model import InvoiceDocument, Reference
from aistrategyhub.features.invoicing.document.presets import Profession, compose
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml, transmitter_of
from aistrategyhub.features.invoicing.fatturapa.findings import Finding
from aistrategyhub.features.invoicing.fatturapa.names import file_name, transmission_progressive
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.invoicing.models import Invoice, InvoiceDraft
from aistrategyhub.features.invoicing.pdf import render_invoice_pdf
from aistrategyhub.features.invoicing.queries import get_invoice, get_readable_invoice, is_restricted
from aistrategyhub.features.invoicing.queries.documents import get_billed_buyer
from aistrategyhub.features.invoicing.queries.drafts import get_draft
from aistrategyhub.features.invoicing.rules.drafts import buyer_form, credit_document, empty_document, name_of
from aistrategyhub.features.invoicing.rules.writing import Firm, WrittenSale, read_written
from aistrategyhub.features.invoicing.service.delivering import restrict_document
from aistrategyhub.features.invoicing.service.drafts import seller_of
from aistrategyhub.features.invoicing.service.frozen import document_from
from aistrategyhub.features.invoicing.service.issuing import (
    Issue,
    account_iban,
    check_credited,
    tell_issued,
    write_document,
)
from aistrategyhub.features.site_settings.queries import find_setting, get_setting
from aistrategyhub.features.site_settings.schemas import ProfessionalFees, PublicOffices, SellerInfo
from aistrategyhub.infra.settings import get_settings

_MOST_TOTAL = Decimal("9999999999.99")


class DraftChanged(DomainError):
    """Somebody else changed the draft after this person had opened it."""

    code = "DRAFT_CHANGED"
    sentence = mark("Qualcun altro ha cambiato la bozza nel frattempo: ricarica la pagina.")


class DraftRefused(DomainError):
    """SdI would refuse the document, so it is not issued and no number is taken."""

    code = "DRAFT_REFUSED"
    kind = Kind.INVALID
    sentence = mark("Così il Sistema di Interscambio la scarterebbe: {reason}")


class NegativeDocument(DomainError):
    """More is taken off than is sold: money is given back with a credit note."""

    code = "NEGATIVE_DOCUMENT"
    kind = Kind.INVALID
    sentence = mark("Il totale deve essere maggiore di zero: per restituire qualcosa serve una nota di credito.")


class NotCreditable(DomainError):
    """Only what bills something can be taken back."""

    code = "NOT_CREDITABLE"
    sentence = mark("Una nota di credito corregge una fattura, non un’altra nota di credito.")


@dataclass(frozen=True, slots=True)
class Written:
    """A draft as it stands. `document` is there once everything is typed, with what SdI would find wrong with it;
    `may_have_fees` when the firm is a professional's."""

    draft: InvoiceDraft
    sale: WrittenSale
    may_have_fees: bool
    document: InvoiceDocument | None = None
    findings: Sequence[Finding] = ()
    warnings: Sequence[Finding] = ()

    @property
    def is_ready(self) -> bool:
        return self.document is not None and not self.findings and self.document.total > 0


async def start_draft(session: AsyncSession) -> InvoiceDraft:
    """An empty document. Raises MissingSetting without a firm."""
    firm = await _firm(session)
    kind = DocumentType.TD06 if firm.profession else DocumentType.TD01
    form = {"kind": "company", "billing_address.country": "IT"}
    return await keep_typed(
        session, InvoiceDraft(typed=empty_document(kind.value, has_fees=firm.profession is not None, buyer=form))
    )


async def start_credit_note(session: AsyncSession, invoice_id: UUID) -> InvoiceDraft:
    """A credit note of the whole of an invoice, still to be cut down and issued. Raises NotCreditable."""
    invoice = await get_readable_invoice(session, invoice_id)
    if invoice.document_type == DocumentType.TD04:
        raise NotCreditable
    form = buyer_form(await get_billed_buyer(session, invoice_id))
    typed = credit_document(document_from(invoice), form, locale=invoice.locale)
    return await keep_typed(session, InvoiceDraft(typed=typed, corrects_id=invoice.id))


async def keep_typed(session: AsyncSession, draft: InvoiceDraft) -> InvoiceDraft:
    """Stores a new draft."""
    session.add(draft)
    await _reckon(session, draft)
    return draft


async def save_draft(session: AsyncSession, draft_id: UUID, typed: Mapping[str, Any], *, revision: int) -> Written:
    """Keeps what was typed. Raises DraftNotFound, and DraftChanged unless it was opened at `revision` and is no
    document yet."""
    draft = await get_draft(session, draft_id, lock=True)
    if draft.revision != revision or draft.invoice_id:
        raise DraftChanged
    draft.typed, draft.revision, draft.changed_at = dict(typed), revision + 1, clock.now()
    return await _reckon(session, draft)


async def read_draft(session: AsyncSession, draft: InvoiceDraft) -> Written:
    """What a draft says now, what it comes to, and what SdI would find wrong with it."""
    today, corrected, firm = clock.today_in_rome(), await _corrected(session, draft), await _firm(session)
    sale, may_have_fees = read_written(draft.typed, firm, today=today, corrected=corrected), firm.profession is not None
    if sale.sale is None:
        return Written(draft, sale, may_have_fees)
    document = compose(replace(sale.sale, number=f"{today.year}/0", issued_on=today))
    if abs(document.total) > _MOST_TOTAL:
        return Written(draft, sale, may_have_fees)
    verdict = await asyncio.to_thread(_judge, document)
    return Written(draft, sale, may_have_fees, document, verdict.errors, verdict.warnings)


async def issue_draft(session: AsyncSession, draft_id: UUID, *, revision: int | None = None) -> Invoice:
    """The document of a draft: issued now, or the one that was issued before. It is numbered and dated now, and from
    here it is delivered and transmitted as all others.

    Raises DraftChanged unless the draft is the one that was seen at `revision`, InvalidInput with every wrong field,
    DraftRefused, NegativeDocument and CreditAboveInvoice; then no number is taken.
    """
    draft = await get_draft(session, draft_id, lock=True)
    if draft.invoice_id:
        return await get_invoice(session, draft.invoice_id)
    if revision is not None and draft.revision != revision:
        raise DraftChanged
    written = await read_draft(session, draft)
    sale, buyer = _issuable(written)
    corrected = await get_invoice(session, draft.corrects_id) if draft.corrects_id else None

    def make(number: str, issued_on: date) -> InvoiceDocument:
        return compose(replace(sale, number=number, issued_on=issued_on))

    issue = Issue(
        buyer_name=buyer.legal_name,
        buyer_email=buyer.email,
        locale=written.sale.locale,
        kind=sale.document_type or DocumentType.TD01,
        not_before=corrected.issue_date if corrected else None,
        corrects_id=draft.corrects_id,
    )
    invoice = await write_document(session, issue, make, sale.seller, at=clock.now())
    if corrected:
        await check_credited(session, corrected)
        if await is_restricted(session, corrected.id):
            await restrict_document(session, invoice.id)
    draft.invoice_id, draft.typed, draft.buyer_name, draft.revision = invoice.id, {}, "", draft.revision + 1
    await record(session, "invoicing.written_by_hand", "invoice", invoice.id, number=invoice.invoice_number)
    await tell_issued(session, invoice)
    return invoice


async def discard_draft(session: AsyncSession, draft_id: UUID) -> None:
    """Throws a draft away: it never had a number. Raises DraftNotFound, and DraftChanged once it is a document."""
    draft = await get_draft(session, draft_id, lock=True)
    if draft.invoice_id:
        raise DraftChanged
    await session.delete(draft)


async def paper_of_draft(session: AsyncSession, draft: InvoiceDraft) -> bytes:
    """The courtesy copy that the draft would have. Raises InvalidInput while something is missing."""
    written = await read_draft(session, draft)
    if written.document is None:
        raise InvalidInput(list(written.sale.errors.values()))
    document = replace(written.document, number="—")
    return await asyncio.to_thread(render_invoice_pdf, document, locale=written.sale.locale, is_paid=False)


def _issuable(written: Written) -> tuple[Any, Any]:
    if written.sale.sale is None or written.sale.buyer is None or written.document is None:
        raise InvalidInput(list(written.sale.errors.values()))
    if written.document.total <= 0:
        raise NegativeDocument
    if written.findings:
        raise DraftRefused(reason=written.findings[0].words)
    return written.sale.sale, written.sale.buyer


async def _reckon(session: AsyncSession, draft: InvoiceDraft) -> Written:
    written = await read_draft(session, draft)
    draft.buyer_name = name_of(written.sale.buyer, draft.typed)
    draft.total = written.document.total if written.document else Decimal(0)
    await session.flush()
    return written


async def _corrected(session: AsyncSession, draft: InvoiceDraft) -> Reference | None:
    if draft.corrects_id is None:
        return None
    invoice = await get_invoice(session, draft.corrects_id)
    return Reference(kind=ReferenceKind.INVOICE, number=invoice.invoice_number, issued_on=invoice.issue_date)


async def _firm(session: AsyncSession) -> Firm:
    seller = seller_of(await get_setting(session, SellerInfo), website=get_settings().public_host)
    fees = await find_setting(session, ProfessionalFees)
    return Firm(
        seller=seller,
        iban=await account_iban(session),
        profession=_profession(fees) if fees and fees.bills_fees else None,
        split_until=(await find_setting(session, PublicOffices) or PublicOffices()).split_until,
    )


def _profession(fees: ProfessionalFees) -> Profession:
    return Profession(
        fund=fees.fund,
        fund_percent=fees.fund_percent,
        is_fund_withheld=fees.withholds_on_fund,
        withholding=fees.withholding,
        withholding_percent=fees.withholding_percent,
        reason=fees.withholding_reason,
    )


def _judge(document: InvoiceDocument) -> Any:
    transmitter, progressive = transmitter_of(document.seller), transmission_progressive(1)
    xml = build_xml(document, transmitter=transmitter, progressive=progressive)
    return judge(file_name(transmitter.country, transmitter.number, progressive), xml)
