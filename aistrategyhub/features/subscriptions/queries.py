"""Reads of subscriptions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.subscriptions.models import (
    ChargeKind,
    ChargeStatus,
    Subscription,
    SubscriptionCharge,
    SubscriptionEvent,
    SubscriptionStatus,
)
from aistrategyhub.features.subscriptions.rules import LIVE, RENEWABLE

_AT_ONCE = 200
_SORTABLE = {
    "number": Subscription.number,
    "created_at": Subscription.created_at,
    "period_end": Subscription.period_end,
    "status": Subscription.status,
    "item_name": Subscription.item_name,
}


class SubscriptionNotFound(DomainError):
    """No such subscription, or not the caller's."""

    code = "SUBSCRIPTION_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Non troviamo quest’abbonamento.")


async def get_own(session: AsyncSession, person_id: UUID, number: str) -> Subscription:
    """A person's subscription of this number. Raises SubscriptionNotFound."""
    query = select(Subscription).where(Subscription.user_id == person_id, Subscription.number == number.upper()[:30])
    return _found((await session.execute(query)).scalar_one_or_none())


async def get_by_number(session: AsyncSession, number: str) -> Subscription:
    """The subscription of this number, whoever's. Raises SubscriptionNotFound."""
    query = select(Subscription).where(Subscription.number == number.upper()[:30])
    return _found((await session.execute(query)).scalar_one_or_none())


async def lock(session: AsyncSession, subscription_id: UUID) -> Subscription:
    """The subscription, which nobody else may change until this transaction ends. Raises SubscriptionNotFound."""
    query = select(Subscription).where(Subscription.id == subscription_id).with_for_update()
    locked = await session.execute(query.execution_options(populate_existing=True))
    return _found(locked.scalar_one_or_none())


