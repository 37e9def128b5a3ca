"""Work of the blog: asking models for help with drafts, and writing down how often posts were looked at."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.feature import Job
from aistrategyhub.features.blog.models import DraftHelpStep, HelpStatus
from aistrategyhub.features.blog.queries.helping import lock_step
from aistrategyhub.features.blog.rules.helping import data_of, ideas_of
from aistrategyhub.features.blog.rules.reading import plain_words
from aistrategyhub.features.blog.schemas.helping import HelpWish
from aistrategyhub.features.blog.service.counting import write_views
from aistrategyhub.features.blog.service.helping import HELP, keep_ideas
from aistrategyhub.features.prompts.queries import get_gateway, get_prompt
from aistrategyhub.features.prompts.rules import PromptSpec, read_answer
from aistrategyhub.features.prompts.schemas import BookedCall
from aistrategyhub.features.prompts.service import book_call, fail_call, settle_call
from aistrategyhub.features.publishing.queries import get_publication
from aistrategyhub.infra.db import tenant_of, unit_of_work
from aistrategyhub.infra.work import Postponed
from aistrategyhub.integrations.anthropic.gateway import ModelBusy, ModelFailure, ModelGateway, ModelUnavailable

_MOST_TRIES = 4
_PAUSE = timedelta(seconds=15)


async def _help(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Each step is a commit of its own: the place in the budget, what failed, and with its ideas what was answered."""
    step_id, tenant_id = UUID(payload["step_id"]), tenant_of(session)
    try:
        async with unit_of_work(tenant_id) as first:
            gateway = await get_gateway(first)
            found = await _book(first, step_id)
        if found is None:
            return
        spec, booked = found
        try:
            await _ask(session, step_id, spec, booked, gateway)
        except ModelFailure as failure:
            await _note_failure(tenant_id, step_id, booked.id, failure)
    except DomainError as refusal:
        async with unit_of_work(tenant_id) as last:
            await _give_up(last, step_id, refusal)


async def _book(session: AsyncSession, step_id: UUID) -> tuple[PromptSpec, BookedCall] | None:
    """A call for a question that waits; None where it was answered already, or its post is gone."""
    found = await lock_step(session, step_id)
    if found is None or found[0].status not in (HelpStatus.WAITING, HelpStatus.ASKED):
        return None
    step, asked = found
    spec = get_prompt(step.prompt)
    wish = HelpWish(asked.topic, asked.keywords, asked.locale, asked.tone, asked.length)
    own = (await get_publication(session, asked.post_id)).draft.get(asked.locale) or {}
    data = data_of(wish, title=own.get("title", ""), text=plain_words(own.get("body", "")))
    booked = await book_call(session, spec, data, person_id=asked.asked_by)
    step.status, step.tries, step.call_id = HelpStatus.ASKED, step.tries + 1, booked.id
    return spec, booked


async def _ask(
    session: AsyncSession, step_id: UUID, spec: PromptSpec, booked: BookedCall, gateway: ModelGateway
) -> None:
    answer = await gateway.ask(booked.question)
    ideas = ideas_of(read_answer(spec.answer, answer))
    await settle_call(session, booked.id, answer)
    if found := await lock_step(session, step_id):
        await keep_ideas(session, found[0], ideas, booked.id)


async def _note_failure(tenant_id: UUID, step_id: UUID, call_id: UUID, failure: ModelFailure) -> None:
    """What may be answered later waits for its turn again, a few times. Raises Postponed."""
    async with unit_of_work(tenant_id) as session:
        await fail_call(session, call_id, failure)
        found = await lock_step(session, step_id)
        if found is None:
            return
        may_try_again = isinstance(failure, ModelUnavailable) and found[0].tries < _MOST_TRIES
        if not may_try_again:
            _fail(found[0], failure)
            return
        found[0].status = HelpStatus.WAITING
    pause = failure.retry_after if isinstance(failure, ModelBusy) else _PAUSE
    raise Postponed(now() + pause, str(failure))


async def _give_up(session: AsyncSession, step_id: UUID, refusal: DomainError) -> None:
    if found := await lock_step(session, step_id):
        _fail(found[0], refusal)


def _fail(step: DraftHelpStep, refusal: DomainError) -> None:
    step.status, step.failure = HelpStatus.FAILED, refusal.sentence
    step.failure_values = {name: str(value) for name, value in refusal.values.items()}


async def _count(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await write_views(session)


JOBS = (
    Job(HELP, _help, lease=timedelta(minutes=3)),
    Job("blog.count_views", _count, every=timedelta(minutes=1)),
)
