"""What orders come to, over many of them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import ROME
from aistrategyhub.features.catalog.models import CatalogItem
from aistrategyhub.features.catalog.rules.supplies import ELECTRONIC_KINDS
from aistrategyhub.features.orders.models import Order, OrderLine
from aistrategyhub.features.orders.rules import PAID_STATUSES, PAYABLE
from aistrategyhub.features.orders.schemas import MonthSum, YearSum
from aistrategyhub.features.vat.schemas import Ground


async def sum_paid_by_month(session: AsyncSession, *, since: date) -> list[MonthSum]:
    """What was paid in each month of Rome from that of `since` on; months without sales are left out."""
    month = func.date_trunc("month", func.timezone(ROME.key, Order.paid_at)).label("month")
    start = datetime(since.year, since.month, 1, tzinfo=ROME)
    query = (
        select(month, func.sum(Order.subtotal).label("net"))
        .where(Order.status.in_(PAID_STATUSES), Order.paid_at >= start)
        .group_by(month)
        .order_by(month)
    )
    return [MonthSum(row.month.date(), row.net) for row in await session.execute(query)]


async def sum_electronic_to_people_abroad(session: AsyncSession, *, since: int) -> list[YearSum]:
    """What private people in other member states paid for things delivered over the net, in each year from this one
    on. What went back to them still counts: the limit is about sales that were made."""
    year = func.extract("year", func.timezone(ROME.key, Order.paid_at)).label("year")
    query = (
        select(year, func.sum(OrderLine.net).label("net"))
        .join(Order, (Order.tenant_id == OrderLine.tenant_id) & (Order.id == OrderLine.order_id))
        .join(CatalogItem, (CatalogItem.tenant_id == OrderLine.tenant_id) & (CatalogItem.id == OrderLine.item_id))
        .where(
            OrderLine.vat_ground.in_((Ground.EU_PERSON, Ground.EU_PERSON_OSS)),
            CatalogItem.kind.in_(ELECTRONIC_KINDS),
            Order.paid_at >= datetime(since, 1, 1, tzinfo=ROME),
        )
        .group_by(year)
        .order_by(year)
    )
    return [YearSum(int(row.year), row.net) for row in await session.execute(query)]


async def count_payable(session: AsyncSession) -> tuple[int, Decimal]:
    """How many orders wait for their payment, and how much they are worth in all."""
    query = select(func.count(), func.coalesce(func.sum(Order.total), 0)).where(Order.status.in_(PAYABLE))
    count, total = (await session.execute(query)).one()
    return count, total
