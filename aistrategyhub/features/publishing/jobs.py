"""The work of publications."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Job
from aistrategyhub.features.publishing import service


async def thin_versions(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.thin_versions(session)


async def empty_trash(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.empty_trash(session)


async def write_hits(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.write_hits(session)


JOBS = (
    Job(name=service.CARRY_OUT, run=service.carry_out),
    Job(name="publishing.thin_versions", run=thin_versions, cron="20 3 * * *"),
    Job(name="publishing.empty_trash", run=empty_trash, cron="50 3 * * *"),
    Job(name="publishing.write_hits", run=write_hits, every=timedelta(minutes=5)),
)
