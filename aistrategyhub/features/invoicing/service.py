"""Verbs of invoices: issue one for a paid order, render its courtesy copy, send it to the buyer."""

import asyncio
import hashlib
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.invoicing.document.amounts import stamp_duty_on, summarise
from aistrategyhub.features.invoicing.document.codes import (
    DocumentType,
    Natura,
    PaymentMethod,
    PaymentTerms,
    ReferenceKind,
    TaxRegime,
)
from aistrategyhub.features.invoicing.document.model import (
    CompanyRegister,
    Instalment,
    InvoiceDocument,
    Line,
    Party,
    Payment,
    Reference,
    Seller,
    TaxId,
)
from aistrategyhub.features.invoicing.document.parties import party_of, recipient_of
from aistrategyhub.features.invoicing.emails import InvoiceReady
from aistrategyhub.features.invoicing.events import InvoiceIssued
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml, transmitter_of
from aistrategyhub.features.invoicing.fatturapa.checks import check_document
from aistrategyhub.features.invoicing.fatturapa.names import file_name, transmission_progressive
from aistrategyhub.features.invoicing.fatturapa.schema import violations
from aistrategyhub.features.invoicing.models import Invoice, InvoicePdf, InvoiceRestriction
from aistrategyhub.features.invoicing.pdf import render_invoice_pdf
from aistrategyhub.features.invoicing.queries import (
    find_invoice_of_order,
    find_last_issue_date,
    find_pdf,
    get_invoice,
)
from aistrategyhub.features.mailing.service import MailAttachment, queue_mail
from aistrategyhub.features.orders.models import Order, OrderLine
from aistrategyhub.features.orders.queries import get_order, has_event, list_lines
from aistrategyhub.features.orders.service import add_event
from aistrategyhub.features.site_settings.queries import get_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo
from aistrategyhub.features.tenants.queries import get_tenant
from aistrategyhub.infra import metrics
from aistrategyhub.infra.counters import last_number, next_number, start_after
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.outbox import publish
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import ObjectNotFound, Storage

DEMO_SERIES = "DEMO"

_DOCUMENT = TypeAdapter(InvoiceDocument)


class InvalidInvoice(DomainError):
    """SdI would refuse the document, so it is not issued: the work row is kept for somebody to look at."""

    code = "INVALID_INVOICE"
    sentence = mark("La fattura dell'ordine {order} non è valida per il Sistema di Interscambio: {reason}")


class NumberingUnderWay(DomainError):
    """Invoices of the year exist: their numbers may neither be used again nor skipped."""

    code = "NUMBERING_UNDER_WAY"
    sentence = mark("La numerazione è già arrivata a {last}: il numero che segue non si può più scegliere.")


async def issue_invoice(session: AsyncSession, order_id: UUID) -> Invoice:
    """The invoice (TD01) of a paid order: issued now, or the one that was issued before.

    Raises InvalidInvoice, and then no number is taken.
    """
    if issued := await find_invoice_of_order(session, order_id):
        return issued
    invoice = await write_invoice(session, await get_order(session, order_id), at=clock.now())
    await record(session, "invoicing.issued", "invoice", invoice.id, number=invoice.invoice_number)
    await publish(session, InvoiceIssued(invoice_id=invoice.id, order_id=order_id))
    metrics.after_commit(session, metrics.invoice_issued, invoice.document_type)
    return invoice


