"""The work of the wallet."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.feature import Job
from aistrategyhub.features.wallet import queries, service
from aistrategyhub.infra.work import enqueue
from aistrategyhub.integrations.stripe.choose import current_gateway

_LATE_AFTER = timedelta(minutes=2)
_LOOKED_AT_FOR = timedelta(days=1)
_SETUPS_LAST = timedelta(days=30)


async def find_late(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Whoever typed a card may have closed the page before it came back, and a webhook may never arrive."""
    now = clock.now()
    for setup in await queries.list_open_setups(session, since=now - _LOOKED_AT_FOR, before=now - _LATE_AFTER):
        key = f"{service.LOOK_AGAIN}:{setup.id}:{now:%Y%m%d%H%M}"
        await enqueue(session, service.LOOK_AGAIN, {"reference": setup.provider_reference}, key=key)


async def look_again(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.settle_setup(session, await current_gateway().get_card_setup(payload["reference"]))


async def forget_card(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await current_gateway().remove_saved_card(payload["reference"])


async def forget_customer(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await current_gateway().delete_customer(payload["reference"])


async def forget_setups(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.forget_setups(session, before=clock.now() - _SETUPS_LAST)


JOBS = (
    Job(name="wallet.find_late", run=find_late, every=timedelta(minutes=5)),
    Job(name=service.LOOK_AGAIN, run=look_again),
    Job(name=service.FORGET_CARD, run=forget_card),
    Job(name=service.FORGET_CUSTOMER, run=forget_customer),
    Job(name="wallet.forget_setups", run=forget_setups, cron="55 3 * * *"),
)
