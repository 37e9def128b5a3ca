"""The work of the choices."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.features.consent import service

# Beyond their six months, as long as somebody may still ask for the proof.
PROOF_LASTS = timedelta(days=365)


async def forget_old(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.forget_choices(session, before=now() - PROOF_LASTS)


JOBS = (Job(name="consent.forget_old", run=forget_old, cron="55 3 * * *"),)