async def write_invoice(session: AsyncSession, order: Order, *, at: datetime) -> Invoice:
    """Numbers the invoice of a paid order, checks it and stores it; tells nobody.

    Number, XML and check are one transaction, so a number exists only with a valid document behind it. It carries
    the day of `at` in Rome, or that of the number before it when that is later: a clock that was put back makes
    no date go backwards. Raises InvalidInvoice.
    """
    seller = seller_of(await get_setting(session, SellerInfo), website=get_settings().public_host)
    lines = await list_lines(session, order.id)
    day = clock.today_in_rome(at)
    series, year = await _series(session), day.year
    progressive = await next_number(session, counter_name(series, year))
    document = document_of(
        order,
        lines,
        seller,
        number=invoice_number(series, year, progressive),
        issued_on=max(day, await find_last_issue_date(session, series, year) or day),
    )
    transmitter = transmitter_of(seller)
    file_progressive = transmission_progressive(await next_number(session, "sdi_files"))
    xml = build_xml(document, transmitter=transmitter, progressive=file_progressive)
    _check(document, xml, order)
    invoice = Invoice(
        invoice_number=document.number,
        series=series,
        invoice_year=year,
        invoice_progressive=progressive,
        document_type=document.document_type.value,
        order_id=order.id,
        issue_date=document.issued_on,
        buyer_name=order.buyer_name,
        buyer_email=order.email,
        locale=order.locale,
        currency=document.currency,
        subtotal=document.net_total,
        tax_amount=document.vat_total,
        total=document.total,
        document=_DOCUMENT.dump_python(document, mode="json"),
        file_name=file_name(transmitter.country, transmitter.number, file_progressive),
        xml=xml,
        created_at=at,
    )
    session.add(invoice)
    await session.flush()
    await add_event(session, order, "invoice_issued", at=at, number=invoice.invoice_number)
    return invoice


async def deliver_invoice(session: AsyncSession, invoice_id: UUID, storage: Storage) -> None:
    """Keeps the courtesy copy in the file store and queues the mail that carries PDF and XML.

    Repeating it after a crash writes the same file again and queues no second mail.
    """
    invoice = await get_invoice(session, invoice_id)
    await courtesy_copy(session, invoice, storage)
    pdf_key, xml_key = storage_keys(tenant_of(session), invoice)
    await storage.put(xml_key, invoice.xml, "application/xml")
    await queue_mail(
        session,
        InvoiceReady.of(invoice),
        to=invoice.buyer_email,
        locale=invoice.locale,
        attachments=(
            MailAttachment(storage_key=pdf_key, filename=pdf_file_name(invoice), content_type="application/pdf"),
            MailAttachment(storage_key=xml_key, filename=invoice.file_name, content_type="application/xml"),
        ),
        key=f"invoice:{invoice.id}",
    )
    if invoice.order_id and not await has_event(session, invoice.order_id, "invoice_sent"):
        await add_event(session, await get_order(session, invoice.order_id), "invoice_sent")


async def courtesy_copy(session: AsyncSession, invoice: Invoice, storage: Storage) -> bytes:
    """The PDF of an invoice: from the file store, or rendered from the frozen document and kept there now."""
    if stored := await find_pdf(session, invoice.id):
        with suppress(ObjectNotFound):
            return await storage.get(stored.storage_key)
    pdf = await asyncio.to_thread(
        render_invoice_pdf, document_from(invoice), locale=invoice.locale, is_paid=invoice.order_id is not None
    )
    pdf_key, _xml_key = storage_keys(tenant_of(session), invoice)
    await storage.put(pdf_key, pdf, "application/pdf")
    kept = {"storage_key": pdf_key, "sha256": hashlib.sha256(pdf).hexdigest(), "rendered_at": clock.now()}
    await session.execute(
        insert(InvoicePdf)
        .values(id=new_id(), invoice_id=invoice.id, **kept)
        .on_conflict_do_update(index_elements=["tenant_id", "invoice_id"], set_=kept)
    )
    return pdf


async def restrict_documents(session: AsyncSession, person_id: UUID) -> None:
    """From now on the documents of an erased person are kept for the law alone (art. 2220 c.c.; art. 18 GDPR)."""
    theirs = select(Invoice.id).join(Order, (Order.tenant_id == Invoice.tenant_id) & (Order.id == Invoice.order_id))
    for invoice_id in (await session.execute(theirs.where(Order.user_id == person_id))).scalars():
        row = {"id": new_id(), "invoice_id": invoice_id, "restricted_at": clock.now()}
        await session.execute(insert(InvoiceRestriction).values(row).on_conflict_do_nothing())


