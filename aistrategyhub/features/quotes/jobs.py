"""The work of requests and offers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.feature import Job
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.rules import PREFILLS_LAST, REQUESTS_LAST, SPAM_LASTS
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for


async def forget_old(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    at = now()
    await service.forget_old_requests(session, before=at - REQUESTS_LAST, spam_before=at - SPAM_LASTS)
    await service.forget_old_prefills(session, before=at - PREFILLS_LAST)


async def print_offer(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.print_offer(session, UUID(payload["offer_id"]), storage_for(get_settings()))


async def remind(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.remind_of_offers(session)


async def expire(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.expire_offers(session, today=today_in_rome())


async def forget_papers(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    storage = storage_for(get_settings())
    for key in payload["storage_keys"]:
        await storage.delete(key)


JOBS = (
    Job(name="quotes.forget_old", run=forget_old, cron="10 4 * * *"),
    Job(name=service.PRINT, run=print_offer, lease=timedelta(minutes=5)),
    Job(name=service.FORGET_PAPERS, run=forget_papers),
    Job(name="quotes.remind", run=remind, cron="0 9 * * *"),
    Job(name="quotes.expire", run=expire, cron="5 0 * * *"),
)
