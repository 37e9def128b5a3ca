"""Budgets that are never passed, versions that can be taken back, keys that are sealed."""

import sys
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.prompts.jobs import JOBS
from aistrategyhub.features.prompts.models import CallStatus, ModelCall, PromptTrial, TrialStatus
from aistrategyhub.features.prompts.queries import (
    PromptNotFound,
    check_gateway,
    current_wording,
    get_gateway,
    has_gateway,
    list_versions,
    spent_this_month,
)
from aistrategyhub.features.prompts.rules import BudgetExhausted
from aistrategyhub.features.prompts.schemas import ModelAccount, Wording
from aistrategyhub.features.prompts.service import (
    PromptChanged,
    book_call,
    fail_call,
    restore_prompt,
    save_prompt,
    set_budget,
    settle_call,
    start_trial,
)
from aistrategyhub.features.site_settings.models import SettingSecret
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.infra.work import Work
from aistrategyhub.integrations.anthropic.gateway import Answer, KeyRefused, ModelNotConfigured, ModelRefused, Tokens
from tests.features.prompts.sample import QUIZ
from tests.harness.model_server import Fault, ModelServer

ITALY = {"country": "Italia"}
ROME = Answer({"capital": "Roma"}, Tokens(1_200, 300), "claude-sonnet-5-5", "msg_1")


async def _call(session: AsyncSession) -> ModelCall:
    return (await session.execute(select(ModelCall))).scalar_one()


async def test_a_call_counts_with_its_most_until_it_is_settled(session: AsyncSession) -> None:
    booked = await book_call(session, QUIZ, ITALY)
    at_most = (await spent_this_month(session, [QUIZ.purpose]))["quiz"]
    await settle_call(session, booked.id, ROME)
    assert at_most > Decimal("1") > (await spent_this_month(session, [QUIZ.purpose]))["quiz"] == Decimal("0.5400")
    call = await _call(session)
    assert (call.status, call.prompt_tokens, call.answer_tokens, call.version) == (CallStatus.ANSWERED, 1200, 300, 0)


async def test_nothing_is_asked_once_the_month_is_spent(session: AsyncSession) -> None:
    await set_budget(session, QUIZ.purpose, 2)
    booked = await book_call(session, QUIZ, ITALY)
    with pytest.raises(BudgetExhausted) as refusal:
        await book_call(session, QUIZ, ITALY)
    assert refusal.value.values == {"purpose": "Quiz"}
    await settle_call(session, booked.id, ROME)
    await book_call(session, QUIZ, ITALY)


@pytest.mark.parametrize(
    ("failure", "cents"),
    [(ModelRefused("the model refused", Tokens(1_200, 300)), "0.5400"), (KeyRefused("401"), "0")],
)
async def test_a_failed_call_costs_what_the_vendor_billed(
    session: AsyncSession, failure: ModelRefused | KeyRefused, cents: str
) -> None:
    booked = await book_call(session, QUIZ, ITALY)
    await fail_call(session, booked.id, failure)
    call = await _call(session)
    assert (call.status, call.failure, call.cost_cents) == (CallStatus.FAILED, str(failure), Decimal(cents))


async def test_each_change_is_a_version_with_before_and_after_in_the_trail(session: AsyncSession) -> None:
    shorter = Wording(0, "claude-haiku-5-5", "low", 500, "One word.")
    assert await save_prompt(session, QUIZ, shorter, opened=0, note="breve") == 1
    assert await save_prompt(session, QUIZ, shorter, opened=1) == 1
    with pytest.raises(PromptChanged):
        await save_prompt(session, QUIZ, QUIZ.shipped, opened=0)
    assert await restore_prompt(session, QUIZ, 0, opened=1) == 2
    assert (await current_wording(session, QUIZ)).instructions == QUIZ.instructions
    with pytest.raises(PromptNotFound):
        await restore_prompt(session, QUIZ, 9, opened=2)
    page = await list_versions(session, QUIZ, PageRequest(per_page=1))
    assert (page.total, [version.restored_from for version in page.rows]) == (2, [0])
    trail = select(AuditEntry.changes).where(AuditEntry.action == "prompts.changed").order_by(AuditEntry.id)
    first, _second = (await session.execute(trail)).scalars()
    assert (first["before"]["number"], first["after"]["instructions"]) == (0, "One word.")


async def test_the_version_in_use_is_the_one_that_asks(session: AsyncSession) -> None:
    await save_prompt(session, QUIZ, Wording(0, "claude-haiku-5-5", "medium", 700, "Short."), opened=0)
    question = (await book_call(session, QUIZ, ITALY)).question
    assert (question.model, question.effort, question.max_tokens) == ("claude-haiku-5-5", "medium", 700)
    assert (await _call(session)).version == 1


async def test_without_a_key_nobody_is_asked(session: AsyncSession) -> None:
    assert not await has_gateway(session)
    with pytest.raises(ModelNotConfigured):
        await get_gateway(session)
    with pytest.raises(ModelNotConfigured):
        await check_gateway(session)


async def test_a_page_that_looks_for_a_key_does_not_wait_for_the_sdk(
    session: AsyncSession, models: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Importing it takes most of a second, and everybody else in the process with it."""
    monkeypatch.setitem(sys.modules, "aistrategyhub.integrations.anthropic.client", None)
    await check_gateway(session)
    assert await has_gateway(session)


async def test_a_key_in_the_settings_is_sealed_and_opens_the_door(session: AsyncSession) -> None:
    await save_setting(session, ModelAccount.model_validate({"api_key": "sk-of-the-firm"}))
    assert await has_gateway(session)
    sealed = (await session.execute(select(SettingSecret.sealed))).scalar_one()
    assert "sk-of-the-firm" not in sealed


async def test_a_trial_is_asked_by_a_worker_and_kept(session: AsyncSession, models: ModelServer) -> None:
    models.answer = lambda body: {"capital": "Roma"}
    trial = await start_trial(session, QUIZ, ITALY)
    await _work(session, trial)
    assert (trial.status, trial.answer) == (TrialStatus.DONE, '{\n  "capital": "Roma"\n}')
    assert (await _call(session)).cost_cents == Decimal("0.5400")
    assert '"country": "Italia"' in models.asked[0]["messages"][0]["content"]


async def test_a_trial_that_fails_says_why(session: AsyncSession, models: ModelServer) -> None:
    models.faults = [Fault(403, "permission_error")]
    trial = await start_trial(session, QUIZ, ITALY)
    await _work(session, trial)
    assert (trial.status, trial.answer) == (TrialStatus.FAILED, KeyRefused.sentence)
    await set_budget(session, QUIZ.purpose, 0)
    trial = await start_trial(session, QUIZ, ITALY)
    await _work(session, trial)
    assert "è esaurito" in trial.answer


async def _work(session: AsyncSession, trial: PromptTrial) -> None:
    """What the worker does with the row that the trial asked for."""
    row = (await session.execute(select(Work).where(Work.key == f"prompts.try:{trial.id}"))).scalar_one()
    (job,) = [one for one in JOBS if one.name == row.job]
    await job.run(session, row.payload)
    await session.flush()
