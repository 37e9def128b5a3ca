"""The work of requests and offers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.feature import Job
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.features.catalog.queries import list_services
from aistrategyhub.features.prompts.queries import get_gateway
from aistrategyhub.features.prompts.rules import read_answer
from aistrategyhub.features.prompts.schemas import BookedCall
from aistrategyhub.features.prompts.service import book_call, fail_call, settle_call
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.models import AnalysisStatus, QuoteAnalysis
from aistrategyhub.features.quotes.prompts import INTENT
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.queries.analyses import lock_analysis
from aistrategyhub.features.quotes.rules import PREFILLS_LAST, REQUESTS_LAST, SPAM_LASTS
from aistrategyhub.features.quotes.rules.analyses import UNDER_WAY, data_of, ideas_of
from aistrategyhub.features.quotes.rules.files import WAITING_LASTS
from aistrategyhub.features.quotes.schemas.analyses import IntentAnswer
from aistrategyhub.infra.db import tenant_of, unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.infra.work import Postponed
from aistrategyhub.integrations.anthropic.gateway import ModelBusy, ModelFailure, ModelGateway, ModelUnavailable

_MOST_TRIES = 4
_PAUSE = timedelta(seconds=15)


async def forget_old(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    at = now()
    await service.forget_old_requests(session, before=at - REQUESTS_LAST, spam_before=at - SPAM_LASTS)
    await service.forget_old_prefills(session, before=at - PREFILLS_LAST)
    await service.forget_waiting(session, before=at - WAITING_LASTS)


async def print_offer(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.print_offer(session, UUID(payload["offer_id"]), storage_for(get_settings()))


async def remind(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.remind_of_offers(session)


async def expire(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.expire_offers(session, today=today_in_rome())


async def analyse(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Each step is a commit of its own: the place in the budget, what failed, and with its pieces what was answered."""
    analysis_id, tenant_id = UUID(payload["analysis_id"]), tenant_of(session)
    try:
        async with unit_of_work(tenant_id) as first:
            gateway = await get_gateway(first)
            found = await _book(first, analysis_id)
        if found is None:
            return
        booked, known = found
        try:
            await _ask(session, analysis_id, booked, known, gateway)
        except ModelFailure as failure:
            await _note_failure(tenant_id, analysis_id, booked.id, failure)
    except DomainError as refusal:
        async with unit_of_work(tenant_id) as last:
            if analysis := await lock_analysis(last, analysis_id):
                _fail(analysis, refusal)


async def _book(session: AsyncSession, analysis_id: UUID) -> tuple[BookedCall, dict[str, str]] | None:
    """A call for an analysis that waits, and the catalogue that it may name; None where it was answered already, or its
    request is gone."""
    analysis = await lock_analysis(session, analysis_id)
    if analysis is None or analysis.status not in UNDER_WAY:
        return None
    request = await get_request(session, analysis.request_id)
    page = await list_services(session, request.locale, page=PageRequest(1, MOST_PER_PAGE))
    booked = await book_call(session, INTENT, data_of(request, page.rows), person_id=analysis.asked_by)
    analysis.status, analysis.tries, analysis.call_id = AnalysisStatus.ASKED, analysis.tries + 1, booked.id
    return booked, {service.slug: service.name for service in page.rows}


async def _ask(
    session: AsyncSession, analysis_id: UUID, booked: BookedCall, known: Mapping[str, str], gateway: ModelGateway
) -> None:
    answer = await gateway.ask(booked.question)
    ideas = ideas_of(read_answer(IntentAnswer, answer), known)
    await settle_call(session, booked.id, answer)
    if analysis := await lock_analysis(session, analysis_id):
        await service.keep_ideas(session, analysis, ideas, booked.id)


async def _note_failure(tenant_id: UUID, analysis_id: UUID, call_id: UUID, failure: ModelFailure) -> None:
    """What may be answered later waits for its turn again, a few times. Raises Postponed."""
    async with unit_of_work(tenant_id) as session:
        await fail_call(session, call_id, failure)
        analysis = await lock_analysis(session, analysis_id)
        if analysis is None:
            return
        if not isinstance(failure, ModelUnavailable) or analysis.tries >= _MOST_TRIES:
            _fail(analysis, failure)
            return
        analysis.status = AnalysisStatus.WAITING
    pause = failure.retry_after if isinstance(failure, ModelBusy) else _PAUSE
    raise Postponed(now() + pause, str(failure))


def _fail(analysis: QuoteAnalysis, refusal: DomainError) -> None:
    analysis.status, analysis.failure = AnalysisStatus.FAILED, refusal.sentence
    analysis.failure_values = {name: str(value) for name, value in refusal.values.items()}


async def forget_papers(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    storage = storage_for(get_settings())
    for key in payload["storage_keys"]:
        await storage.delete(key)


JOBS = (
    Job(name=service.ANALYSE, run=analyse, lease=timedelta(minutes=3)),
    Job(name="quotes.forget_old", run=forget_old, cron="10 4 * * *"),
    Job(name=service.PRINT, run=print_offer, lease=timedelta(minutes=5)),
    Job(name=service.FORGET_PAPERS, run=forget_papers),
    Job(name="quotes.remind", run=remind, cron="0 9 * * *"),
    Job(name="quotes.expire", run=expire, cron="5 0 * * *"),
)
