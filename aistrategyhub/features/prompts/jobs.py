"""Work of this room: trying a prompt."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.feature import Job
from aistrategyhub.core.text import _
from aistrategyhub.features.prompts.models import TrialStatus
from aistrategyhub.features.prompts.queries import get_gateway, get_prompt
from aistrategyhub.features.prompts.rules import read_answer
from aistrategyhub.features.prompts.service import TRY, book_call, fail_call, finish_trial, get_trial, settle_call
from aistrategyhub.infra.db import tenant_of, unit_of_work
from aistrategyhub.integrations.anthropic.gateway import ModelFailure


async def _try(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    trial_id, tenant_id = UUID(payload["trial_id"]), tenant_of(session)
    try:
        async with unit_of_work(tenant_id) as first:
            gateway = await get_gateway(first)
            trial = await get_trial(first, trial_id)
            if trial.status is not TrialStatus.WAITING:
                return
            spec = get_prompt(trial.prompt)
            booked = await book_call(first, spec, trial.sent, person_id=trial.asked_by)
    except DomainError as refusal:
        await finish_trial(session, trial_id, call_id=None, answer=_(refusal.sentence, **refusal.values))
        return
    try:
        answer = await gateway.ask(booked.question)
        read_answer(spec.answer, answer)
    except ModelFailure as failure:
        await fail_call(session, booked.id, failure)
        await finish_trial(session, trial_id, call_id=booked.id, answer=_(failure.sentence))
        return
    await settle_call(session, booked.id, answer)
    await finish_trial(session, trial_id, call_id=booked.id, answer=answer.content)


JOBS = (Job(TRY, _try, max_attempts=3, lease=timedelta(minutes=3)),)
