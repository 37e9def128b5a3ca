"""Issuing: number, document, XML and check in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.document.model import InvoiceDocument, Seller
from aistrategyhub.features.invoicing.events import InvoiceIssued
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml, transmitter_of
from aistrategyhub.features.invoicing.fatturapa.checks import check_document
from aistrategyhub.features.invoicing.fatturapa.names import file_name, transmission_progressive
from aistrategyhub.features.invoicing.fatturapa.schema import violations
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.queries import (
    InvoiceNotFound,
    find_credit_note_of,
    find_invoice_of_order,
    find_last_issue_date,
    is_restricted,
    total_credited,
)
from aistrategyhub.features.invoicing.service.delivering import restrict_document
from aistrategyhub.features.invoicing.service.drafts import credit_note_of, document_of, seller_of
from aistrategyhub.features.invoicing.service.frozen import document_from, frozen
from aistrategyhub.features.invoicing.service.instalments import as_instalment, deducted_by
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import get_order, list_lines
from aistrategyhub.features.orders.service import add_event
from aistrategyhub.features.payments.events import RefundedLine
from aistrategyhub.features.payments.queries import list_paid_parts
from aistrategyhub.features.site_settings.queries import find_setting, get_setting
from aistrategyhub.features.site_settings.schemas import BankTransfer, SellerInfo
from aistrategyhub.features.tenants.queries import get_tenant
from aistrategyhub.infra import metrics
from aistrategyhub.infra.counters import last_number, next_number, start_after
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.outbox import publish
from aistrategyhub.infra.settings import get_settings

DEMO_SERIES = "DEMO"
CREDIT_SERIES = "NC"

Make = Callable[[str, date], InvoiceDocument]


class InvalidInvoice(DomainError):
    """SdI would refuse the document, so it is not issued: the work row is kept for somebody to look at."""

    code = "INVALID_INVOICE"
    sentence = mark("La fattura dell'ordine {order} non è valida per il Sistema di Interscambio: {reason}")


class NumberingUnderWay(DomainError):
    """Invoices of the year exist: their numbers may neither be used again nor skipped."""

    code = "NUMBERING_UNDER_WAY"
    sentence = mark("La numerazione è già arrivata a {last}: il numero che segue non si può più scegliere.")


class CreditAboveInvoice(DomainError):
    """More would be credited than was invoiced: one of the refunds that have a credit note came back in the end."""

    code = "CREDIT_ABOVE_INVOICE"
    sentence = mark("Le note di credito supererebbero la fattura {invoice}: nulla è stato emesso.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What the row of a document needs beside the document: whom it is mailed to, what it is about, and how it is
    numbered. What its buyer owes to the seller must be `total`, where that is known beforehand."""

    buyer_name: str
    buyer_email: str
    locale: str
    order_id: UUID | None = None
    order_number: str = ""
    total: Decimal | None = None
    kind: DocumentType = DocumentType.TD01
    not_before: date | None = None
    refund_id: UUID | None = None
    corrects_id: UUID | None = None


def issue_for(order: Order, **facts: Any) -> Issue:
    """The document of an order."""
    return Issue(
        buyer_name=order.buyer_name or "",
        buyer_email=order.email,
        locale=order.locale,
        order_id=order.id,
        order_number=order.number,
        **facts,
    )


async def issue_invoice(session: AsyncSession, order_id: UUID) -> Invoice:
    """The invoice of a paid order (TD02 of a deposit, TD01 of any other): issued now, or the one issued before.

    Raises InvalidInvoice, and InvoiceNotFound while the deposit that a balance takes off has none: no number is taken.
    """
    if issued := await find_invoice_of_order(session, order_id):
        return issued
    invoice = await write_invoice(session, await get_order(session, order_id), at=clock.now())
    await tell_issued(session, invoice)
    return invoice


async def issue_credit_note(
    session: AsyncSession, order_id: UUID, refund_id: UUID, lines: Sequence[RefundedLine], *, amount: Decimal
) -> Invoice:
    """The credit note (TD04) of a refund, linked to the invoice of its order: issued now, or the one issued before.

    It is numbered in a series of its own and never dated before its invoice, and kept for the law alone when that is.
    Raises InvoiceNotFound while the order has no invoice, InvalidInvoice and CreditAboveInvoice, and then no number is
    taken.
    """
    if issued := await find_credit_note_of(session, refund_id):
        return issued
    order = await get_order(session, order_id)
    invoice = await find_invoice_of_order(session, order_id)
    if invoice is None:
        raise InvoiceNotFound
    sold = {line.id: line for line in await list_lines(session, order_id)}

    def make(number: str, issued_on: date) -> InvoiceDocument:
        return credit_note_of(document_from(invoice), sold, lines, number=number, issued_on=issued_on, amount=amount)

    terms = issue_for(
        order,
        total=amount,
        kind=DocumentType.TD04,
        not_before=invoice.issue_date,
        refund_id=refund_id,
        corrects_id=invoice.id,
    )
    note = await write_document(session, terms, make, document_from(invoice).seller, at=clock.now())
    await check_credited(session, invoice)
    if await is_restricted(session, invoice.id):
        await restrict_document(session, note.id)
    await add_event(session, order, "credit_note_issued", number=note.invoice_number)
    await tell_issued(session, note)
    return note


