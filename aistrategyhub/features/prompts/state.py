"""The screens of prompts: what is asked of models, what it may cost, and trials."""

import asyncio
from typing import Any

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.prompts.models import TrialStatus
from aistrategyhub.features.prompts.permissions import PromptsPermission
from aistrategyhub.features.prompts.queries import (
    check_gateway,
    current_prices,
    current_wording,
    find_last_trial,
    get_prompt,
    has_gateway,
    known_models,
    list_versions,
    monthly_budgets,
    newest_numbers,
    spent_this_month,
)
from aistrategyhub.features.prompts.rules import (
    find_prompt,
    list_prompts,
    list_purposes,
    read_budget,
    read_prices,
    read_wording,
    written_prices,
)
from aistrategyhub.features.prompts.rules.views import (
    budget_rows,
    prompt_rows,
    trial_view,
    version_rows,
    version_title,
)
from aistrategyhub.features.prompts.schemas import BudgetRow, PromptRow, PromptVersionRow, TrialView
from aistrategyhub.features.prompts.service import restore_prompt, save_prices, save_prompt, set_budget, start_trial
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done

_LOOKS = 120
_BETWEEN_LOOKS = 1.0
_VERSIONS_SHOWN = 30
_SAVED = mark("Salvato.")


class AdminPromptsState(rx.State):
    """Every prompt, every budget with what this month has cost."""

    rows: list[PromptRow] = []
    budgets: list[BudgetRow] = []
    has_key: bool = True
    is_loaded: bool = False

    @rx.event
    @requires(PromptsPermission.READ)
    async def load(self) -> None:
        purposes = list_purposes()
        async with unit_of_work() as session:
            self.has_key = await has_gateway(session)
            self.rows = prompt_rows(list_prompts(), await newest_numbers(session))
            budgets, spent = await monthly_budgets(session, purposes), await spent_this_month(session, purposes)
        self.budgets = budget_rows(purposes, budgets, spent)
        self.is_loaded = True


class BudgetState(FormMixin, rx.State):
    """The budget of one purpose, being changed."""

    purpose: str = ""
    label: str = ""
    typed: str = ""

    @rx.event
    @requires(PromptsPermission.CHANGE)
    async def open(self, purpose: str) -> None:
        listed = await self.get_state(AdminPromptsState)
        row = next((row for row in listed.budgets if row.purpose == purpose), None)
        if row is not None:
            self.purpose, self.label, self.typed = row.purpose, row.label, row.budget_euro
            self.errors, self.form_error = {}, ""

    @rx.event
    @requires(PromptsPermission.CHANGE)
    async def leave(self) -> None:
        self.purpose = ""

    @rx.event
    @requires(PromptsPermission.CHANGE)
    async def save(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            cents = read_budget(str(form.get("budget", "")))
            (purpose,) = [one for one in list_purposes() if one.name == self.purpose]
            async with unit_of_work() as session:
                await set_budget(session, purpose, cents)
            self.purpose = ""
            yield toast_done(_(_SAVED))
            yield AdminPromptsState.load


class PricesState(FormMixin, rx.State):
    """What models cost, one price a line."""

    euro_per_dollar: str = ""
    prices: str = ""
    is_loaded: bool = False

    @rx.event
    @requires(PromptsPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            found = await current_prices(session)
        self.euro_per_dollar, self.prices = str(found.euro_per_dollar), written_prices(found.prices)
        self.is_loaded = True

    @rx.event
    @requires(PromptsPermission.CHANGE)
    async def save(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            prices = read_prices({name: str(text) for name, text in form.items()})
            async with unit_of_work() as session:
                await save_prices(session, prices)
            yield toast_done(_(_SAVED))


class AdminPromptState(FormMixin, rx.State):
    """One prompt: the wording in use, its versions, its last trial. `number` is the version that was opened."""

    label: str = ""
    number: int = 0
    version_label: str = ""
    model: str = ""
    effort: str = ""
    max_tokens: str = ""
    instructions: str = ""
    models: list[str] = []
    sample: list[list[str]] = []
    versions: list[PromptVersionRow] = []
    trial: TrialView = TrialView()
    has_key: bool = True
    is_loaded: bool = False
    is_missing: bool = False
    epoch: int = 0

    @rx.event
    @requires(PromptsPermission.READ)
    async def load(self) -> None:
        spec = find_prompt(self.prompt_name)
        self.is_missing, self.is_loaded = spec is None, True
        if spec is None:
            return
        async with unit_of_work() as session:
            self.has_key, self.models = await has_gateway(session), await known_models(session)
            wording = await current_wording(session, spec)
            versions = await list_versions(session, spec, PageRequest(per_page=_VERSIONS_SHOWN))
            trial = await find_last_trial(session, spec)
        self.label, self.number, self.version_label = _(spec.label), wording.number, version_title(wording.number)
        self.model, self.effort, self.max_tokens = wording.model, wording.effort, str(wording.max_tokens)
        self.instructions, self.sample = wording.instructions, [[name, text] for name, text in spec.sample.items()]
        self.versions = version_rows(versions.rows, spec.shipped, newest=wording.number)
        self.trial = trial_view(*trial) if trial else TrialView()
        self.errors, self.form_error, self.busy = {}, "", False
        self.epoch += 1

    @rx.event
    @requires(PromptsPermission.CHANGE)
    async def save(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            wording, note = read_wording({name: str(text) for name, text in form.items()}, self.models)
            async with unit_of_work() as session:
                number = await save_prompt(
                    session, get_prompt(self.prompt_name), wording, opened=self.number, note=note
                )
            yield toast_done(_("Salvato: versione {number}.", number=number))
            yield AdminPromptState.load

    @rx.event
    @requires(PromptsPermission.CHANGE)
    async def restore(self, number: int) -> Any:
        async with unit_of_work() as session:
            await restore_prompt(session, get_prompt(self.prompt_name), number, opened=self.number)
        yield toast_done(_("Ripristinata: {title}.", title=version_title(number).lower()))
        yield AdminPromptState.load

    @rx.event
    @requires(PromptsPermission.CHANGE)
    async def try_out(self, form: dict[str, Any]) -> Any:
        """Asks the model with what was typed, as it is saved now."""
        spec = get_prompt(self.prompt_name)
        async with unit_of_work() as session:
            await check_gateway(session)
            await start_trial(session, spec, {name: str(form.get(name, ""))[:2000] for name in spec.sample})
        yield AdminPromptState.watch

    @rx.event(background=True)
    @requires(PromptsPermission.READ)
    async def watch(self) -> None:
        """Looks until the trial has ended."""
        for _look in range(_LOOKS):
            async with self:
                spec = get_prompt(self.prompt_name)
                async with unit_of_work() as session:
                    found = await find_last_trial(session, spec)
                self.trial = trial_view(*found) if found else TrialView()
                if self.trial.status != TrialStatus.WAITING:
                    return
            await asyncio.sleep(_BETWEEN_LOOKS)
