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


JOBS = (Job(name="carts.forget_old", run=forget_old, cron="5 4 * * *"),)