async def check_credited(session: AsyncSession, invoice: Invoice) -> None:
    """Raises CreditAboveInvoice when the credit notes of an invoice take back more than it billed."""
    if await total_credited(session, invoice.id) > invoice.total:
        raise CreditAboveInvoice(invoice=invoice.invoice_number)


async def write_invoice(session: AsyncSession, order: Order, *, at: datetime) -> Invoice:
    """Numbers the invoice of a paid order, checks it and stores it; tells nobody.

    Number, XML and check are one transaction, so a number exists only with a valid document behind it. It carries
    the day of `at` in Rome, or that of the number before it when that is later: a clock that was put back makes
    no date go backwards. Raises InvalidInvoice.
    """
    seller = seller_of(await get_setting(session, SellerInfo), website=get_settings().public_host)
    lines, parts = await list_lines(session, order.id), await list_paid_parts(session, order.id)
    iban, deducted = await account_iban(session), await deducted_by(session, order)

    def make(number: str, issued_on: date) -> InvoiceDocument:
        document = document_of(order, lines, seller, number=number, issued_on=issued_on, parts=parts, iban=iban)
        return as_instalment(document, order, deducted)

    invoice = await write_document(session, issue_for(order, total=Decimal(order.total)), make, seller, at=at)
    await add_event(session, order, "invoice_issued", at=at, number=invoice.invoice_number)
    return invoice


async def account_iban(session: AsyncSession) -> str:
    """The account onto which buyers send transfers."""
    account = await find_setting(session, BankTransfer) or BankTransfer()
    return account.account_iban or (await get_setting(session, SellerInfo)).iban or ""


async def write_document(session: AsyncSession, issue: Issue, make: Make, seller: Seller, *, at: datetime) -> Invoice:
    """Numbers, makes, checks and stores one document; tells nobody. Raises InvalidInvoice."""
    day = clock.today_in_rome(at)
    series, year = await _series(session, issue.kind), day.year
    progressive = await next_number(session, counter_name(series, year))
    last = await find_last_issue_date(session, series, year)
    document = make(invoice_number(series, year, progressive), max(filter(None, (day, last, issue.not_before))))
    transmitter = transmitter_of(seller)
    file_progressive = transmission_progressive(await next_number(session, "sdi_files"))
    xml = build_xml(document, transmitter=transmitter, progressive=file_progressive)
    _check(document, xml, issue)
    invoice = Invoice(
        invoice_number=document.number,
        series=series,
        invoice_year=year,
        invoice_progressive=progressive,
        document_type=document.document_type.value,
        order_id=issue.order_id,
        refund_id=issue.refund_id,
        corrects_id=issue.corrects_id,
        issue_date=document.issued_on,
        buyer_name=issue.buyer_name or document.buyer.name,
        buyer_email=issue.buyer_email,
        locale=issue.locale,
        currency=document.currency,
        subtotal=document.net_total,
        tax_amount=document.vat_total,
        total=document.total,
        document=frozen(document),
        file_name=file_name(transmitter.country, transmitter.number, file_progressive),
        xml=xml,
        created_at=at,
    )
    session.add(invoice)
    await session.flush()
    return invoice


async def tell_issued(session: AsyncSession, invoice: Invoice) -> None:
    """Whoever delivers, transmits and counts documents hears of this one."""
    await record(session, "invoicing.issued", "invoice", invoice.id, number=invoice.invoice_number)
    await publish(session, InvoiceIssued(invoice_id=invoice.id, order_id=invoice.order_id))
    metrics.after_commit(session, metrics.invoice_issued, invoice.document_type)


async def start_numbering(session: AsyncSession, *, year: int, number: int) -> None:
    """Makes `number` the next one of the firm's own series: the program used before had those below it.

    Raises NumberingUnderWay when this series has given numbers of its own that year and the next is another.
    """
    series = await _series(session, DocumentType.TD01)
    counter = counter_name(series, year)
    last = await last_number(session, counter)
    if number != last + 1:
        if await find_last_issue_date(session, series, year):
            raise NumberingUnderWay(last=invoice_number(series, year, last))
        await start_after(session, counter, number - 1)
    await record(session, "invoicing.numbering_started", "counter", next=invoice_number(series, year, number))


def counter_name(series: str, year: int) -> str:
    """The counter that numbers a series in a year; `hub setup` starts it where another program stopped."""
    return f"invoices:{series}:{year}"


def invoice_number(series: str, year: int, progressive: int) -> str:
    """2026/00001, or DEMO/2026/00001 in a series of its own."""
    plain = f"{year}/{progressive:05d}"
    return f"{series}/{plain}" if series else plain


async def _series(session: AsyncSession, kind: DocumentType) -> str:
    """Credit notes are numbered apart, and so are the demo firm's documents, which never enter a real series."""
    tenant = await get_tenant(session, tenant_of(session))
    is_credit = kind is DocumentType.TD04
    if tenant.is_demo:
        return f"{DEMO_SERIES}-{CREDIT_SERIES}" if is_credit else DEMO_SERIES
    return CREDIT_SERIES if is_credit else ""


def _check(document: InvoiceDocument, xml: bytes, issue: Issue) -> None:
    reasons = [finding.words for finding in check_document(document)]
    reasons += [violation.message for violation in violations(xml)]
    if reasons:
        raise InvalidInvoice(order=issue.order_number, reason=reasons[0])
    if issue.total is not None and document.payable != issue.total:
        raise InvalidInvoice(order=issue.order_number, reason=f"{document.payable} != {issue.total}")
