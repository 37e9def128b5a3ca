"""The work of the requests for a quote."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.rules import PREFILLS_LAST, REQUESTS_LAST, SPAM_LASTS


async def forget_old(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    at = now()
    await service.forget_old_requests(session, before=at - REQUESTS_LAST, spam_before=at - SPAM_LASTS)
    await service.forget_old_prefills(session, before=at - PREFILLS_LAST)


JOBS = (Job(name="quotes.forget_old", run=forget_old, cron="10 4 * * *"),)
