"""Reads of orders."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import start_of_day
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import (
    SUBSCRIPTION_KEYS,
    FollowUpRefusal,
    Order,
    OrderConsent,
    OrderEvent,
    OrderLine,
    OrderStatus,
)
from aistrategyhub.features.orders.rules import PAYABLE
from aistrategyhub.features.orders.rules.cursors import Place
from aistrategyhub.features.orders.schemas import OrderFilter
from aistrategyhub.features.vat.schemas import Ground
from aistrategyhub.infra.db import each_by_id

_UNPROVEN_AT_ONCE = 20
_UNPAID_AT_ONCE = 200
_SORTABLE = {
    "placed_at": Order.placed_at,
    "number": Order.number,
    "buyer_name": Order.buyer_name,
    "total": Order.total,
    "status": Order.status,
}


class OrderNotFound(DomainError):
    """No such order, or not the caller's."""

    code = "ORDER_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Non troviamo quest'ordine: controlla il numero e l'indirizzo e-mail.")


async def get_order(session: AsyncSession, order_id: UUID) -> Order:
    """The order. Raises OrderNotFound."""
    order = (await session.execute(select(Order).where(Order.id == order_id))).scalar_one_or_none()
    if order is None:
        raise OrderNotFound
    return order


async def lock_order(session: AsyncSession, order_id: UUID) -> Order:
    """The order, which nobody else may change until this transaction ends. Raises OrderNotFound."""
    query = select(Order).where(Order.id == order_id).with_for_update().execution_options(populate_existing=True)
    order = (await session.execute(query)).scalar_one_or_none()
    if order is None:
        raise OrderNotFound
    return order


async def find_order_of_request(session: AsyncSession, idempotency_key: str) -> Order | None:
    """The order that an earlier request with this key made."""
    query = select(Order).where(Order.idempotency_key == idempotency_key)
    return (await session.execute(query)).scalar_one_or_none()


async def has_ordered(session: AsyncSession, *, user_id: UUID | None, email: str) -> bool:
    """Whether an order of this account or of this address was placed and not cancelled."""
    theirs = [Order.email == email] + ([Order.user_id == user_id] if user_id else [])
    query = select(exists().where(or_(*theirs), Order.status != OrderStatus.CANCELLED))
    return bool((await session.execute(query)).scalar_one())


async def list_consents(session: AsyncSession, order_id: UUID) -> list[OrderConsent]:
    """What was agreed to with an order."""
    query = select(OrderConsent).where(OrderConsent.order_id == order_id).order_by(OrderConsent.kind)
    return list((await session.execute(query)).scalars())


async def find_order_of_address(session: AsyncSession, *, number: str, email: str) -> Order | None:
    """The order with this number, if it was placed with this address."""
    query = select(Order).where(Order.number == number.strip().upper(), Order.email == email.strip().lower())
    return (await session.execute(query)).scalar_one_or_none()


async def list_lines(session: AsyncSession, order_id: UUID) -> list[OrderLine]:
    """The lines of an order, first line first."""
    query = select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.line_number)
    return list((await session.execute(query)).scalars())


async def list_events(session: AsyncSession, order_id: UUID) -> list[OrderEvent]:
    """The timeline of an order, oldest first."""
    query = select(OrderEvent).where(OrderEvent.order_id == order_id).order_by(OrderEvent.created_at, OrderEvent.id)
    return list((await session.execute(query)).scalars())


async def has_event(session: AsyncSession, order_id: UUID, kind: str) -> bool:
    """Whether a step of this kind is in the order's timeline."""
    query = select(exists().where(OrderEvent.order_id == order_id, OrderEvent.kind == kind))
    return bool((await session.execute(query)).scalar_one())


async def list_orders(
    session: AsyncSession,
    request: PageRequest = PageRequest(),
    wanted: OrderFilter = OrderFilter(),
    *,
    sort: str = "",
    descending: bool = True,
    after: Place | None = None,
) -> Page[Order]:
    """One page of the orders that match, newest first unless sorted; with `after`, those that come behind that place,
    of a total that counts all."""
    conditions = _matching(wanted)
    column = _SORTABLE.get(sort)
    behind = [tuple_(Order.placed_at, Order.id) < tuple_(*after)] if after else []
    order_by = Order.placed_at.desc() if column is None else column.desc() if descending else column.asc()
    rows = await session.execute(
        select(Order)
        .where(*conditions, *behind)
        .order_by(order_by, Order.id.desc())
        .limit(request.per_page)
        .offset(request.offset)
    )
    count = await session.execute(select(func.count()).select_from(Order).where(*conditions))
    return Page(list(rows.scalars()), count.scalar_one(), request.page, request.per_page)


