"""The invoices of the demo firm's own year, in the demo series, dated when the money came, with what SdI said."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import NO_RECIPIENT_CODE
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.invoicing.models import Invoice, InvoiceTransmission, SdiReceipt, TransmissionStatus
from aistrategyhub.features.invoicing.service import write_invoice
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.rules import PAID_STATUSES
from aistrategyhub.features.orders.seed import demo_keys
from aistrategyhub.features.orders.service import add_event
from aistrategyhub.integrations.sdi.receipts import ReceiptKind
from aistrategyhub.integrations.sdi.writing import Facts, write_receipt

_ISSUED_AFTER = timedelta(seconds=2)
_SENT_AFTER = timedelta(seconds=9)
_TRANSMITTED_AFTER = timedelta(seconds=12)
_ANSWERED_AFTER = timedelta(hours=2)
_FIRST_IDENTIFIER = 500_000_000


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Invoices the paid orders that have none, the earliest payment first. Mails nothing and renders no PDF.

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
