"""Tickets for whoever asks."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.support.components.thread import said_before, thread
from aistrategyhub.features.support.links import OWN_ROUTE
from aistrategyhub.features.support.rules import PRIORITIES
from aistrategyhub.features.support.schemas import TicketRow
from aistrategyhub.features.support.state.asking import HeldTicketState, NewTicketState, OwnTicketsState, OwnTicketState
from aistrategyhub.ui.forms import field, form, select, text_area
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import badge, empty_state, page_header, section
from aistrategyhub.ui.tables import Column, table


def own_tickets() -> rx.Component:
    """What one has asked, a line each."""
    return table(
        OwnTicketsState.rows,
        [
            Column(_("Richiesta"), _subject),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
            Column(_("Ultimo messaggio"), lambda row: row.updated_label, is_short=True),
        ],
        caption=_("Le tue richieste"),
        state=OwnTicketsState,
        empty=empty_state(_("Nessuna richiesta"), _("Scrivici quando qualcosa non torna: ti risponde una persona.")),
    )


def _subject(row: rx.Var[TicketRow]) -> rx.Component:
    return rx.el.span(
        link(row.ticket_number, f"{OWN_ROUTE}/" + row.ticket_number),
        rx.el.span(row.subject, class_name="block text-sm text-ink-soft wrap-anywhere"),
    )


def new_ticket() -> rx.Component:
    """A question to the firm."""
    state = NewTicketState
    priorities = [(priority.value, _(label)) for priority, (label, _tone) in PRIORITIES.items()]
    return rx.el.div(
        form(
            field(_("Oggetto"), "subject", state=state),
            text_area(_("Richiesta"), "message", state=state, rows=7),
            select(_("Priorità"), "priority", priorities, state=state, value="medium"),
            on_submit=state.submit,
            state=state,
            submit_label=_("Invia la richiesta"),
        ),
        class_name="max-w-form",
    )


def one_ticket(state: type[OwnTicketState] | type[HeldTicketState]) -> rx.Component:
    """A ticket as whoever asked sees it."""
    shown, is_own = state.ticket, state is OwnTicketState
    return rx.el.div(
        page_header(
            shown.subject if is_own else _("La tua richiesta"),
            crumbs=[(_("Assistenza"), OWN_ROUTE)] if is_own else (),
            kicker=shown.ticket_number,
            actions=[badge(shown.status_label, shown.status_tone)],
            size="2xl",
        ),
        when(
            shown.description != "",
            rx.cond(
                shown.is_transcript,
                said_before(_("La conversazione con l’assistente"), shown.description),
                said_before(_("Che cosa hai chiesto"), shown.description),
            ),
        ),
        section(_("Messaggi"), thread(state.thread)),
        rx.el.div(
            form(
                text_area(
                    rx.cond(shown.is_closed, _("Scrivi ancora: la richiesta si riapre"), _("Scrivi un messaggio")),
                    "message",
                    state=state,
                    rows=5,
                ),
                on_submit=state.reply,
                state=state,
                submit_label=_("Invia"),
                key=state.round.to_string(),
            ),
            class_name="max-w-prose",
        ),
        when(~shown.is_closed, rx.el.div(_closing(state))),
        class_name="grid gap-8",
    )


def _closing(state: type[OwnTicketState] | type[HeldTicketState]) -> rx.Component:
    return confirm(
        _("Chiudere la richiesta?"),
        rx.el.p(_("Se scrivi ancora, si riapre.")),
        act=state.close,
        verb=_("Chiudi"),
        trigger=button(_("È risolta: chiudi la richiesta"), kind="quiet"),
    )


def missing_own() -> rx.Component:
    """Instead of a ticket that is not there, or not one's own."""
    return empty_state(
        _("Questa richiesta non c’è, o non è tua."), action=link_button(_("Le tue richieste"), OWN_ROUTE)
    )


def missing_held() -> rx.Component:
    """Instead of a ticket that no key opens."""
    return empty_state(
        _("Questo link non apre nessuna richiesta"),
        _("Può essere incompleto, oppure la richiesta non è più conservata."),
        action=link_button(_("Contatti"), "/contatti"),
    )