async def count_orders(session: AsyncSession, wanted: OrderFilter) -> int:
    """How many orders match."""
    query = select(func.count()).select_from(Order).where(*_matching(wanted))
    return (await session.execute(query)).scalar_one()


def each_order(session: AsyncSession, wanted: OrderFilter) -> AsyncIterator[Order]:
    """Every order that matches, the oldest first, a few at a time."""
    return each_by_id(session, select(Order).where(*_matching(wanted)), Order)


async def list_orders_of(session: AsyncSession, user_id: UUID, *, limit: int = 50) -> list[Order]:
    """The newest orders of a person."""
    query = select(Order).where(Order.user_id == user_id).order_by(Order.placed_at.desc()).limit(limit)
    return list((await session.execute(query)).scalars())


async def page_orders_of(session: AsyncSession, user_id: UUID, request: PageRequest) -> Page[Order]:
    """One page of a person's orders, newest first."""
    own = Order.user_id == user_id
    rows = await session.execute(
        select(Order)
        .where(own)
        .order_by(Order.placed_at.desc(), Order.id)
        .limit(request.per_page)
        .offset(request.offset)
    )
    count = await session.execute(select(func.count()).select_from(Order).where(own))
    return Page(list(rows.scalars()), count.scalar_one(), request.page, request.per_page)


async def find_work_under_way(session: AsyncSession, person_id: UUID, *, since: datetime) -> Order | None:
    """An order of this person that still needs its buyer: paid and not concluded, or whose payment, begun after
    `since`, can still arrive."""
    query = select(Order).where(Order.user_id == person_id, _is_under_way(since))
    return (await session.execute(query.order_by(Order.placed_at).limit(1))).scalar_one_or_none()


async def who_has_work_under_way(session: AsyncSession, person_ids: Sequence[UUID], *, since: datetime) -> set[UUID]:
    """Those of these people with an order that `find_work_under_way` would find."""
    query = select(Order.user_id).where(Order.user_id.in_(person_ids), _is_under_way(since)).distinct()
    return set((await session.execute(query)).scalars())


def _is_under_way(since: datetime) -> ColumnElement[bool]:
    unsettled = and_(Order.status == OrderStatus.AWAITING_PAYMENT, Order.placed_at >= since)
    return or_(unsettled, Order.status.in_((OrderStatus.PAID, OrderStatus.PROCESSING)))


async def list_supplements(session: AsyncSession, order_id: UUID) -> list[Order]:
    """The orders that add to this one, oldest first."""
    query = select(Order).where(Order.amends_id == order_id).order_by(Order.placed_at, Order.id)
    return list((await session.execute(query)).scalars())


async def find_order_by_number(session: AsyncSession, number: str) -> Order:
    """The order with this number. Raises OrderNotFound."""
    order = (await session.execute(select(Order).where(Order.number == number.upper()[:30]))).scalar_one_or_none()
    if order is None:
        raise OrderNotFound
    return order


