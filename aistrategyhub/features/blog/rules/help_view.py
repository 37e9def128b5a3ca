"""A help with a draft as its panel shows it. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from aistrategyhub.core.text import _, mark, moment_label, ngettext
from aistrategyhub.features.blog.models import DraftHelp, DraftHelpStep, DraftSuggestion, HelpStatus
from aistrategyhub.features.blog.rules.helping import LANGUAGES, PIECES
from aistrategyhub.features.blog.schemas.helping import HelpView, StepRow, SuggestionGroup, SuggestionRow
from aistrategyhub.features.prompts.models import CallStatus, ModelCall
from aistrategyhub.features.prompts.rules import find_prompt
from aistrategyhub.features.prompts.rules.views import cents_label, tokens_label

_UNDER_WAY = (HelpStatus.WAITING, HelpStatus.ASKED)
_STATUS_LABELS: Mapping[HelpStatus, str] = {
    HelpStatus.WAITING: mark("in attesa"),
    HelpStatus.ASKED: mark("il modello sta rispondendo"),
    HelpStatus.DONE: mark("fatto"),
    HelpStatus.FAILED: mark("non riuscito"),
}
_COUNTED = ("title", "seo_title", "seo_description", "excerpt")


class Found(Protocol):
    """What `queries.helping.Help` holds."""

    help: DraftHelp
    steps: Sequence[tuple[DraftHelpStep, ModelCall | None]]
    suggestions: Sequence[DraftSuggestion]


def help_view(found: Found) -> HelpView:
    """The panel's view of a help."""
    steps = [step for step, _call in found.steps]
    ended = sum(step.status not in _UNDER_WAY for step in steps)
    cost = sum((call.cost_cents for _step, call in found.steps if _is_paid(call)), Decimal(0))
    return HelpView(
        topic=found.help.topic,
        asked_label=moment_label(found.help.asked_at),
        locale_label=_(LANGUAGES[found.help.locale][0]),
        percent=ended * 100 // max(len(steps), 1),
        is_running=ended < len(steps),
        cost_label=cents_label(cost) if cost else "",
        steps=[_step_row(step, call) for step, call in found.steps],
        groups=_groups(found.suggestions),
    )


def _is_paid(call: ModelCall | None) -> bool:
    return call is not None and call.status is not CallStatus.ASKED


def _step_row(step: DraftHelpStep, call: ModelCall | None) -> StepRow:
    spec = find_prompt(step.prompt)
    note = _why_not(step) or _(_STATUS_LABELS[step.status])
    if call is not None and step.status is HelpStatus.DONE:
        note = f"{call.model}, {tokens_label(call)}, {cents_label(call.cost_cents)}"
    return StepRow(_(spec.label) if spec else step.prompt, step.status.value, note)


def _why_not(step: DraftHelpStep) -> str:
    """Why the question was not answered, in the language of whoever looks."""
    return step.failure and _(step.failure, **{name: _(value) for name, value in step.failure_values.items()})


def _groups(suggestions: Sequence[DraftSuggestion]) -> list[SuggestionGroup]:
    groups = []
    for piece, label in PIECES.items():
        rows = [_row(one) for one in suggestions if one.piece == piece]
        if rows:
            groups.append(SuggestionGroup(piece, _(label), rows))
    return groups


def _row(one: DraftSuggestion) -> SuggestionRow:
    note = ""
    if one.piece in _COUNTED:
        note = ngettext("{count} carattere", "{count} caratteri", len(one.text))
    return SuggestionRow(str(one.id), one.piece, one.text, one.state.value, list(one.points), note)
