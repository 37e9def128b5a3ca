"""Trying a prompt from its screen, by a worker: what was sent and what came back is kept to look at."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.features.prompts.models import PromptTrial, TrialStatus
from aistrategyhub.features.prompts.rules import PromptSpec
from aistrategyhub.infra.work import enqueue

TRY = "prompts.try"


async def start_trial(session: AsyncSession, spec: PromptSpec, sent: Mapping[str, Any]) -> PromptTrial:
    """A trial that a worker will carry out."""
    principal = find_principal()
    trial = PromptTrial(prompt=spec.name, sent=dict(sent), asked_by=principal.person_id if principal else None)
    session.add(trial)
    await session.flush()
    await enqueue(session, TRY, {"trial_id": str(trial.id)}, key=f"prompts.try:{trial.id}", max_attempts=3)
    return trial


async def get_trial(session: AsyncSession, trial_id: UUID) -> PromptTrial:
    """The trial, held until the transaction ends."""
    query = select(PromptTrial).where(PromptTrial.id == trial_id).with_for_update()
    return (await session.execute(query)).scalar_one()


async def finish_trial(
    session: AsyncSession, trial_id: UUID, *, call_id: UUID | None, answer: Mapping[str, Any] | str
) -> None:
    """The trial with the model's object, or with the sentence that says why there is none."""
    trial = await get_trial(session, trial_id)
    is_failure = isinstance(answer, str)
    trial.status = TrialStatus.FAILED if is_failure else TrialStatus.DONE
    trial.answer = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, indent=2)
    trial.call_id = call_id
