"""What the provider said of payers goes after thirteen months; what it said of payments stays."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.payments.jobs import JOBS
from aistrategyhub.features.payments.models import ProviderEvent

FORGET_OLD = next(job for job in JOBS if job.name == "payments.forget_old")
SAID = {"billing_details": {"name": "Anna Ferri"}}


@pytest.mark.parametrize(("days", "is_handled", "left"), [(397, True, {}), (395, True, SAID), (397, False, SAID)])
async def test_events_are_emptied_once_nothing_can_be_disputed(
    session: AsyncSession, days: int, is_handled: bool, left: dict[str, object]
) -> None:
    with time_machine.travel(datetime(2026, 11, 21, tzinfo=UTC), tick=False) as clock:
        event = ProviderEvent(
            event_id="evt_1", event_type="charge.succeeded", payload=SAID, handled_at=now() if is_handled else None
        )
        session.add(event)
        await session.flush()
        clock.shift(timedelta(days=days))
        await FORGET_OLD.run(session, {})
    await session.refresh(event)
    assert (event.payload, event.event_id) == (left, "evt_1")
