"""The invoices of the demo firm's own year, in the demo series, dated when the money came, with what SdI said."""

import hashlib
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.billing import NO_RECIPIENT_CODE
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.invoicing.document.codes import TaxRegime
from aistrategyhub.features.invoicing.document.model import InvoiceDocument, Party, Seller
from aistrategyhub.features.invoicing.document.parts import PostalAddress, TaxId
from aistrategyhub.features.invoicing.document.presets import BuyerKind, Item, Sale, compose
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml
from aistrategyhub.features.invoicing.models import Invoice, InvoiceTransmission, SdiReceipt, TransmissionStatus
from aistrategyhub.features.invoicing.service import import_files, seller_of, write_invoice
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.rules import PAID_STATUSES
from aistrategyhub.features.orders.seed import demo_keys
from aistrategyhub.features.orders.service import add_event
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo
from aistrategyhub.integrations.sdi.receipts import ReceiptKind
from aistrategyhub.integrations.sdi.writing import Facts, write_receipt

_ISSUED_AFTER = timedelta(seconds=2)
_SENT_AFTER = timedelta(seconds=9)
_TRANSMITTED_AFTER = timedelta(seconds=12)
_ANSWERED_AFTER = timedelta(hours=2)
_FIRST_IDENTIFIER = 500_000_000
_MONTHS_BILLED = 4


def _supplier(name: str, number: str, street: str) -> Seller:
    address = PostalAddress(street=street, city="Milano", zip="20145", province="MI")
    party = Party(company_name=name, tax_id=TaxId("IT", number), address=address)
    return Seller(party=party, tax_regime=TaxRegime.RF01)


# The office of Milan (015) closed its series long before these seven digits.
_SUPPLIERS = (
    (
        _supplier("Nuvola Dimostrativa S.r.l.", "24681130159", "Via Savona 97"),
        "Server e copie di sicurezza",
        Decimal("189.00"),
    ),
    (
        _supplier("Ufficio in Prova S.r.l.", "24681240156", "Via Foppa 4"),
        "Canone della sala riunioni",
        Decimal("420.00"),
    ),
)
_TRANSMITTER = TaxId("IT", "24681130159")


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Invoices the paid orders that have none, the earliest payment first, and takes in what suppliers billed. Mails
    nothing and renders no PDF.

    Whatever `plan.scale` is, only the first block of orders is invoiced: each document is built and checked
    against the schema one by one, which is no work for a benchmark of lists.
    """
    query = (
        select(Order)
        .where(Order.idempotency_key.startswith(demo_keys(0)))
        .where(Order.status.in_(PAID_STATUSES), ~exists().where(Invoice.order_id == Order.id))
        .order_by(Order.paid_at, Order.id)
    )
    for order in (await session.execute(query)).scalars().all():
        invoice = await write_invoice(session, order, at=order.paid_at + _ISSUED_AFTER)
        await add_event(session, order, "invoice_sent", at=order.paid_at + _SENT_AFTER)
        transmission = await _transmitted(session, invoice, at=order.paid_at + _TRANSMITTED_AFTER)
        for status, moment in (("sent", transmission.sent_at), (transmission.status, transmission.answered_at)):
            await add_event(session, order, f"sdi_{status}", at=moment, number=invoice.invoice_number)
    await _take_in_bills(session)


async def _take_in_bills(session: AsyncSession) -> None:
    """What the demo firm's suppliers billed in the last months, each document once however often it is seeded."""
    firm = await find_setting(session, SellerInfo)
    if firm is None:
        return
    buyer = seller_of(firm, website="").party
    first = clock.today_in_rome().replace(day=1)
    for back in range(1, _MONTHS_BILLED + 1):
        month = (first - timedelta(days=28 * back)).replace(day=12)
        for supplier, what, price in _SUPPLIERS:
            xml = build_xml(_bill(supplier, what, price, buyer, month), transmitter=_TRANSMITTER, progressive="00001")
            await import_files(session, f"{supplier.party.tax_id.country}{supplier.party.tax_id.number}.xml", xml)


def _bill(supplier: Seller, what: str, price: Decimal, buyer: Party, day: date) -> InvoiceDocument:
    return compose(
        Sale(
            seller=supplier,
            buyer=buyer,
            kind=BuyerKind.COMPANY,
            items=(Item(description=what, unit_price=price),),
            number=f"{day.month}/{day.year}",
            issued_on=day,
            recipient_code="M5UXCR1",
        )
    )


async def _transmitted(session: AsyncSession, invoice: Invoice, *, at: datetime) -> InvoiceTransmission:
    """The journey of an invoice with its receipt: delivered, or put into the reserved area of whoever has no code."""
    recipient, answered = invoice.document["recipient"], at + _ANSWERED_AFTER
    is_reached = recipient["code"] != NO_RECIPIENT_CODE or recipient["pec_email"]
    kind, status = (
        (ReceiptKind.DELIVERED, TransmissionStatus.DELIVERED)
        if is_reached
        else (ReceiptKind.UNDELIVERED, TransmissionStatus.UNDELIVERABLE)
    )
    facts = Facts(
        kind=kind,
        is_public=False,
        identifier=_FIRST_IDENTIFIER + invoice.invoice_progressive,
        file_name=invoice.file_name,
        file_hash=hashlib.sha256(invoice.xml).hexdigest(),
        at=answered,
        recipient=recipient["code"],
    )
    raw = write_receipt(facts)
    transmission = InvoiceTransmission(
        invoice_id=invoice.id,
        file_name=invoice.file_name,
        channel="rehearsal",
        status=status,
        identifier=str(facts.identifier),
        created_at=at,
        sent_at=at,
        answered_at=answered,
        changed_at=answered,
    )
    session.add(transmission)
    await session.flush()
    session.add(
        SdiReceipt(
            transmission_id=transmission.id,
            name=facts.name,
            kind=kind.value,
            identifier=transmission.identifier,
            about_file=invoice.file_name,
            raw=raw,
            sha256=hashlib.sha256(raw).hexdigest(),
            stated_at=answered,
            received_at=answered,
        )
    )
    return transmission
