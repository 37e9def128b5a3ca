"""The work of payments."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.feature import Job
from aistrategyhub.features.payments import queries, service
from aistrategyhub.infra.work import enqueue
from aistrategyhub.integrations.stripe.choose import current_gateway

LOOK_AGAIN = "payments.look_again"
CATCH_UP = "payments.catch_up"
_OVERLAP = timedelta(hours=1)
_FIRST_LOOK = timedelta(days=1)
# The provider keeps events for thirty days.
_EVENTS_ARE_TOLD_FOR = timedelta(days=29)
_LATE_AFTER = timedelta(minutes=2)
_EVENTS_LAST = timedelta(days=396)
_LINES_LAST = timedelta(days=365)


async def process_event(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.process_event(session, payload["event_id"], current_gateway())


async def send_refund(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.send_refund(session, UUID(payload["refund_id"]), current_gateway())


async def give_up(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.give_up_payment(session, UUID(payload["order_id"]), current_gateway)


async def find_late(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """A webhook may never arrive: payments and refunds that have waited for a while are asked about."""
    minute, late = clock.now().strftime("%Y%m%d%H%M"), clock.now() - _LATE_AFTER
    waiting = await queries.list_unsettled(session, before=late)
    waiting += [payment for _refund, payment in await queries.list_unsent_refunds(session, before=late)]
    for payment in waiting:
        await enqueue(
            session,
            LOOK_AGAIN,
            {"provider_reference": payment.provider_reference},
            key=f"{LOOK_AGAIN}:{payment.id}:{minute}",
        )


async def catch_up(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Asks the provider for what the webhooks should have told since the last look, an hour before it included."""
    now = clock.now()
    since = await queries.last_done(session, CATCH_UP) or now - _FIRST_LOOK
    since = max(since - _OVERLAP, now - _EVENTS_ARE_TOLD_FOR)
    await service.catch_up(session, current_gateway(), since=since)


async def look_again(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.look_at(session, payload["provider_reference"], current_gateway())


async def forget_old(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Disputes can be raised for thirteen months at most (art. 9 D.Lgs. 11/2010)."""
    await service.forget_old_events(session, before=clock.now() - _EVENTS_LAST)


async def answer_dispute(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.answer_dispute(session, UUID(payload["dispute_id"]), current_gateway())


async def forget_statements(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.forget_lines(session, before=clock.now() - _LINES_LAST)


JOBS = (
    Job(name=service.PROCESS_EVENT, run=process_event),
    Job(name=service.SEND_REFUND, run=send_refund),
    Job(name=service.GIVE_UP, run=give_up),
    Job(name=service.ANSWER_DISPUTE, run=answer_dispute),
    Job(name="payments.find_late", run=find_late, every=timedelta(minutes=5)),
    Job(name=CATCH_UP, run=catch_up, every=timedelta(minutes=10)),
    Job(name=LOOK_AGAIN, run=look_again),
    Job(name="payments.forget_old", run=forget_old, cron="50 3 * * *"),
    Job(name="payments.forget_statements", run=forget_statements, cron="55 3 * * *"),
)
