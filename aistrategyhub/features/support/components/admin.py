"""Tickets for the firm."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.support.components.thread import said_before, thread
from aistrategyhub.features.support.links import TICKETS_ROUTE
from aistrategyhub.features.support.permissions import SupportPermission
from aistrategyhub.features.support.rules import FILTERS, PRIORITIES
from aistrategyhub.features.support.schemas import TicketRow
from aistrategyhub.features.support.state.admin import AdminTicketsState, AdminTicketState
from aistrategyhub.ui.forms import checkbox, form, text_area
from aistrategyhub.ui.parts.actions import button, link, link_button, outside_link
from aistrategyhub.ui.parts.base import Text, when
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import badge, definitions, empty_state, page_header, section
from aistrategyhub.ui.tables import Column, narrowing, search_box, status_box, table
from aistrategyhub.ui.viewer import may

_T = AdminTicketState


def ticket_tools() -> rx.Component:
    """Search, status and priority."""
    state = AdminTicketsState
    priorities = [("tutte", _("Ogni priorità")), *((p.value, _(label)) for p, (label, _tone) in PRIORITIES.items())]
    return rx.el.div(
        search_box(state, _("Numero, oggetto, nome o e-mail")),
        status_box(state, FILTERS),
        narrowing(_("Priorità"), priorities, state.priority, state.choose_priority),
        class_name="flex flex-wrap items-center gap-3",
    )


def tickets_table() -> rx.Component:
    """Tickets, a line each."""
    return table(
        AdminTicketsState.rows,
        [
            Column(_("Richiesta"), _subject, sort="number"),
            Column(_("Da"), lambda row: rx.el.span(row.who, class_name="wrap-anywhere")),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone), sort="status"),
            Column(_("Priorità"), lambda row: badge(row.priority_label, row.priority_tone), is_short=True),
            Column(_("Ultimo messaggio"), lambda row: row.updated_label, sort="updated_at", is_short=True),
        ],
        caption=_("Richieste di assistenza"),
        state=AdminTicketsState,
        empty=empty_state(
            _("Nessuna richiesta corrisponde"),
            _("Qui compare ciò che i clienti chiedono dall’area riservata e chi, in chat, vuole una persona."),
        ),
    )


def _subject(row: rx.Var[TicketRow]) -> rx.Component:
    return rx.el.span(
        link(row.ticket_number, f"{TICKETS_ROUTE}/" + row.ticket_number),
        when(row.is_handed_over, rx.el.span(badge(_("dalla chat"), "neutral"), class_name="ml-2")),
        rx.el.span(row.subject, class_name="block text-sm text-ink-soft wrap-anywhere"),
    )


def one_ticket() -> rx.Component:
    """A ticket, its thread, and what can be done with it."""
    shown = _T.ticket
    return rx.el.div(
        page_header(
            shown.subject,
            crumbs=[(_("Ticket"), TICKETS_ROUTE)],
            kicker=shown.ticket_number,
            actions=[badge(shown.status_label, shown.status_tone)],
            size="2xl",
        ),
        when(shown.origin != "", rx.el.p(link(_("Apri la conversazione dal vivo"), shown.origin))),
        rx.cond(
            shown.is_transcript,
            when(shown.description != "", _transcript()),
            said_before(_("Che cosa chiede"), shown.description),
        ),
        section(_("Messaggi"), thread(_T.thread)),
        when(may(SupportPermission.ANSWER), _answering()),
        section(_("Dati della richiesta"), _facts()),
        when(may(SupportPermission.DELETE), rx.el.div(_deletion())),
        class_name="grid gap-8",
    )


def _transcript() -> rx.Component:
    return rx.el.details(
        rx.el.summary(_("La conversazione con l’assistente"), class_name="cursor-pointer py-2 font-semibold"),
        rx.el.p(_T.ticket.description, class_name="max-w-prose whitespace-pre-line wrap-anywhere"),
        open=True,
        class_name="grid gap-3",
    )


def _answering() -> rx.Component:
    status = _T.ticket.status
    return rx.el.div(
        rx.el.div(
            form(
                text_area(_("Risposta"), "message", state=_T, rows=5),
                checkbox(_("Nota interna: la leggono soltanto i colleghi"), "internal", state=_T),
                on_submit=_T.reply,
                state=_T,
                submit_label=_("Invia"),
                key=_T.round.to_string(),
            ),
            class_name="max-w-prose",
        ),
        rx.el.div(
            _put(_("Prendi in carico"), "in_progress", status == "new"),
            _put(_("Segna come risolta"), "resolved", ~_T.ticket.is_closed),
            _put(_("Chiudi"), "closed", status != "closed"),
            _put(_("Riapri"), "in_progress", _T.ticket.is_closed),
            _priority(),
            class_name="flex flex-wrap items-center gap-3",
        ),
        class_name="grid gap-6",
    )


def _put(label: Text, to: str, is_possible: rx.Var[bool]) -> rx.Component:
    return when(is_possible, button(label, kind="secondary", on_click=_T.put(to)))


def _priority() -> rx.Component:
    options = [(priority.value, _(label)) for priority, (label, _tone) in PRIORITIES.items()]
    return narrowing(_("Priorità"), options, _T.ticket.priority, _T.prioritise)


def _facts() -> rx.Component:
    shown = _T.ticket
    none = rx.el.span(_("non indicato"), class_name="text-ink-faint")
    return definitions(
        (_("Da"), shown.who),
        (_("E-mail"), rx.cond(shown.email != "", outside_link(shown.email, "mailto:" + shown.email), none)),
        (_("Ricevuta"), shown.created_label),
        (_("Se ne occupa"), shown.assigned_label),
        (_("Consenso"), rx.cond(shown.consent_words != "", _consent(), none)),
    )


def _consent() -> rx.Component:
    return rx.el.span("«", _T.ticket.consent_words, "» ", _T.ticket.consent_label, class_name="wrap-anywhere")


def _deletion() -> rx.Component:
    return confirm(
        _("Eliminare questa richiesta?"),
        rx.el.p(_("Sparisce per sempre con i suoi messaggi, anche dall’archivio delle e-mail inviate.")),
        act=_T.delete,
        verb=_("Elimina per sempre"),
        trigger=button(_("Elimina"), kind="quiet"),
    )


def missing_ticket() -> rx.Component:
    """Instead of a ticket that is not there."""
    return empty_state(_("Questa richiesta non c’è"), action=link_button(_("Tutti i ticket"), TICKETS_ROUTE))
