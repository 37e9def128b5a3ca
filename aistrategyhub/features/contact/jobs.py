"""The work of the messages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.features.contact import service

MESSAGES_LAST = timedelta(days=730)
SPAM_LASTS = timedelta(days=30)


async def forget_old(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.forget_old_messages(session, before=now() - MESSAGES_LAST, spam_before=now() - SPAM_LASTS)


JOBS = (Job(name="contact.forget_old", run=forget_old, cron="50 3 * * *"),)
