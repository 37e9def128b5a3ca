"""The work of the assistant: reading documents, and keeping up with the site."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.features.assistant import service
from aistrategyhub.features.assistant.rules.failures import Unreadable
from aistrategyhub.features.assistant.service.conversations import forget_old

CONVERSATIONS_LAST = timedelta(days=365)


async def _read(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.read_document(session, UUID(payload["document_id"]), payload["version"])


async def _give_up(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    refusal = Unreadable("TOO_HEAVY")
    await service.fail_document(session, UUID(payload["document_id"]), payload["version"], refusal)


async def _follow(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.follow_site(session)


async def _forget_old(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await forget_old(session, before=now() - CONVERSATIONS_LAST)


JOBS = (
    Job("assistant.forget_old", _forget_old, cron="35 3 * * *"),
    Job(service.READ_DOCUMENT, _read, max_attempts=4, lease=timedelta(minutes=10), gives_way=True, give_up=_give_up),
    Job(service.FOLLOW_SITE, _follow, cron="20 4 * * *", lease=timedelta(minutes=30), gives_way=True),
)
