"""What one sees of prompts: their list, their budgets, and one of them with its versions and its trial."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.prompts.links import PROMPTS_ROUTE
from aistrategyhub.features.prompts.models import TrialStatus
from aistrategyhub.features.prompts.permissions import PromptsPermission
from aistrategyhub.features.prompts.rules import EFFORTS
from aistrategyhub.features.prompts.schemas import BudgetRow, PromptVersionRow
from aistrategyhub.features.prompts.state import AdminPromptsState, AdminPromptState, BudgetState, PricesState
from aistrategyhub.ui.forms import field, field_row, form, labelled, text_area
from aistrategyhub.ui.parts.actions import button, link, outside_link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import progress
from aistrategyhub.ui.parts.floating import dialog
from aistrategyhub.ui.parts.words import badge, definitions, empty_state, notice, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_S = AdminPromptState
_PRICE_LIST = "https://platform.claude.com/docs/en/about-claude/pricing"


def no_key_notice(has_key: rx.Var[bool]) -> rx.Component:
    """One sentence where no key is set: what is missing and where it goes."""
    return when(
        ~has_key,
        notice(
            rx.el.p(
                _("Manca la chiave di Anthropic, quindi nessun modello risponde: inseriscila in "),
                link(_("Impostazioni › Modelli"), "/admin/impostazioni/modelli"),
                _(" o nella variabile ANTHROPIC_API_KEY."),
            ),
            tone="waiting",
        ),
    )


def prompts_table() -> rx.Component:
    """Prompts, a line each."""
    return table(
        AdminPromptsState.rows,
        [
            Column(_("Prompt"), lambda row: link(row.label, f"{PROMPTS_ROUTE}/" + row.name)),
            Column(_("Serve a"), lambda row: row.purpose_label),
            Column(_("Modello"), lambda row: row.model),
            Column(_("In uso"), lambda row: row.version_label, is_short=True),
        ],
        caption=_("Prompt"),
        empty=empty_state(_("Nessun prompt")),
    )


def budget_section() -> rx.Component:
    """What each purpose has cost this month, and may cost."""
    return section(
        _("Budget del mese"),
        rx.el.ul(rx.foreach(AdminPromptsState.budgets, _budget), class_name="grid gap-4"),
        _budget_dialog(),
        note=_("Quando è esaurito non si chiede più nulla al modello, fino al mese dopo o a un budget più alto."),
    )


def _budget(row: rx.Var[BudgetRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            progress(row.label, value=row.percent),
            rx.el.p(row.spent_label, " ", _("su"), " ", row.budget_label, class_name="mt-1 text-sm tabular-nums"),
            class_name="min-w-0 grow",
        ),
        when(row.is_exhausted, badge(_("esaurito"), "failed")),
        when(
            may(PromptsPermission.CHANGE),
            button(_("Cambia"), kind="secondary", on_click=BudgetState.open(row.purpose)),
        ),
        class_name="flex flex-wrap items-center gap-4 border-b border-line pb-4",
    )


def _budget_dialog() -> rx.Component:
    return dialog(
        _("Budget del mese"),
        rx.el.p(BudgetState.label, class_name="font-medium"),
        form(
            field(_("Euro al mese"), "budget", state=BudgetState, value=BudgetState.typed, inputmode="decimal"),
            on_submit=BudgetState.save,
            state=BudgetState,
            submit_label=_("Salva"),
            key=BudgetState.purpose,
        ),
        open=BudgetState.purpose != "",
        on_close=BudgetState.leave,
        dismiss_label=_("Annulla"),
    )


def prices_section() -> rx.Component:
    """What models cost."""
    return section(
        _("Prezzi"),
        rx.el.p(
            _("Anthropic fattura in dollari: qui c’è il suo listino, per milione di token, da tenere aggiornato. "),
            outside_link(_("Il listino di Anthropic"), _PRICE_LIST),
            class_name="text-sm text-ink-soft",
        ),
        rx.cond(PricesState.is_loaded, _prices_form(), rx.fragment()),
    )


def _prices_form() -> rx.Component:
    return form(
        field(
            _("Euro per un dollaro"),
            "euro_per_dollar",
            state=PricesState,
            value=PricesState.euro_per_dollar,
            inputmode="decimal",
            hint=_("Finché vale 1 si conta più del vero, mai meno."),
        ),
        text_area(
            _("Prezzi"),
            "prices",
            state=PricesState,
            value=PricesState.prices,
            rows=6,
            hint=_("Una riga per prezzo: modello; dal giorno; inviati; ricevuti; letti dalla cache; scritti in cache."),
        ),
        on_submit=PricesState.save,
        state=PricesState,
        submit_label=_("Salva i prezzi"),
    )


def prompt_form() -> rx.Component:
    """The wording in use, to be changed."""
    return form(
        text_area(
            _("Istruzioni"),
            "instructions",
            state=_S,
            value=_S.instructions,
            rows=16,
            hint=_("Quello che scrivono le persone arriva a parte e non vale mai come istruzione."),
        ),
        field_row(_model_choice(), _effort_choice(), _length_field()),
        field(_("Nota"), "note", state=_S, required=False, hint=_("Che cosa cambia e perché.")),
        on_submit=_S.save,
        state=_S,
        submit_label=_("Salva una nuova versione"),
        key=_S.epoch.to(str),
    )


def wording() -> rx.Component:
    """The wording in use, for whoever may read it and not change it."""
    return section(
        _("Istruzioni"),
        rx.el.p(_S.instructions, class_name="max-w-prose whitespace-pre-line wrap-anywhere"),
        definitions(
            (_("Modello"), _S.model),
            (_("Impegno"), rx.match(_S.effort, *_effort_labels().items(), _S.effort)),
            (_("Lunghezza massima (token)"), _S.max_tokens),
        ),
    )


def _effort_labels() -> dict[str, str]:
    return {"low": _("Basso"), "medium": _("Medio"), "high": _("Alto")}


def _length_field() -> rx.Component:
    return field(_("Lunghezza massima (token)"), "max_tokens", state=_S, value=_S.max_tokens, inputmode="numeric")


def _model_choice() -> rx.Component:
    options = rx.foreach(_S.models, lambda model: rx.el.option(model, value=model))
    control = rx.el.select(
        options, default_value=_S.model, class_name="input", custom_attrs={"id": "field-model", "name": "model"}
    )
    return labelled(_("Modello"), "model", control, _S.errors["model"], "", True)


def _effort_choice() -> rx.Component:
    labels = _effort_labels()
    control = rx.el.select(
        *(rx.el.option(labels[effort], value=effort) for effort in EFFORTS),
        default_value=_S.effort,
        class_name="input",
        custom_attrs={"id": "field-effort", "name": "effort"},
    )
    return labelled(_("Impegno"), "effort", control, _S.errors["effort"], "", True)


def trial_section() -> rx.Component:
    """Asks the model with a sample, and shows what came back."""
    return section(
        _("Prova"),
        no_key_notice(_S.has_key),
        form(
            rx.foreach(_S.sample, _sample_field),
            on_submit=_S.try_out,
            submit_label=_("Prova la versione in uso"),
            key=_S.epoch.to(str),
        ),
        _trial(),
        note=_("Costa come una richiesta vera e conta nel budget."),
    )


def _sample_field(pair: rx.Var[list[str]]) -> rx.Component:
    return rx.el.label(
        rx.el.span(pair[0], class_name="field-label"),
        rx.el.textarea(default_value=pair[1], rows="2", class_name="input", custom_attrs={"name": pair[0]}),
        class_name="field",
    )


def _trial() -> rx.Component:
    trial = _S.trial
    return rx.el.div(
        rx.match(
            trial.status,
            (TrialStatus.WAITING.value, progress(_("Il modello sta rispondendo"))),
            (TrialStatus.FAILED.value, notice(trial.answer, tone="failed")),
            (TrialStatus.DONE.value, rx.el.pre(trial.answer, class_name="overflow-x-auto whitespace-pre-wrap text-sm")),
            rx.fragment(),
        ),
        when(
            trial.cost_label != "",
            rx.el.p(
                trial.model, " · ", trial.tokens_label, " · ", trial.cost_label, class_name="text-sm text-ink-soft"
            ),
        ),
        class_name="grid gap-3",
        aria_live="polite",
    )


def version_list() -> rx.Component:
    """Every version, with the way back to it."""
    return section(
        _("Versioni"),
        rx.el.ol(rx.foreach(_S.versions, _version), _shipped(), class_name="grid"),
    )


def _version(row: rx.Var[PromptVersionRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(row.title, class_name="font-medium"),
                rx.cond(row.is_newest, rx.el.span(" · ", _("in uso"))),
                rx.cond(row.note != "", rx.el.span(" · ", row.note)),
            ),
            rx.el.p(row.at_label, class_name="text-ink-soft"),
            rx.el.ul(
                rx.foreach(row.changes, lambda change: rx.el.li(change, class_name="wrap-anywhere")),
                class_name="text-ink-soft",
            ),
            class_name="grid min-w-0 gap-1 text-sm",
        ),
        rx.cond(~row.is_newest & may(PromptsPermission.CHANGE), _restore(row.number)),
        class_name="flex flex-wrap items-start justify-between gap-4 border-b border-line py-3",
    )


def _shipped() -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(_("Come fornito"), class_name="font-medium"),
            rx.cond(_S.number == 0, rx.el.span(" · ", _("in uso"))),
            class_name="text-sm",
        ),
        rx.cond((_S.number != 0) & may(PromptsPermission.CHANGE), _restore(0)),
        class_name="flex flex-wrap items-start justify-between gap-4 border-b border-line py-3",
    )


def _restore(number: int | rx.Var[int]) -> rx.Component:
    return button(_("Ripristina"), kind="secondary", on_click=_S.restore(number))


def missing_prompt() -> rx.Component:
    return empty_state(
        _("Questo prompt non c’è"), _("Scegline uno dall’elenco."), action=link(_("Tutti i prompt"), PROMPTS_ROUTE)
    )
