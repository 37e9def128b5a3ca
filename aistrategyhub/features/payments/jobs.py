"""The work of payments."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.feature import Job
from aistrategyhub.features.payments import queries, service
from aistrategyhub.infra.work import enqueue
from aistrategyhub.integrations.stripe.choose import current_gateway

LOOK_AGAIN = "payments.look_again"
_LATE_AFTER = timedelta(minutes=2)
_EVENTS_LAST = timedelta(days=396)


async def process_event(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.process_event(session, payload["event_id"], current_gateway().get_payment_intent)


async def find_late(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """A webhook may never arrive: payments pending for a while are asked about."""
    minute = clock.now().strftime("%Y%m%d%H%M")
    for payment in await queries.list_unsettled(session, before=clock.now() - _LATE_AFTER):
        await enqueue(
            session,
            LOOK_AGAIN,
            {"provider_reference": payment.provider_reference},
            key=f"{LOOK_AGAIN}:{payment.id}:{minute}",
        )


async def look_again(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.settle(session, await current_gateway().get_payment_intent(payload["provider_reference"]))


async def forget_old(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Disputes can be raised for thirteen months at most (art. 9 D.Lgs. 11/2010)."""
    await service.forget_old_events(session, before=clock.now() - _EVENTS_LAST)


JOBS = (
    Job(name=service.PROCESS_EVENT, run=process_event),
    Job(name="payments.find_late", run=find_late, every=timedelta(minutes=5)),
    Job(name=LOOK_AGAIN, run=look_again),
    Job(name="payments.forget_old", run=forget_old, cron="50 3 * * *"),
)
