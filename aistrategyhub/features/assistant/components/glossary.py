"""A bot's glossary: its entries, the form of one, and what was changed."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.rules.examining import LANGUAGES
from aistrategyhub.features.assistant.schemas.examining import ChangeRow, GlossaryRow
from aistrategyhub.features.assistant.state.glossary import AdminGlossaryState
from aistrategyhub.ui.forms import field, field_row, form, select
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import empty_state, section
from aistrategyhub.ui.tables import Column, search_box, table
from aistrategyhub.ui.viewer import may

_S = AdminGlossaryState


def glossary() -> rx.Component:
    """Everything on the page of the glossary."""
    return rx.el.div(
        when(may(AssistantPermission.TEACH), _entry_form()),
        _entries(),
        _changes(),
        class_name="grid gap-10",
    )


def _entry_form() -> rx.Component:
    languages = [(code, _(label)) for code, label in LANGUAGES.items()]
    chosen = _S.chosen
    return section(
        rx.cond(chosen.entry_id == "", _("Nuova voce"), _("Modifica la voce")),
        form(
            field_row(
                field(
                    _("Che cosa dicono le persone"),
                    "phrase",
                    state=_S,
                    value=chosen.phrase,
                    hint=_("Per esempio: portatile rubato."),
                ),
                field(
                    _("Come lo chiamano i documenti"),
                    "meaning",
                    state=_S,
                    value=chosen.meaning,
                    hint=_("Una o più espressioni, anche solo accostate: violazione dei dati personali notifica."),
                ),
            ),
            select(_("Lingua"), "locale", languages, state=_S, value=chosen.locale),
            on_submit=_S.save,
            state=_S,
            submit_label=_("Salva"),
            other_actions=[
                when(chosen.entry_id != "", button(_("Lascia com’è"), kind="secondary", on_click=_S.choose(""))),
            ],
            key=_S.epoch.to_string(),
        ),
        note=_("Una domanda che contiene queste parole si cerca anche con quelle dei documenti, che pesano meno."),
    )


def _entries() -> rx.Component:
    return section(
        _("Voci"),
        search_box(_S, _("Parole")),
        table(
            _S.rows,
            [
                Column(_("Le persone dicono"), lambda row: rx.el.span(row.phrase, class_name="wrap-anywhere")),
                Column(_("I documenti dicono"), lambda row: rx.el.span(row.meaning, class_name="wrap-anywhere")),
                Column(_("Lingua"), lambda row: row.language_label, is_short=True),
                Column(_("Azioni"), _acts),
            ],
            caption=_("Voci del glossario"),
            state=_S,
            empty=empty_state(_("Nessuna voce corrisponde"), _("Aggiungila con il modulo qui sopra.")),
        ),
    )


def _acts(row: rx.Var[GlossaryRow]) -> rx.Component:
    return when(
        may(AssistantPermission.TEACH),
        rx.el.div(
            button(_("Modifica"), kind="quiet", on_click=_S.choose(row.entry_id)),
            confirm(
                _("Togliere questa voce?"),
                rx.el.p(row.phrase, class_name="wrap-anywhere"),
                act=_S.delete(row.entry_id),
                verb=_("Togli"),
                trigger=button(_("Togli"), kind="quiet"),
            ),
            class_name="flex flex-wrap gap-1",
        ),
    )


def _changes() -> rx.Component:
    return section(
        _("Ultime modifiche"),
        table(
            _S.changes,
            [
                Column(_("Quando"), lambda row: row.at_label, is_short=True),
                Column(_("Chi"), lambda row: row.who),
                Column(_("Che cosa"), _change_words),
            ],
            caption=_("Ultime modifiche del glossario"),
            empty=empty_state(_("Nessuna modifica"), _("Il glossario è come è stato consegnato.")),
        ),
    )


def _change_words(row: rx.Var[ChangeRow]) -> rx.Component:
    return rx.el.span(row.words, class_name="wrap-anywhere")
