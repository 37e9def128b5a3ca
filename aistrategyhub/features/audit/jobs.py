"""The work of the trail: anchors, a look at the whole chain, and what is kept no longer."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Job
from aistrategyhub.features.audit import service

log = structlog.get_logger(__name__)

VERIFY = "audit.verify"


async def verify(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    found = await service.verify_and_note(session)
    if not found.holds:
        log.critical("the audit chain is broken", sequence=found.broken_at, reason=found.reason)


async def make_anchor(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.anchor(session)


async def erase_old_origins(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    while await service.erase_old_origins(session):
        pass


JOBS = (
    Job(name=VERIFY, run=verify, cron="30 3 * * *", lease=timedelta(minutes=30), max_attempts=3),
    Job(name="audit.anchor", run=make_anchor, every=timedelta(hours=1)),
    Job(name="audit.erase_old_origins", run=erase_old_origins, cron="10 4 * * *", lease=timedelta(minutes=10)),
)
