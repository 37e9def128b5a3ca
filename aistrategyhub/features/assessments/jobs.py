"""The work of the assessments."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.features.assessments import service

ANSWERS_LAST = timedelta(days=365)


async def forget_old(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.forget_old_sittings(session, before=now() - ANSWERS_LAST)


JOBS = (Job(name="assessments.forget_old", run=forget_old, cron="20 4 * * *"),)
