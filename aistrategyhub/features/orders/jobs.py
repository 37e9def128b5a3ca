"""The work of orders."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.feature import Job
from aistrategyhub.features.orders import service

UNPAID_LAST = timedelta(days=365)


async def forget_unpaid(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.forget_unpaid_guests(session, before=clock.now() - UNPAID_LAST)


JOBS = (Job(name="orders.forget_unpaid", run=forget_unpaid, cron="40 3 * * *"),)