async def find_live(session: AsyncSession, person_id: UUID, item_id: UUID) -> Subscription | None:
    """The subscription to this item that a person has; there is at most one."""
    query = select(Subscription).where(
        Subscription.user_id == person_id, Subscription.item_id == item_id, Subscription.status.in_(LIVE)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def had_trial(session: AsyncSession, person_id: UUID, item_id: UUID) -> bool:
    """Whether the person tried this item for nothing before."""
    query = (
        select(SubscriptionEvent.id)
        .join(
            Subscription,
            (Subscription.tenant_id == SubscriptionEvent.tenant_id)
            & (Subscription.id == SubscriptionEvent.subscription_id),
        )
        .where(Subscription.user_id == person_id, Subscription.item_id == item_id, SubscriptionEvent.kind == "trialing")
        .limit(1)
    )
    return (await session.execute(query)).scalar_one_or_none() is not None


async def list_own(session: AsyncSession, person_id: UUID, request: PageRequest = PageRequest()) -> Page[Subscription]:
    """One page of a person's subscriptions, newest first."""
    return await _page(session, request, [Subscription.user_id == person_id], Subscription.created_at.desc())


async def list_subscriptions(
    session: AsyncSession,
    request: PageRequest,
    *,
    q: str = "",
    statuses: Collection[SubscriptionStatus] = (),
    sort: str = "",
    descending: bool = True,
) -> Page[Subscription]:
    """One page of all that match, newest first unless sorted. `q` looks in number, item and address."""
    conditions: list[ColumnElement[bool]] = [Subscription.status.in_(statuses)] if statuses else []
    if needle := q.strip()[:100]:
        people = select(Person.id).where(Person.email.icontains(needle, autoescape=True))
        named = (column.icontains(needle, autoescape=True) for column in (Subscription.number, Subscription.item_name))
        conditions.append(or_(*named, Subscription.user_id.in_(people)))
    column = _SORTABLE.get(sort)
    order = Subscription.created_at.desc() if column is None else column.desc() if descending else column.asc()
    return await _page(session, request, conditions, order)


async def list_events(session: AsyncSession, subscription_id: UUID) -> list[SubscriptionEvent]:
    """The timeline of a subscription, newest first."""
    query = (
        select(SubscriptionEvent)
        .where(SubscriptionEvent.subscription_id == subscription_id)
        .order_by(SubscriptionEvent.created_at.desc(), SubscriptionEvent.id.desc())
    )
    return list((await session.execute(query)).scalars())


async def find_charge_of_order(session: AsyncSession, order_id: UUID) -> SubscriptionCharge | None:
    """The sum that this order takes, if it is a subscription's."""
    query = select(SubscriptionCharge).where(SubscriptionCharge.order_id == order_id)
    return (await session.execute(query)).scalar_one_or_none()


async def get_charge(session: AsyncSession, charge_id: UUID) -> SubscriptionCharge:
    """The sum of this id, which must exist."""
    query = select(SubscriptionCharge).where(SubscriptionCharge.id == charge_id)
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one()


async def find_open_charge(session: AsyncSession, subscription_id: UUID) -> SubscriptionCharge | None:
    """The sum that waits to be paid; there is at most one."""
    query = select(SubscriptionCharge).where(
        SubscriptionCharge.subscription_id == subscription_id, SubscriptionCharge.status == ChargeStatus.OPEN
    )
    return (await session.execute(query)).scalar_one_or_none()


async def list_due(session: AsyncSession, *, by: datetime) -> list[Subscription]:
    """Whose period is over and asks for nothing yet, oldest first, some at a time."""
    waits = select(SubscriptionCharge.id).where(
        SubscriptionCharge.subscription_id == Subscription.id, SubscriptionCharge.status == ChargeStatus.OPEN
    )
    query = (
        select(Subscription)
        .where(Subscription.status.in_(RENEWABLE), Subscription.period_end <= by, ~waits.exists())
        .order_by(Subscription.period_end)
        .limit(_AT_ONCE)
    )
    return list((await session.execute(query.execution_options(populate_existing=True))).scalars())


async def list_to_retry(session: AsyncSession, *, by: datetime) -> list[tuple[Subscription, SubscriptionCharge]]:
    """Whose refused charge is to be tried again by now."""
    query = (
        select(Subscription, SubscriptionCharge)
        .join(SubscriptionCharge, SubscriptionCharge.subscription_id == Subscription.id)
        .where(
            Subscription.status == SubscriptionStatus.PAST_DUE,
            Subscription.next_attempt_at <= by,
            SubscriptionCharge.status == ChargeStatus.OPEN,
        )
        .order_by(Subscription.next_attempt_at)
        .limit(_AT_ONCE)
    )
    return [(row[0], row[1]) for row in await session.execute(query.execution_options(populate_existing=True))]


async def list_unanswered(
    session: AsyncSession, *, asked_before: datetime
) -> list[tuple[Subscription, SubscriptionCharge]]:
    """Renewals that were asked for before this moment and of which the bank has said neither yes nor no."""
    query = (
        select(Subscription, SubscriptionCharge)
        .join(SubscriptionCharge, SubscriptionCharge.subscription_id == Subscription.id)
        .where(
            Subscription.status.in_(RENEWABLE),
            SubscriptionCharge.status == ChargeStatus.OPEN,
            SubscriptionCharge.kind == ChargeKind.RENEWAL,
            SubscriptionCharge.created_at < asked_before,
        )
        .order_by(SubscriptionCharge.created_at)
        .limit(_AT_ONCE)
    )
    return [(row[0], row[1]) for row in await session.execute(query.execution_options(populate_existing=True))]


async def list_past_due_of(session: AsyncSession, person_id: UUID) -> list[tuple[Subscription, SubscriptionCharge]]:
    """A person's subscriptions whose charge was refused."""
    query = (
        select(Subscription, SubscriptionCharge)
        .join(SubscriptionCharge, SubscriptionCharge.subscription_id == Subscription.id)
        .where(
            Subscription.user_id == person_id,
            Subscription.status == SubscriptionStatus.PAST_DUE,
            SubscriptionCharge.status == ChargeStatus.OPEN,
        )
    )
    return [(row[0], row[1]) for row in await session.execute(query.execution_options(populate_existing=True))]


async def list_never_begun(session: AsyncSession, *, before: datetime) -> list[Subscription]:
    """Who wanted to subscribe before this moment and never paid."""
    query = select(Subscription).where(
        Subscription.status == SubscriptionStatus.INCOMPLETE, Subscription.created_at < before
    )
    return list((await session.execute(query.limit(_AT_ONCE))).scalars())


async def list_stale(session: AsyncSession, kind: ChargeKind, *, before: datetime) -> list[SubscriptionCharge]:
    """Sums of this kind that were asked for before this moment and never paid."""
    query = select(SubscriptionCharge).where(
        SubscriptionCharge.status == ChargeStatus.OPEN,
        SubscriptionCharge.kind == kind,
        SubscriptionCharge.created_at < before,
    )
    return list((await session.execute(query.limit(_AT_ONCE))).scalars())


async def list_renewing(session: AsyncSession, *, since: datetime, by: datetime) -> list[Subscription]:
    """Whose period ends in this time."""
    query = (
        select(Subscription)
        .where(Subscription.status.in_(RENEWABLE), Subscription.period_end > since, Subscription.period_end <= by)
        .order_by(Subscription.period_end)
    )
    return list((await session.execute(query)).scalars())


async def list_living_of(session: AsyncSession, person_id: UUID) -> list[Subscription]:
    """A person's subscriptions that have not ended."""
    query = select(Subscription).where(Subscription.user_id == person_id, Subscription.status.in_(LIVE))
    return list((await session.execute(query)).scalars())


async def emails_of(session: AsyncSession, person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The addresses of these people, in one statement."""
    rows = await session.execute(select(Person.id, Person.email).where(Person.id.in_(person_ids)))
    return {row.id: row.email for row in rows}


async def _page(
    session: AsyncSession, request: PageRequest, conditions: Sequence[ColumnElement[bool]], order: ColumnElement
) -> Page[Subscription]:
    query = select(Subscription).where(*conditions).order_by(order, Subscription.id)
    rows = await session.execute(query.limit(request.per_page).offset(request.offset))
    count = await session.execute(select(func.count()).select_from(Subscription).where(*conditions))
    return Page(list(rows.scalars()), count.scalar_one(), request.page, request.per_page)


def _found(subscription: Subscription | None) -> Subscription:
    if subscription is None:
        raise SubscriptionNotFound
    return subscription
