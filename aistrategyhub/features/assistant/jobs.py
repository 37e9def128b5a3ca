"""The work of the assistant: reading documents, keeping up with the site, and making passages easier to find."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.feature import Job
from aistrategyhub.features.assistant import service
from aistrategyhub.features.assistant.queries import list_bots
from aistrategyhub.features.assistant.rules.failures import Unreadable
from aistrategyhub.features.assistant.service import crawling
from aistrategyhub.features.assistant.service.conversations import forget_old
from aistrategyhub.features.assistant.service.documents import FETCH_PAGE
from aistrategyhub.features.assistant.service.examining import examine, fail_round
from aistrategyhub.features.assistant.service.rounds import EXAMINE
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.work import Postponed
from aistrategyhub.integrations.anthropic.gateway import ModelBusy, ModelUnavailable
from aistrategyhub.integrations.embeddings.choose import embedder
from aistrategyhub.integrations.embeddings.gateway import EmbedderRefused, EmbedderUnavailable

log = structlog.get_logger(__name__)

CONVERSATIONS_LAST = timedelta(days=365)
_PAUSE = timedelta(minutes=1)
_AWAY = "AWAY"


async def _read(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.read_document(session, UUID(payload["document_id"]), payload["version"])


async def _give_up(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    refusal = Unreadable("TOO_HEAVY")
    await service.fail_document(session, UUID(payload["document_id"]), payload["version"], refusal)


async def _follow(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.follow_site(session)


async def _forget_old(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await forget_old(session, before=now() - CONVERSATIONS_LAST)


async def _embed(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """The vectors of one bot, or of all. A provider that refuses is asked again at the next round: until then what was
    found by vectors before is."""
    named = payload.get("bot_id")
    bots = [UUID(named)] if named else [bot.id for bot in await list_bots(session)]
    for bot_id in bots:
        try:
            await service.embed_bot(tenant_of(session), bot_id, embedder(get_settings()))
        except EmbedderUnavailable as failure:
            raise Postponed(now() + failure.retry_after, str(failure)) from failure
        except EmbedderRefused as failure:
            log.error("nobody embeds what bots know", why=str(failure))
            return


async def _write_questions(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """For every bot whose owner wants them. Without a key, or with this month's budget spent, nothing is written."""
    for bot in await list_bots(session):
        if not bot.writes_questions:
            continue
        try:
            await service.write_questions(tenant_of(session), bot.number)
        except ModelUnavailable as failure:
            pause = failure.retry_after if isinstance(failure, ModelBusy) else _PAUSE
            raise Postponed(now() + pause, str(failure)) from failure
        except DomainError as refusal:
            log.info("no questions are written for what bots know", why=refusal.code)
            return


async def _examine(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await examine(tenant_of(session), UUID(payload["run_id"]))


async def _give_up_round(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await fail_round(session, UUID(payload["run_id"]))


async def _crawl(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await crawling.crawl_site(session, UUID(payload["site_id"]))


async def _give_up_crawling(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await crawling.fail_site(session, UUID(payload["site_id"]), _AWAY)


async def _fetch(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    is_forced = bool(payload.get("is_forced"))
    await crawling.fetch_page(session, UUID(payload["document_id"]), is_forced=is_forced)


async def _give_up_fetching(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await crawling.fail_page(session, UUID(payload["document_id"]), _AWAY)


async def _crawl_due(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await crawling.crawl_due(session)


JOBS = (
    Job("assistant.forget_old", _forget_old, cron="35 3 * * *"),
    Job("assistant.crawl_due", _crawl_due, cron="10 * * * *"),
    Job(
        crawling.CRAWL_SITE,
        _crawl,
        max_attempts=4,
        lease=timedelta(minutes=10),
        gives_way=True,
        give_up=_give_up_crawling,
    ),
    Job(FETCH_PAGE, _fetch, max_attempts=4, gives_way=True, give_up=_give_up_fetching),
    Job(service.READ_DOCUMENT, _read, max_attempts=4, lease=timedelta(minutes=10), gives_way=True, give_up=_give_up),
    Job(EXAMINE, _examine, max_attempts=3, lease=timedelta(minutes=10), give_up=_give_up_round),
    Job(service.EMBED, _embed, every=timedelta(minutes=10), lease=timedelta(minutes=10), gives_way=True),
    Job(
        service.WRITE_QUESTIONS, _write_questions, every=timedelta(hours=1), lease=timedelta(minutes=10), gives_way=True
    ),
    Job(service.FOLLOW_SITE, _follow, cron="20 4 * * *", lease=timedelta(minutes=30), gives_way=True),
)
