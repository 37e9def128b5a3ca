"""The invoices of the demo firm's own year, in the demo series, dated when the money came."""

from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.service import write_invoice
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.rules import PAID_STATUSES
from aistrategyhub.features.orders.seed import demo_keys
from aistrategyhub.features.orders.service import add_event

_ISSUED_AFTER = timedelta(seconds=2)
_SENT_AFTER = timedelta(seconds=9)


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
        await write_invoice(session, order, at=order.paid_at + _ISSUED_AFTER)
        await add_event(session, order, "invoice_sent", at=order.paid_at + _SENT_AFTER)
