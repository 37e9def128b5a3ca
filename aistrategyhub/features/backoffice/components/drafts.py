"""Documents written by hand: the list, and beside the editor of one what it comes to and what SdI would say."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.routes import DRAFTS_ROUTE, RECEIVED_ROUTE, REGISTER_ROUTE
from aistrategyhub.features.backoffice.state.drafts import AdminDraftsState, AdminDraftState
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.schemas import DraftRow, FindingRow, SumRow
from aistrategyhub.ui.forms import form_refusal
from aistrategyhub.ui.parts.actions import button, file_link, link, link_button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.sums import sum_line
from aistrategyhub.ui.parts.words import amount, empty_state, notice
from aistrategyhub.ui.tables import Column, search_box, table
from aistrategyhub.ui.viewer import may

_STATE = AdminDraftState


def invoice_ways() -> list[rx.Component]:
    """From the list of documents to the registers, to what is being written, and to a new one."""
    return [
        link_button(_("Registro"), REGISTER_ROUTE, kind="secondary"),
        when(may(InvoicingPermission.READ_RECEIVED), link_button(_("Ricevute"), RECEIVED_ROUTE, kind="secondary")),
        when(may(InvoicingPermission.ISSUE), link_button(_("Bozze"), DRAFTS_ROUTE, kind="secondary")),
        when(may(InvoicingPermission.ISSUE), button(_("Nuova fattura"), on_click=AdminDraftsState.start)),
    ]


def drafts_table() -> rx.Component:
    """What is being written, a line each."""
    return rx.el.div(
        search_box(AdminDraftsState, _("Cliente")),
        table(
            AdminDraftsState.rows,
            [
                Column(_("Cliente"), _draft_link),
                Column(_("Tipo"), lambda row: row.kind_label),
                Column(_("Totale"), lambda row: amount(row.total_label), is_number=True),
                Column(_("Ultima modifica"), lambda row: row.changed_label, is_short=True),
            ],
            caption=_("Bozze"),
            state=AdminDraftsState,
            empty=empty_state(
                _("Nessuna bozza"),
                _("Qui stanno le fatture e le note di credito che stai scrivendo a mano, finché non le emetti."),
                action=button(_("Nuova fattura"), on_click=AdminDraftsState.start),
            ),
        ),
        class_name="grid gap-4",
    )


def _draft_link(row: rx.Var[DraftRow]) -> rx.Component:
    return link(row.buyer_name, row.page_path)


def draft_bill() -> rx.Component:
    """What it comes to, what SdI would find wrong, its paper, and issuing it."""
    return rx.el.aside(
        rx.el.dl(
            rx.cond(_STATE.sums.length() > 0, rx.fragment(), sum_line(_("Righe, senza IVA"), _STATE.net_label)),
            rx.foreach(_STATE.sums, _sum),
            class_name="grid",
            aria_live="polite",
        ),
        _checks(),
        when(_STATE.pdf_path != "", file_link(_("Anteprima del PDF"), _STATE.pdf_path)),
        form_refusal(_STATE),
        rx.el.div(
            confirm(
                _("Emettere il documento?"),
                rx.el.p(
                    _("Prende il numero e la data di oggi, non cambia più e parte da solo verso il cliente e il SdI.")
                ),
                act=_STATE.issue,
                verb=_("Emetti"),
                kind="primary",
                trigger=button(_("Emetti"), busy=_STATE.busy),
            ),
            confirm(
                _("Buttare la bozza?"),
                rx.el.p(_("Quello che hai scritto va perso. Nessun numero è stato usato.")),
                act=_STATE.discard,
                verb=_("Butta la bozza"),
                trigger=button(_("Butta la bozza"), kind="quiet"),
            ),
            class_name="flex flex-wrap gap-3",
        ),
        aria_label=_("Riepilogo"),
        class_name="grid content-start gap-6 border-t border-ink pt-5 lg:sticky lg:top-8",
    )


def missing_draft() -> rx.Component:
    """What stands where no such draft is."""
    return empty_state(
        _("Questa bozza non c’è"),
        _("Forse qualcuno l’ha già emessa o buttata."),
        action=link(_("Tutte le bozze"), DRAFTS_ROUTE),
    )


def _checks() -> rx.Component:
    ready = notice(_("I controlli del Sistema di Interscambio sono passati."), tone="action")
    incomplete = rx.el.p(
        _("I controlli partono quando i dati ci sono tutti. Dati da completare:"),
        " ",
        _STATE.missing,
        class_name="text-sm text-ink-soft",
    )
    return rx.el.div(
        rx.cond(_STATE.is_ready, ready),
        rx.cond(_STATE.missing > 0, incomplete),
        rx.cond(
            _STATE.findings.length() > 0,
            rx.el.ul(rx.foreach(_STATE.findings, _finding), class_name="grid gap-3 border-l-2 border-failed pl-4"),
        ),
        rx.cond(
            _STATE.warnings.length() > 0,
            rx.el.ul(rx.foreach(_STATE.warnings, _finding), class_name="grid gap-3 border-l-2 border-waiting pl-4"),
        ),
        aria_live="polite",
        class_name="grid gap-4",
    )


def _finding(row: rx.Var[FindingRow]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.span(row.code, class_name="font-medium tabular-nums"), " ", row.words),
        rx.cond(row.remedy != "", rx.el.p(row.remedy, class_name="text-ink-soft")),
        class_name="text-sm",
    )


def _sum(row: rx.Var[SumRow]) -> rx.Component:
    return sum_line(row.label, row.amount_label)
