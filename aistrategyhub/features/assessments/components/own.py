"""A person's own questionnaires."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assessments.rules.addresses import LIST_ROUTE
from aistrategyhub.features.assessments.schemas import OwnRow
from aistrategyhub.features.assessments.state.own import OwnSittingsState
from aistrategyhub.ui.parts.actions import file_link, link, link_button
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, table


def own_sittings() -> rx.Component:
    """The questionnaires of whoever is signed in, each to be taken up again or read."""
    return table(
        OwnSittingsState.rows,
        [
            Column(_("Autovalutazione"), _named),
            Column(_("Ultima modifica"), lambda row: row.updated_label),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
            Column(_("Risultato"), _result),
            Column(_("Rapporto"), _report),
        ],
        caption=_("Le tue autovalutazioni"),
        state=OwnSittingsState,
        empty=empty_state(
            _("Non hai ancora fatto un’autovalutazione"),
            _("Quelle che cominci dopo aver effettuato l’accesso restano qui, con il loro rapporto."),
            action=link_button(_("Scegli un’autovalutazione"), LIST_ROUTE),
        ),
    )


def _named(row: rx.Var[OwnRow]) -> rx.Component:
    goes_on = rx.cond(row.is_finished, _("Cambia le risposte"), _("Riprendi"))
    return rx.el.span(
        rx.el.span(row.title, class_name="block font-medium"),
        link(rx.fragment(goes_on, _about(row)), row.answers_route),
    )


def _about(row: rx.Var[OwnRow]) -> rx.Component:
    """Which one, for whoever hears the links without their line."""
    return rx.el.span(": ", row.title, class_name="sr-only")


def _result(row: rx.Var[OwnRow]) -> rx.Component:
    level = rx.el.span(row.level, class_name="block text-sm text-ink-soft")
    return rx.cond(
        row.score_label != "",
        rx.el.span(rx.el.span(row.score_label, class_name="font-medium tabular-nums"), level),
        rx.el.span(_("non ancora"), class_name="text-ink-faint"),
    )


def _report(row: rx.Var[OwnRow]) -> rx.Component:
    both = rx.el.span(
        link(rx.fragment(_("Apri"), _about(row)), row.result_route),
        file_link(_("PDF"), row.pdf_address),
        class_name="flex flex-wrap items-center gap-x-5 gap-y-1",
    )
    return rx.cond(row.is_finished, both, rx.el.span(_("a questionario finito"), class_name="text-ink-faint"))
