"""The work of the library: the sizes of pictures, the trash, and what a kill left in the store."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Job
from aistrategyhub.features.media import service
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for


async def make_sizes(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.make_sizes(session, storage_for(get_settings()), UUID(payload["media_id"]))


async def tidy(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    storage = storage_for(get_settings())
    await service.empty_trash(session, storage)
    await service.sweep(session, storage)


JOBS = (
    Job(name=service.MAKE_SIZES, run=make_sizes, lease=timedelta(minutes=5)),
    Job(name="media.tidy", run=tidy, cron="20 4 * * *", lease=timedelta(minutes=30)),
)
