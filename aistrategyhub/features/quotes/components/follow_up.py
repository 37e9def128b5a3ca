"""What a sent offer says and became, and beside draft and offer what it comes to."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.quotes.components.offer import message
from aistrategyhub.features.quotes.schemas.editor import EvidenceRow
from aistrategyhub.features.quotes.schemas.sheets import AskRow, OfferRow, PartRow, SumRow
from aistrategyhub.features.quotes.state.editor import AdminOfferState
from aistrategyhub.ui.forms import form, form_refusal, text_area
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.sums import sum_line
from aistrategyhub.ui.parts.words import amount, notice, section

_STATE = AdminOfferState


def offer_read() -> rx.Component:
    """What a sent offer says, what proves that it was accepted, and the thread."""
    return rx.el.div(
        when(_STATE.reason != "", notice(_STATE.reason, title=_("Perché no"), tone="failed")),
        section(_("Righe"), rx.el.ul(rx.foreach(_STATE.rows, _read_line), class_name="grid")),
        when(
            _STATE.evidence.length() > 0,
            section(
                _("Prova dell’accettazione"),
                rx.el.dl(rx.foreach(_STATE.evidence, _proof), class_name="definitions"),
            ),
        ),
        section(
            _("Domande e risposte"),
            when(_STATE.thread.length() > 0, rx.el.ol(rx.foreach(_STATE.thread, message), class_name="grid gap-5")),
            form(
                rx.el.div(
                    text_area(_("Risposta al cliente"), "words", state=_STATE, rows=4), key=_STATE.written.to_string()
                ),
                on_submit=_STATE.answer,
                state=_STATE,
                submit_label=_("Manda la risposta"),
            ),
        ),
        class_name="grid gap-12",
    )


def offer_bill() -> rx.Component:
    """What it comes to, live, and what can be done with it."""
    return rx.el.aside(
        rx.el.dl(rx.foreach(_STATE.sums, _sum), class_name="grid", aria_live="polite"),
        rx.el.dl(rx.foreach(_STATE.payments, _plain_sum), class_name="grid border-t border-line pt-3"),
        when(_STATE.parts.length() > 0, rx.el.ul(rx.foreach(_STATE.parts, _part), class_name="grid gap-3")),
        when(_STATE.status == "draft", _sending(), _following()),
        aria_label=_("Riepilogo"),
        class_name="grid gap-6 border-t border-ink pt-5 lg:sticky lg:top-8",
    )


def _sending() -> rx.Component:
    sure = confirm(
        _("Inviare l’offerta al cliente?"),
        rx.el.p(_("Le parole e i prezzi non cambiano più: per correggerli si scrive una nuova versione.")),
        act=_STATE.send,
        verb=_("Invia l’offerta"),
        kind="primary",
        trigger=button(_("Invia l’offerta"), busy=_STATE.busy),
    )
    return rx.el.div(form_refusal(_STATE), sure, class_name="grid gap-4 justify-items-start")


def _following() -> rx.Component:
    again = button(_("Nuova versione"), kind="secondary", on_click=_STATE.write_again)
    return rx.el.div(
        rx.foreach(_STATE.to_ask, _asking),
        when((_STATE.status != "accepted") & (_STATE.status != "superseded"), again),
        class_name="flex flex-wrap gap-3",
    )


def _asking(row: rx.Var[AskRow]) -> rx.Component:
    return confirm(
        _("Chiedere questo pagamento?"),
        rx.el.p(_("Il cliente riceve per e-mail l’ordine, con il collegamento per pagarlo.")),
        act=_STATE.ask_instalment(row.instalment),
        verb=row.verb,
        kind="primary",
        trigger=button(row.verb),
    )


def _read_line(row: rx.Var[OfferRow]) -> rx.Component:
    optional = rx.cond(row.is_chosen, _("facoltativa, scelta"), _("facoltativa"))
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.name, class_name="font-medium"),
            when(row.is_optional, rx.el.p(optional, class_name="text-sm text-ink-faint")),
        ),
        amount(row.net_label),
        class_name="flex justify-between gap-6 border-b border-line py-3",
    )


def _proof(row: rx.Var[EvidenceRow]) -> rx.Component:
    return rx.el.div(rx.el.dt(row.name), rx.el.dd(row.value, class_name="wrap-anywhere"))


def _sum(row: rx.Var[SumRow]) -> rx.Component:
    return rx.cond(
        row.is_total,
        sum_line(row.name, row.label, strong=True),
        rx.cond(row.reason != "", sum_line(row.name, row.label, why=row.reason), sum_line(row.name, row.label)),
    )


def _plain_sum(row: rx.Var[SumRow]) -> rx.Component:
    return sum_line(row.name, row.label)


def _part(row: rx.Var[PartRow]) -> rx.Component:
    state = rx.cond(row.closed_label != "", row.closed_label, _("da pagare"))
    return rx.el.li(
        rx.el.p(row.name, " · ", row.order_number, " · ", row.total_label),
        rx.el.p(state, class_name="text-sm text-ink-faint"),
    )
