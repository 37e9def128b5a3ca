"""The inbox and one message."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.contact.links import INBOX_ROUTE
from aistrategyhub.features.contact.permissions import ContactPermission
from aistrategyhub.features.contact.rules.inbox import INBOX_FILTERS
from aistrategyhub.features.contact.schemas import MessageRow
from aistrategyhub.features.contact.state.inbox import AdminMessagesState, AdminMessageState
from aistrategyhub.ui.parts.actions import button, link, link_button, outside_link
from aistrategyhub.ui.parts.base import Text
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import badge, definitions, empty_state, page_header, section
from aistrategyhub.ui.tables import Column, search_box, status_box, table
from aistrategyhub.ui.viewer import may


def inbox_tools() -> rx.Component:
    """Search, status, and the same lines as a file."""
    state = AdminMessagesState
    return rx.el.div(
        search_box(state, _("Nome, e-mail, testo o servizio")),
        status_box(state, INBOX_FILTERS),
        rx.cond(
            may(ContactPermission.EXPORT),
            button(_("Esporta CSV"), kind="secondary", icon_name="download", on_click=state.export),
        ),
        class_name="flex flex-wrap items-center gap-3",
    )


def inbox_table() -> rx.Component:
    """Messages, a line each."""
    return table(
        AdminMessagesState.rows,
        [
            Column(_("Ricevuto"), lambda row: row.received_label, sort="received_at"),
            Column(_("Da"), _writer, sort="name"),
            Column(_("Messaggio"), _opening),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone), sort="status"),
        ],
        caption=_("Messaggi"),
        state=AdminMessagesState,
        empty=empty_state(
            _("Nessun messaggio corrisponde"), _("Qui compare ciò che i visitatori scrivono dal modulo di contatto.")
        ),
    )


def _writer(row: rx.Var[MessageRow]) -> rx.Component:
    return rx.el.span(
        link(row.name, INBOX_ROUTE + "/" + row.message_id),
        rx.el.span(row.email, class_name="block text-sm text-ink-soft wrap-anywhere"),
    )


def _opening(row: rx.Var[MessageRow]) -> rx.Component:
    return rx.el.span(
        rx.cond(row.service_name != "", rx.el.strong(row.service_name, class_name="block font-medium"), rx.fragment()),
        rx.el.span(row.opening, class_name="wrap-anywhere"),
    )


def message() -> rx.Component:
    """One message, whose it is, and what can be done with it."""
    shown = AdminMessageState.message
    return rx.el.div(
        page_header(
            shown.name,
            crumbs=[(_("Messaggi"), INBOX_ROUTE)],
            kicker=shown.received_label,
            actions=[badge(shown.status_label, shown.status_tone)],
            size="2xl",
        ),
        rx.el.p(shown.words, class_name="max-w-prose whitespace-pre-line text-lg wrap-anywhere"),
        _acts(),
        section(_("Chi ha scritto"), _writer_data()),
        section(_("Consenso"), _consent()),
        class_name="grid gap-8",
    )


def _acts() -> rx.Component:
    status = AdminMessageState.message.status
    return rx.el.div(
        outside_link(_("Rispondi per e-mail"), AdminMessageState.message.answer_href),
        rx.cond(
            may(ContactPermission.MANAGE),
            rx.fragment(
                _mark(_("Segna come risposto"), "answered", (status == "new") | (status == "read"), "primary"),
                _mark(_("Segna da leggere"), "new", (status == "read"), "secondary"),
                _mark(_("È spam"), "spam", status != "spam", "secondary"),
                _mark(_("Non è spam"), "new", status == "spam", "secondary"),
            ),
        ),
        rx.cond(may(ContactPermission.DELETE), _deletion()),
        class_name="flex flex-wrap items-center gap-3",
    )


def _mark(label: Text, to: str, is_possible: rx.Var[bool], kind: str) -> rx.Component:
    return rx.cond(is_possible, button(label, kind=kind, on_click=AdminMessageState.put(to)))


def _deletion() -> rx.Component:
    return confirm(
        _("Eliminare questo messaggio?"),
        rx.el.p(_("Sparisce per sempre, anche dall’archivio delle e-mail inviate.")),
        act=AdminMessageState.delete,
        verb=_("Elimina per sempre"),
        trigger=button(_("Elimina"), kind="quiet"),
    )


def _writer_data() -> rx.Component:
    shown = AdminMessageState.message
    none = rx.el.span(_("non indicato"), class_name="text-ink-faint")
    return definitions(
        (_("E-mail"), outside_link(shown.email, "mailto:" + shown.email)),
        (_("Telefono"), rx.cond(shown.phone != "", outside_link(shown.phone, shown.phone_href), none)),
        (_("Servizio"), rx.cond(shown.service_name != "", shown.service_name, none)),
        (_("Pagina"), rx.cond(shown.page != "", shown.page, none)),
        (_("Lingua"), shown.language),
    )


def _consent() -> rx.Component:
    shown = AdminMessageState.message
    return rx.el.div(
        rx.el.p("«", shown.consent_words, "»", class_name="max-w-prose"),
        rx.el.p(shown.consent_label, class_name="text-sm text-ink-faint"),
        class_name="grid gap-1",
    )


def missing_message() -> rx.Component:
    """Instead of a message that is not there."""
    return empty_state(
        _("Questo messaggio non c’è più."),
        _("È stato eliminato, oppure è passato il tempo per cui lo si conserva."),
        action=link_button(_("Tutti i messaggi"), INBOX_ROUTE),
    )
