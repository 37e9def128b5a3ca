"""The work of the catalogue."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Job
from aistrategyhub.features.catalog import service
from aistrategyhub.features.catalog.models import CatalogBatch
from aistrategyhub.infra.db import tenant_of, unit_of_work

_LEASE = timedelta(minutes=15)


async def run_batch(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.run_import(session, UUID(payload["batch_id"]), _progress(session, payload))


async def give_up_batch(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.give_up_import(session, UUID(payload["batch_id"]))


async def give_up_undoing(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.give_up_undoing(session, UUID(payload["batch_id"]))


async def undo_batch(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.run_undoing(session, UUID(payload["batch_id"]), _progress(session, payload))


def _progress(session: AsyncSession, payload: Mapping[str, Any]) -> Any:
    """Says how far the work is in a transaction of its own, so that whoever waits sees it before the work is done."""
    batch_id, tenant_id = UUID(payload["batch_id"]), tenant_of(session)

    async def said(settled: int) -> None:
        async with unit_of_work(tenant_id) as apart:
            query = update(CatalogBatch).where(CatalogBatch.id == batch_id)
            await apart.execute(query.values(settled=settled))

    return said


JOBS = (
    Job(name=service.TURN_PRICE, run=service.turn_price),
    Job(name=service.RUN_BATCH, run=run_batch, lease=_LEASE, give_up=give_up_batch),
    Job(name=service.FORGET_FILES, run=service.forget_files, cron="50 3 * * *"),
    Job(name=service.UNDO_BATCH, run=undo_batch, lease=_LEASE, give_up=give_up_undoing),
)
