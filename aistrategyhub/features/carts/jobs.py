"""The work of carts."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.features.carts import service

CARTS_LAST = timedelta(days=60)


async def forget_old(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.forget_carts(session, before=now() - CARTS_LAST)


async def remind(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.remind_of_carts(session, at=now())


JOBS = (
    Job(name="carts.forget_old", run=forget_old, cron="5 4 * * *"),
    # Nobody is written to at night.
    Job(name="carts.remind", run=remind, cron="20 9-19 * * *"),
)
