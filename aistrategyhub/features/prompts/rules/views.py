"""Prompts, budgets and trials in words. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from aistrategyhub.core.money import round_half_up
from aistrategyhub.core.text import _, moment_label, money_label, number_label
from aistrategyhub.features.prompts.models import CallStatus, ModelCall, PromptTrial, PromptVersion
from aistrategyhub.features.prompts.rules.prompts import PromptSpec, Purpose
from aistrategyhub.features.prompts.schemas import BudgetRow, PromptRow, PromptVersionRow, TrialView, Wording


def prompt_rows(specs: Sequence[PromptSpec], newest: Mapping[str, tuple[int, str]]) -> list[PromptRow]:
    """Each prompt with its version and model in use."""
    rows = []
    for spec in specs:
        number, model = newest.get(spec.name, (0, spec.model))
        rows.append(PromptRow(spec.name, _(spec.label), _(spec.purpose.label), model, version_title(number)))
    return rows


def budget_rows(
    purposes: Sequence[Purpose], budgets: Mapping[str, int], spent: Mapping[str, Decimal]
) -> list[BudgetRow]:
    """Each purpose with what it has cost this month."""
    return [_budget_row(purpose, budgets[purpose.name], spent.get(purpose.name, Decimal(0))) for purpose in purposes]


def _budget_row(purpose: Purpose, budget: int, spent: Decimal) -> BudgetRow:
    percent = int(min(spent * 100 / budget, 100)) if budget else 100
    return BudgetRow(
        purpose=purpose.name,
        label=_(purpose.label),
        spent_label=cents_label(spent),
        budget_label=cents_label(Decimal(budget)),
        budget_euro=f"{Decimal(budget) / 100:.2f}",
        percent=percent,
        is_exhausted=spent >= budget,
    )


def version_title(number: int) -> str:
    """`Versione 3`; the words it was shipped with have no number."""
    return _("Versione {number}", number=number) if number else _("Come fornito")


def version_rows(versions: Sequence[PromptVersion], shipped: Wording, *, newest: int) -> list[PromptVersionRow]:
    """The versions of a page, the newest first; what changed is told against the one below."""
    older: list[PromptVersion | Wording] = [*versions[1:], shipped]
    return [
        PromptVersionRow(
            number=version.number,
            title=version_title(version.number),
            at_label=moment_label(version.created_at),
            note=_note(version),
            changes=_changes(before, version) if before is not shipped or version.number == 1 else [],
            is_newest=version.number == newest,
        )
        for version, before in zip(versions, older, strict=False)
    ]


def trial_view(trial: PromptTrial, call: ModelCall | None) -> TrialView:
    """A trial with what it cost."""
    is_paid = call is not None and call.status is not CallStatus.ASKED
    return TrialView(
        status=trial.status.value,
        answer=trial.answer,
        model=call.model if call else "",
        cost_label=cents_label(call.cost_cents) if call and is_paid else "",
        tokens_label=tokens_label(call) if call and is_paid else "",
        at_label=moment_label(trial.asked_at),
    )


def tokens_label(call: ModelCall) -> str:
    """`1.200 token inviati, 300 ricevuti`."""
    sent, received = number_label(call.prompt_tokens), number_label(call.answer_tokens)
    return _("{sent} token inviati, {received} ricevuti", sent=sent, received=received)


def cents_label(cents: Decimal) -> str:
    """`0,54 €`; what is less than a cent and not nothing is said to be that."""
    if 0 < cents < 1:
        return _("meno di {amount}", amount=money_label(Decimal("0.01")))
    return money_label(round_half_up(cents / 100))


def _note(version: PromptVersion) -> str:
    if version.restored_from is not None:
        return _("Ripristino: {title}", title=version_title(version.restored_from).lower())
    return version.note


def _changes(before: "PromptVersion | Wording", after: PromptVersion) -> list[str]:
    told = (
        (_("Modello"), before.model, after.model),
        (_("Impegno"), before.effort, after.effort),
        (_("Lunghezza massima"), str(before.max_tokens), str(after.max_tokens)),
    )
    changes = [f"{name}: {old} → {new}" for name, old, new in told if old != new]
    return changes + ([_("Istruzioni riscritte")] if before.instructions != after.instructions else [])
