"""What a model made of a request: pieces to take into the draft or to put aside. And the form for a request that came
by mail."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.prompts.components import no_key_notice
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.schemas.analyses import IdeaGroup, IdeaRow
from aistrategyhub.features.quotes.state.analysis import PastedRequestState, RequestAnalysisState
from aistrategyhub.features.quotes.state.listing import AdminRequestsState
from aistrategyhub.ui.forms import field, field_row, form, form_refusal, select, text_area
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import progress
from aistrategyhub.ui.parts.floating import drawer
from aistrategyhub.ui.parts.words import badge, notice
from aistrategyhub.ui.viewer import may

_S = RequestAnalysisState


def pasting() -> rx.Component:
    """The button and the form for a request that came by mail or on the phone."""
    state = PastedRequestState
    return when(
        may(QuotesPermission.MANAGE),
        rx.fragment(
            button(_("Annota una richiesta"), kind="secondary", icon_name="plus", on_click=state.begin),
            drawer(
                _("Annota una richiesta"),
                form(
                    text_area(_("Le parole della richiesta"), "message", state=state, rows=10),
                    field_row(
                        field(_("Nome"), "name", state=state),
                        field(_("Indirizzo e-mail"), "email", kind="email", state=state),
                    ),
                    field(_("Azienda"), "company", state=state, required=False),
                    select(_("Lingua del cliente"), "language", [("it", "Italiano"), ("en", "English")]),
                    on_submit=state.save,
                    state=state,
                    submit_label=_("Annota"),
                ),
                open=state.is_open,
                on_close=state.leave,
                width="wide",
            ),
        ),
    )


def analysing_button() -> rx.Component:
    """Asks what a request needs, from its drawer."""
    return button(
        _("Analizza"),
        kind="secondary",
        icon_name="lightbulb",
        on_click=[_S.open(AdminRequestsState.opened.request_id), AdminRequestsState.close],
    )


def analysis_drawer() -> rx.Component:
    """The analysis of one request."""
    view = _S.view
    return drawer(
        _("Analisi della richiesta"),
        no_key_notice(_S.has_key),
        rx.el.p(
            _(
                "Al modello vanno le parole della richiesta, senza nome, indirizzo e azienda di chi scrive. "
                "Niente entra nella bozza finché non accetti un pezzo."
            ),
            class_name="text-sm text-ink-soft",
        ),
        when(_S.has_key & ~view.is_running, _asking()),
        form_refusal(_S),
        rx.el.div(
            when(view.is_running, progress(_("Il modello sta rispondendo"))),
            when(view.asked_label != "", _standing()),
            aria_live="polite",
            class_name="grid gap-3",
        ),
        rx.foreach(view.groups, _group),
        open=_S.request_id != "",
        on_close=_S.leave,
        actions=(button(_("Torna alla richiesta"), kind="secondary", on_click=_back()),),
        width="wide",
    )


def _back() -> list[rx.event.EventSpec]:
    return [AdminRequestsState.open(_S.request_id), _S.leave]


def _asking() -> rx.Component:
    again = rx.cond(_S.view.asked_label == "", _("Analizza la richiesta"), _("Analizza di nuovo"))
    return rx.el.div(button(again, busy=_S.busy, on_click=_S.ask))


def _standing() -> rx.Component:
    said = rx.el.p(_S.view.asked_label, " · ", _S.view.note, class_name="text-sm text-ink-soft")
    return rx.cond(_S.view.status == "failed", notice(_S.view.note, tone="failed"), said)


def _group(group: rx.Var[IdeaGroup]) -> rx.Component:
    return rx.el.div(
        rx.el.h3(group.label, class_name="font-semibold"),
        rx.el.ul(rx.foreach(group.rows, _idea), class_name="grid"),
        class_name="grid gap-1",
    )


def _idea(row: rx.Var[IdeaRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            when(row.name != "", rx.el.p(row.name, class_name="font-medium")),
            when(row.words != "", rx.el.p(row.words, class_name="whitespace-pre-line text-sm text-ink-soft")),
            when(row.note != "", rx.el.p(row.note, class_name="text-sm text-ink-faint tabular-nums")),
            class_name="min-w-0 grow wrap-anywhere",
        ),
        rx.match(
            row.state,
            ("accepted", badge(_("nella bozza"), "action")),
            ("rejected", badge(_("scartato"), "neutral")),
            rx.el.span(
                button(_("Accetta"), kind="secondary", on_click=_S.take(row.id)),
                button(_("Scarta"), kind="quiet", on_click=_S.put_aside(row.id)),
                class_name="flex flex-wrap gap-1",
            ),
        ),
        class_name="flex flex-wrap items-start justify-between gap-3 border-b border-line py-3",
    )
