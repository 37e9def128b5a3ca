"""The work of the portal: archives made and removed, erasures whose waiting time is over."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.features.accounts.queries.privacy_requests import list_due_erasures, list_outdated_exports
from aistrategyhub.features.accounts.service.privacy_requests import expire_export
from aistrategyhub.features.portal.service.erasure import carry_out, warn_idle_customers
from aistrategyhub.features.portal.service.export import MAKE_EXPORT, make_export
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.infra.work import enqueue

ERASE = "portal.erase_person"


async def build(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await make_export(session, UUID(payload["request_id"]), storage_for(get_settings()))


async def remove_outdated(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    for request in await list_outdated_exports(session, now()):
        await expire_export(request, storage_for(get_settings()))


async def find_due(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """One piece of work for each, so that one that fails holds up no other."""
    hour = now().strftime("%Y%m%d%H")
    for request_id in await list_due_erasures(session, now()):
        await enqueue(session, ERASE, {"request_id": str(request_id)}, key=f"{ERASE}:{request_id}:{hour}")


async def warn_idle(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await warn_idle_customers(session)


async def erase(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await carry_out(session, UUID(payload["request_id"]), storage_for(get_settings()))


JOBS = (
    Job(name=MAKE_EXPORT, run=build, lease=timedelta(minutes=10)),
    Job(name="portal.remove_exports", run=remove_outdated, every=timedelta(hours=1)),
    Job(name="portal.find_erasures", run=find_due, every=timedelta(minutes=10)),
    Job(name=ERASE, run=erase, lease=timedelta(minutes=5)),
    Job(name="portal.warn_idle", run=warn_idle, cron="30 6 * * *"),
)
