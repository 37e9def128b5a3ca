"""The work of the library: the sizes of pictures."""

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


JOBS = (Job(name=service.MAKE_SIZES, run=make_sizes, lease=timedelta(minutes=5)),)