async def name_services(session: AsyncSession, order_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What each of these orders is for: the names of its lines, in one statement."""
    names = func.string_agg(OrderLine.name, aggregate_order_by(literal(", "), OrderLine.line_number)).label("names")
    query = select(OrderLine.order_id, names).where(OrderLine.order_id.in_(order_ids)).group_by(OrderLine.order_id)
    return {row.order_id: row.names for row in await session.execute(query)}


def _matching(wanted: OrderFilter) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.statuses:
        conditions.append(Order.status.in_(wanted.statuses))
    if wanted.since:
        conditions.append(Order.placed_at >= start_of_day(wanted.since))
    if wanted.until and wanted.until < date.max:
        conditions.append(Order.placed_at < start_of_day(wanted.until + timedelta(days=1)))
    if wanted.is_paid is not None:
        conditions.append(Order.paid_at.is_not(None) if wanted.is_paid else Order.paid_at.is_(None))
    if wanted.least is not None:
        conditions.append(Order.total >= wanted.least)
    if wanted.most is not None:
        conditions.append(Order.total <= wanted.most)
    if needle := wanted.q.strip()[:100]:
        looked_at = (Order.number, Order.buyer_name, Order.email, Order.buyer["vat_number"].astext)
        conditions.append(or_(*(column.icontains(needle, autoescape=True) for column in looked_at)))
    return conditions


async def list_unproven(session: AsyncSession, *, since: datetime) -> list[Order]:
    """Orders placed from this moment on with VAT only because VIES was silent, oldest first, some at a time."""
    silent = exists().where(OrderLine.order_id == Order.id, OrderLine.vat_ground == Ground.EU_FIRM_SILENT)
    query = (
        select(Order)
        .where(Order.placed_at >= since, Order.vat_check_id.is_(None), Order.status != OrderStatus.CANCELLED, silent)
        .order_by(Order.placed_at)
        .limit(_UNPROVEN_AT_ONCE)
    )
    return list((await session.execute(query)).scalars())


def used_checks() -> Select[tuple[UUID | None]]:
    """The ids of the answers on which orders stand."""
    return select(Order.vat_check_id).where(Order.vat_check_id.is_not(None))


async def list_unpaid(
    session: AsyncSession,
    *,
    lasts: timedelta,
    ends_before: datetime,
    ends_after: datetime | None = None,
    without: str = "",
) -> list[Order]:
    """Orders whose time to be paid is over before this moment, held until this transaction ends, oldest first, some at
    a time. Their time is `lasts` from their placing, and longer while a bank transfer is on its way.
    What an accepted offer collects is owed however long it takes, and is none of them; nor is what a subscription
    collects, which has attempts of its own. `without` leaves out those whose timeline has a step of this kind. What
    somebody else holds is left for the next time.
    """
    key = func.coalesce(Order.idempotency_key, "")
    was_agreed = or_(Order.offer_id.is_not(None), key.startswith(SUBSCRIPTION_KEYS))
    # PostgreSQL's greatest leaves NULLs out.
    ends_at = func.greatest(Order.placed_at + lasts, Order.waits_until)
    query = select(Order).where(Order.status.in_(PAYABLE), ends_at < ends_before, ~was_agreed)
    if ends_after is not None:
        query = query.where(ends_at >= ends_after)
    if without:
        query = query.where(~exists().where(OrderEvent.order_id == Order.id, OrderEvent.kind == without))
    held = query.order_by(Order.placed_at).limit(_UNPAID_AT_ONCE).with_for_update(skip_locked=True)
    return list((await session.execute(held.execution_options(populate_existing=True))).scalars())


async def refuses_follow_up(session: AsyncSession, address: str) -> bool:
    """Whether whoever reads at this address wants no mail that asks how it went."""
    return bool((await session.execute(select(exists().where(FollowUpRefusal.address == address)))).scalar_one())


async def list_orders_of_buyer(session: AsyncSession, person_id: UUID | None, email: str, *, limit: int) -> list[Order]:
    """The newest orders of an account, or placed with an address."""
    query = select(Order).where(_of_buyer(person_id, email)).order_by(Order.placed_at.desc(), Order.id).limit(limit)
    return list((await session.execute(query)).scalars())


async def sum_of_buyer(session: AsyncSession, person_id: UUID | None, email: str) -> tuple[int, Decimal]:
    """How many orders they placed, and how much of it was paid and not given back, VAT included."""
    kept = func.sum(Order.total - Order.refunded).filter(Order.paid_at.is_not(None))
    query = select(func.count(), func.coalesce(kept, 0)).where(_of_buyer(person_id, email))
    count, paid = (await session.execute(query)).one()
    return count, paid


def _of_buyer(person_id: UUID | None, email: str) -> ColumnElement[bool]:
    """A forgotten buyer has no address: theirs are not everybody's."""
    own = [Order.user_id == person_id] if person_id else []
    return or_(*own, and_(Order.email == email, Order.email != ""))
