"""The work of support."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.features.support import service

TICKETS_LAST = timedelta(days=730)


async def forget_old(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.forget_old_tickets(session, before=now() - TICKETS_LAST)


JOBS = (Job(name="support.forget_old", run=forget_old, cron="55 3 * * *"),)
