"""The screens of prompts as a browser tab meets them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.features.prompts.queries import current_prices, current_wording, monthly_budgets
from aistrategyhub.features.prompts.state import AdminPromptsState, AdminPromptState, BudgetState, PricesState
from aistrategyhub.integrations.anthropic.gateway import ModelNotConfigured
from tests.factories.people import create_somebody, principal_of
from tests.features.prompts.sample import QUIZ
from tests.harness.states import Tab

PROMPT_PAGE = "/admin/prompt/[prompt_name]"
WORDING = {
    "instructions": "One word.",
    "model": "claude-haiku-5-5",
    "effort": "low",
    "max_tokens": "600",
    "note": "più breve",
}


@pytest.fixture
async def owner(session: AsyncSession, tab: Tab) -> AsyncIterator[Tab]:
    """A tab in which an administrator works."""
    tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
    with acting_as(tab.principal):
        yield tab


async def send(tab: Tab, state: Any, name: str, **payload: Any) -> None:
    await tab.send(state.event_handlers[name], **payload)


async def test_the_list_says_what_is_used_and_spent_and_that_no_key_is_set(session: AsyncSession, owner: Tab) -> None:
    owner.go("/admin/prompt")
    await send(owner, AdminPromptsState, "load")
    (row,) = [row for row in owner.seen(AdminPromptsState, "rows") if row["name"] == QUIZ.name]
    assert (row["label"], row["model"], row["version_label"]) == ("Capitali", "claude-sonnet-5-5", "Come fornito")
    (budget,) = [row for row in owner.seen(AdminPromptsState, "budgets") if row["purpose"] == "quiz"]
    assert (budget["percent"], budget["is_exhausted"], budget["budget_euro"]) == (0, False, "5.00")
    assert owner.seen(AdminPromptsState, "has_key") is False


async def test_a_budget_is_changed_or_refused_beside_its_field(session: AsyncSession, owner: Tab) -> None:
    owner.go("/admin/prompt")
    await send(owner, AdminPromptsState, "load")
    await send(owner, BudgetState, "open", purpose="quiz")
    await send(owner, BudgetState, "save", form={"budget": "-1"})
    assert "budget" in owner.seen(BudgetState, "errors")
    await send(owner, BudgetState, "save", form={"budget": "7,50"})
    assert owner.seen(BudgetState, "purpose") == ""
    assert await monthly_budgets(session, [QUIZ.purpose]) == {"quiz": 750}


async def test_prices_are_kept_and_a_wrong_line_is_named(session: AsyncSession, owner: Tab) -> None:
    owner.go("/admin/prompt")
    await send(owner, PricesState, "load")
    typed = owner.seen(PricesState, "prices")
    await send(owner, PricesState, "save", form={"euro_per_dollar": "0,92", "prices": typed + "\nmistral"})
    assert "Riga 5" in owner.seen(PricesState, "errors")["prices"]
    await send(owner, PricesState, "save", form={"euro_per_dollar": "0,92", "prices": typed})
    assert str((await current_prices(session)).euro_per_dollar) == "0.92"


async def test_a_prompt_is_edited_versioned_and_rolled_back(session: AsyncSession, owner: Tab) -> None:
    owner.go(PROMPT_PAGE, prompt_name=QUIZ.name)
    await send(owner, AdminPromptState, "load")
    assert owner.seen(AdminPromptState, "models") == ["claude-haiku-5-5", "claude-opus-5-5", "claude-sonnet-5-5"]
    await send(owner, AdminPromptState, "save", form=WORDING | {"max_tokens": "many"})
    assert set(owner.seen(AdminPromptState, "errors")) == {"max_tokens"}
    await send(owner, AdminPromptState, "save", form=WORDING)
    (version,) = owner.seen(AdminPromptState, "versions")
    assert (version["title"], version["note"], version["is_newest"]) == ("Versione 1", "più breve", True)
    assert version["changes"] == [
        "Modello: claude-sonnet-5-5 → claude-haiku-5-5",
        "Lunghezza massima: 1000 → 600",
        "Istruzioni riscritte",
    ]
    await send(owner, AdminPromptState, "restore", number=0)
    assert (await current_wording(session, QUIZ)).instructions == QUIZ.instructions
    assert owner.seen(AdminPromptState, "number") == 2


async def test_a_trial_without_a_key_is_refused_where_it_was_asked(session: AsyncSession, owner: Tab) -> None:
    owner.go(PROMPT_PAGE, prompt_name=QUIZ.name)
    await send(owner, AdminPromptState, "load")
    with pytest.raises(ModelNotConfigured):
        await send(owner, AdminPromptState, "try_out", form={"country": "Italia"})
    assert owner.seen(AdminPromptState, "trial")["status"] == ""


async def test_a_prompt_that_is_not_there_says_so(owner: Tab, session: AsyncSession) -> None:
    owner.go(PROMPT_PAGE, prompt_name="nothing")
    await send(owner, AdminPromptState, "load")
    assert owner.seen(AdminPromptState, "is_missing")


async def test_editors_read_and_change_nothing(session: AsyncSession, tab: Tab) -> None:
    tab.principal = principal_of(await create_somebody(session, Role.EDITOR))
    tab.go(PROMPT_PAGE, prompt_name=QUIZ.name)
    await send(tab, AdminPromptState, "load")
    await send(tab, AdminPromptState, "save", form=WORDING)
    assert (await current_wording(session, QUIZ)).number == 0
