"""The firm's list of requests, one of them in a drawer, and a person's own."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.quotes.components.analysis import analysing_button
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.rules.listing import FILTERS
from aistrategyhub.features.quotes.schemas import AnswerRow, FileRow, RequestRow
from aistrategyhub.features.quotes.state.listing import AdminRequestsState, OwnOffersState, OwnRequestsState
from aistrategyhub.ui.parts.actions import button, file_link, link_button, outside_link, plain_anchor
from aistrategyhub.ui.parts.base import Text
from aistrategyhub.ui.parts.floating import confirm, drawer
from aistrategyhub.ui.parts.words import amount, badge, definitions, empty_state, section
from aistrategyhub.ui.tables import Column, search_box, status_box, table
from aistrategyhub.ui.viewer import may

_WRITE = AdminRequestsState.write_offer


def request_tools() -> rx.Component:
    """Search, status, and the same lines as a file."""
    state = AdminRequestsState
    return rx.el.div(
        search_box(state, _("Numero, nome, azienda, servizio o testo")),
        status_box(state, FILTERS),
        rx.cond(
            may(QuotesPermission.EXPORT),
            button(_("Esporta CSV"), kind="secondary", icon_name="download", on_click=state.export),
        ),
        class_name="flex flex-wrap items-center gap-3",
    )


def request_table() -> rx.Component:
    """Requests, a line each; the number opens the drawer."""
    return table(
        AdminRequestsState.rows,
        [
            Column(_("Numero"), _opener, sort="number", is_short=True),
            Column(_("Ricevuta"), lambda row: row.received_label, sort="received_at"),
            Column(_("Da"), _asker, sort="name"),
            Column(_("Servizio"), lambda row: row.item_name),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone), sort="status"),
        ],
        caption=_("Richieste di preventivo"),
        state=AdminRequestsState,
        empty=empty_state(
            _("Nessuna richiesta corrisponde"), _("Qui compare chi chiede un preventivo dalle pagine dei servizi.")
        ),
    )


def own_requests() -> rx.Component:
    """The requests of whoever is signed in."""
    return table(
        OwnRequestsState.rows,
        [
            Column(_("Numero"), lambda row: row.number, is_short=True),
            Column(_("Inviata"), lambda row: row.received_label),
            Column(_("Servizio"), lambda row: row.item_name),
            Column(_("File"), lambda row: _files(row.files)),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
        ],
        caption=_("Le tue richieste di preventivo"),
        state=OwnRequestsState,
        empty=empty_state(
            _("Non hai chiesto preventivi"),
            _("Quelli che chiedi dalle pagine dei servizi restano qui, con il loro stato."),
            action=link_button(_("Tutti i servizi"), "/servizi"),
        ),
    )


def own_offers() -> rx.Component:
    """The offers of whoever is signed in."""
    return table(
        OwnOffersState.rows,
        [
            Column(_("Numero"), lambda row: plain_anchor(row.number, href=row.href, class_name="link"), is_short=True),
            Column(_("Oggetto"), lambda row: row.subject),
            Column(_("Valida fino al"), lambda row: row.valid_label, is_short=True),
            Column(_("Totale"), lambda row: amount(row.total_label), is_number=True),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
        ],
        caption=_("Le offerte che hai ricevuto"),
        state=OwnOffersState,
        empty=rx.el.p(_("Quando rispondiamo a una richiesta, l’offerta compare qui."), class_name="text-ink-soft"),
    )


def request_drawer() -> rx.Component:
    """One request, whose it is, and what can be done with it."""
    shown = AdminRequestsState.opened
    return drawer(
        shown.number + " · " + shown.name,
        rx.el.div(
            badge(shown.status_label, shown.status_tone),
            rx.el.span(shown.received_label, class_name="text-sm text-ink-faint"),
            class_name="flex flex-wrap items-center gap-3",
        ),
        _asker_data(),
        rx.cond(shown.answers.length() > 0, section(_("Risposte"), _answers()), rx.fragment()),
        rx.cond(shown.words != "", section(_("Messaggio"), _lines(shown.words)), rx.fragment()),
        rx.cond(shown.prefill != "", section(_("Dall’autovalutazione"), _lines(shown.prefill)), rx.fragment()),
        rx.cond(shown.files.length() > 0, section(_("File"), _files(shown.files)), rx.fragment()),
        section(_("Consenso"), _consent()),
        open=shown.request_id != "",
        on_close=AdminRequestsState.close,
        actions=[_acts()],
        width="wide",
    )


def _opener(row: rx.Var[RequestRow]) -> rx.Component:
    opening = AdminRequestsState.open(row.request_id)
    return rx.el.button(row.number, type="button", on_click=opening, class_name="link tabular-nums min-h-6")


def _asker(row: rx.Var[RequestRow]) -> rx.Component:
    firm = rx.el.span(row.company, class_name="block text-sm")
    return rx.el.span(
        row.name,
        rx.cond(row.company != "", firm, rx.fragment()),
        rx.el.span(row.email, class_name="block text-sm text-ink-soft wrap-anywhere"),
    )


def _asker_data() -> rx.Component:
    shown = AdminRequestsState.opened
    none = rx.el.span(_("non indicato"), class_name="text-ink-faint")
    return definitions(
        (_("Servizio"), shown.item_name),
        (_("Azienda"), rx.cond(shown.company != "", shown.company, none)),
        (_("E-mail"), outside_link(shown.email, "mailto:" + shown.email)),
        (_("Telefono"), rx.cond(shown.phone != "", outside_link(shown.phone, shown.phone_href), none)),
        (_("Pagina"), rx.cond(shown.page != "", shown.page, none)),
        (_("Lingua"), shown.language),
    )


def _answers() -> rx.Component:
    return rx.el.dl(rx.foreach(AdminRequestsState.opened.answers, _answer), class_name="definitions")


def _answer(row: rx.Var[AnswerRow]) -> rx.Component:
    return rx.el.div(rx.el.dt(row.label), rx.el.dd(row.shown, class_name="whitespace-pre-line"))


def _files(files: rx.Var[list[FileRow]]) -> rx.Component:
    return rx.el.ul(rx.foreach(files, _file), class_name="grid gap-1")


def _file(row: rx.Var[FileRow]) -> rx.Component:
    return rx.el.li(
        file_link(row.name + " (" + row.size_label + ")", row.href, is_saved=True), class_name="wrap-anywhere"
    )


def _lines(words: rx.Var[str]) -> rx.Component:
    return rx.el.p(words, class_name="max-w-prose whitespace-pre-line wrap-anywhere")


def _consent() -> rx.Component:
    shown = AdminRequestsState.opened
    return rx.el.div(
        rx.el.p("«", shown.consent_words, "»"),
        rx.el.p(shown.consent_label, class_name="text-sm text-ink-faint"),
        class_name="grid gap-1",
    )


def _acts() -> rx.Component:
    status = AdminRequestsState.opened.status
    return rx.el.div(
        outside_link(_("Rispondi per e-mail"), AdminRequestsState.opened.answer_href),
        rx.cond(
            may(QuotesPermission.MANAGE),
            rx.fragment(
                rx.cond(status != "spam", button(_("Apri l’offerta"), icon_name="file-pen-line", on_click=_WRITE)),
                rx.cond(status != "spam", analysing_button()),
                _mark(_("Segna con risposta"), "quoted", (status == "new") | (status == "in_review"), "secondary"),
                _mark(_("Segna da leggere"), "new", (status == "in_review"), "secondary"),
                _mark(_("Riprendi in mano"), "in_review", (status == "rejected"), "secondary"),
                _mark(_("È spam"), "spam", (status == "new") | (status == "in_review"), "secondary"),
                _mark(_("Non è spam"), "new", status == "spam", "secondary"),
            ),
        ),
        rx.cond(may(QuotesPermission.DELETE), _deletion()),
        class_name="flex flex-wrap items-center gap-3",
    )


def _mark(label: Text, to: str, is_possible: rx.Var[bool], kind: str) -> rx.Component:
    return rx.cond(is_possible, button(label, kind=kind, on_click=AdminRequestsState.put(to)))


def _deletion() -> rx.Component:
    return confirm(
        _("Eliminare questa richiesta?"),
        rx.el.p(_("Sparisce per sempre, anche dall’archivio delle e-mail inviate.")),
        act=AdminRequestsState.delete,
        verb=_("Elimina per sempre"),
        trigger=button(_("Elimina"), kind="quiet"),
    )