async def start_numbering(session: AsyncSession, *, year: int, number: int) -> None:
    """Makes `number` the next one of the firm's own series: the program used before had those below it.

    Raises NumberingUnderWay when this series has given numbers of its own that year and the next is another.
    """
    series = await _series(session)
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


def pdf_file_name(invoice: Invoice) -> str:
    """What the buyer's download is called."""
    return f"fattura-{invoice.invoice_number.replace('/', '-')}.pdf"


def storage_keys(tenant_id: UUID, invoice: Invoice) -> tuple[str, str]:
    """Where the PDF and the XML of an invoice lie in the file store."""
    folder = f"{tenant_id}/invoices/{invoice.invoice_year}/{invoice.id}"
    return f"{folder}.pdf", f"{folder}.xml"


def document_from(invoice: Invoice) -> InvoiceDocument:
    """What an issued invoice says, as it was frozen."""
    return _DOCUMENT.validate_python(invoice.document)


def seller_of(info: SellerInfo, *, website: str) -> Seller:
    """The firm as its documents name it; `website` is the host name of its site, empty when it has none."""
    register = None
    if info.rea_office and info.rea_number:
        register = CompanyRegister(
            office=info.rea_office,
            number=info.rea_number,
            share_capital=info.paid_capital,
            has_single_shareholder=info.sole_shareholder,
            is_in_liquidation=info.in_liquidation,
        )
    return Seller(
        party=Party(
            company_name=info.company_name,
            tax_id=TaxId("IT", info.vat_number),
            fiscal_code=info.fiscal_code,
            address=info.address,
        ),
        tax_regime=TaxRegime(info.regime_fiscale),
        register=register,
        phone=info.phone,
        email=info.email,
        website=website,
    )


def document_of(
    order: Order, lines: list[OrderLine], seller: Seller, *, number: str, issued_on: date
) -> InvoiceDocument:
    """The document of a paid order: paid in full by card (TP02, MP08) on the day of the payment."""
    buyer = Buyer.model_validate(order.buyer)
    document_lines = tuple(_line(line) for line in lines)
    paid_on = clock.today_in_rome(order.paid_at)
    return InvoiceDocument(
        document_type=DocumentType.TD01,
        number=number,
        issued_on=issued_on,
        seller=seller,
        buyer=party_of(buyer),
        recipient=recipient_of(buyer),
        lines=document_lines,
        summaries=summarise(document_lines),
        stamp_duty=stamp_duty_on(document_lines),
        payments=(
            Payment(PaymentTerms.FULL, (Instalment(method=PaymentMethod.MP08, amount=order.total, due_date=paid_on),)),
        ),
        references=(
            Reference(
                kind=ReferenceKind.PURCHASE_ORDER, number=order.number, issued_on=clock.today_in_rome(order.placed_at)
            ),
        ),
        causale=f"Ordine {order.number}",
        currency=order.currency,
    )


def _line(line: OrderLine) -> Line:
    return Line(
        number=line.line_number,
        description=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        total=line.net,
        vat_rate=line.vat_rate,
        natura=line.vat_nature and Natura(line.vat_nature.value),
        legal_reference=line.vat_law,
    )


async def _series(session: AsyncSession) -> str:
    """The demo firm's documents are numbered apart and never enter the real series."""
    tenant = await get_tenant(session, tenant_of(session))
    return DEMO_SERIES if tenant.is_demo else ""


def _check(document: InvoiceDocument, xml: bytes, order: Order) -> None:
    problems: list[Any] = [*check_document(document), *violations(xml)]
    if problems:
        raise InvalidInvoice(order=order.number, reason=str(problems[0]))
    if document.total != Decimal(order.total):
        raise InvalidInvoice(order=order.number, reason=f"{document.total} != {order.total}")
