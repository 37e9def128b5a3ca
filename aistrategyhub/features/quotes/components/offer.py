"""Pieces of an offer's page: what is offered, what it costs with the options ticked, and the customer's answer."""

import reflex as rx

from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.territories import ITALY
from aistrategyhub.core.text import _
from aistrategyhub.features.quotes.schemas.sheets import MessageRow, OfferRow, PartRow, StepRow, SumRow
from aistrategyhub.features.quotes.state.offer import OfferPageState, OfferQuestionState, OfferRejectionState
from aistrategyhub.ui.billing_fields import (
    address_fields,
    company_fields,
    country_field,
    fields_of,
    kind_choice,
    person_fiscal_code_field,
)
from aistrategyhub.ui.forms import checkbox, field, field_row, form, text_area
from aistrategyhub.ui.parts.actions import file_link, plain_anchor
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.sums import sum_line
from aistrategyhub.ui.parts.words import amount, badge, empty_state, notice, section

_STATE = OfferPageState


def offer_head() -> rx.Component:
    """Which offer it is, until when, and its paper."""
    offer = _STATE.offer
    return rx.el.header(
        rx.el.p(offer.number, " · ", offer.version_label, class_name="text-sm text-ink-faint tabular-nums"),
        rx.el.h1(offer.subject, class_name="display text-3xl wrap-break-word"),
        rx.el.div(
            badge(offer.status_label, offer.status_tone),
            rx.el.span(_("Valida fino al"), " ", offer.valid_label, class_name="text-sm text-ink-soft"),
            when(offer.pdf_href != "", file_link(_("Scarica il PDF"), offer.pdf_href)),
            class_name="flex flex-wrap items-center gap-x-5 gap-y-2",
        ),
        class_name="grid gap-3",
    )


def offer_body() -> rx.Component:
    """What is offered, in words."""
    offer = _STATE.offer
    return rx.el.div(
        when(
            offer.intro.length() > 0,
            rx.el.div(rx.foreach(offer.intro, _paragraph), class_name="grid max-w-prose gap-4 text-lg"),
        ),
        section(_("Che cosa comprende"), rx.el.ul(rx.foreach(offer.rows, _line), class_name="grid")),
        when(
            offer.options.length() > 0,
            section(
                _("A scelta"),
                rx.el.ul(rx.foreach(offer.options, _option), class_name="grid"),
                note=_("Spunta ciò che vuoi aggiungere: il totale cambia subito."),
            ),
        ),
        when(
            offer.steps.length() > 0,
            section(_("Come procediamo"), rx.el.ol(rx.foreach(offer.steps, _step), class_name="grid")),
        ),
        when(
            offer.terms.length() > 0,
            section(
                _("Condizioni"),
                rx.el.div(
                    rx.foreach(offer.terms, _paragraph), class_name="grid max-w-prose gap-3 text-sm text-ink-soft"
                ),
            ),
        ),
        class_name="grid gap-10",
    )


def offer_sums() -> rx.Component:
    """The bill, and how it is paid."""
    offer = _STATE.offer
    return rx.el.aside(
        rx.el.h2(_("Quanto costa"), class_name="text-xl font-semibold"),
        rx.el.dl(rx.foreach(offer.sums, _sum), class_name="grid"),
        rx.el.div(
            rx.el.h3(_("Come si paga"), class_name="font-semibold"),
            rx.el.dl(rx.foreach(offer.payments, _plain_sum), class_name="grid"),
            class_name="grid gap-2",
        ),
        when(_STATE.parts.length() > 0, rx.el.ul(rx.foreach(_STATE.parts, _part), class_name="grid gap-4")),
        when(
            (offer.status == "accepted") & (_STATE.parts.length() == 0),
            notice(_("Prepariamo l’ordine: qui compare tra qualche istante."), tone="waiting"),
        ),
        aria_label=_("Riepilogo"),
        aria_live="polite",
        class_name="grid gap-6 border-t border-ink pt-5 lg:sticky lg:top-8",
    )


def offer_answer() -> rx.Component:
    """What the customer can do: accept, reject, or read why neither is possible any more."""
    offer = _STATE.offer
    return rx.cond(
        offer.is_open,
        rx.el.div(
            section(
                _("Accetta l’offerta"), _acceptance(), note=_("Il pagamento viene dopo: qui non si addebita nulla.")
            ),
            _rejection(),
            class_name="grid gap-8",
        ),
        when(offer.status == "accepted", notice(offer.problem, tone="action"), notice(offer.problem, tone="waiting")),
    )


def offer_thread() -> rx.Component:
    """Questions and answers."""
    return section(
        _("Domande e risposte"),
        when(_STATE.thread.length() > 0, rx.el.ol(rx.foreach(_STATE.thread, message), class_name="grid gap-5")),
        form(
            rx.el.div(
                text_area(_("La tua domanda"), "words", state=OfferQuestionState, rows=4),
                key=OfferQuestionState.asked.to_string(),
            ),
            on_submit=OfferQuestionState.ask,
            state=OfferQuestionState,
            submit_label=_("Manda la domanda"),
        ),
        note=_("Qualcosa non è chiaro, o va cambiato? Scrivilo qui."),
    )


def missing_offer() -> rx.Component:
    return empty_state(
        _("Questa offerta non c’è"),
        _("L’indirizzo può essere incompleto: apri il collegamento dall’e-mail, oppure scrivici."),
    )


def message(row: rx.Var[MessageRow]) -> rx.Component:
    """One message of a thread."""
    return rx.el.li(
        rx.el.p(
            rx.el.span(row.author, class_name="font-semibold"),
            rx.el.span(row.at_label, class_name="text-ink-faint"),
            class_name="flex flex-wrap gap-x-3 text-sm",
        ),
        rx.el.p(row.words, class_name="max-w-prose whitespace-pre-line wrap-anywhere"),
        class_name=rx.cond(row.is_own, "grid gap-1", "grid gap-1 border-l-2 border-action pl-4"),
    )


def _paragraph(words: rx.Var[str]) -> rx.Component:
    return rx.el.p(words, class_name="whitespace-pre-line")


def _described(row: rx.Var[OfferRow]) -> rx.Component:
    quantity = rx.el.p(row.quantity_label, " × ", row.price_label, class_name="text-sm text-ink-faint tabular-nums")
    return rx.el.div(
        rx.el.p(row.name, class_name="font-medium"),
        when(
            row.description != "",
            rx.el.p(row.description, class_name="max-w-prose text-sm text-ink-soft whitespace-pre-line"),
        ),
        when(row.quantity_label != "1", quantity),
        class_name="grid min-w-0 gap-1",
    )


def _line(row: rx.Var[OfferRow]) -> rx.Component:
    return rx.el.li(
        _described(row), amount(row.net_label), class_name="flex justify-between gap-6 border-b border-line py-3"
    )


def _option(row: rx.Var[OfferRow]) -> rx.Component:
    tick = rx.el.input(
        type="checkbox",
        checked=row.is_chosen,
        disabled=~_STATE.offer.is_open,
        on_change=lambda is_chosen: _STATE.tick(row.key, is_chosen),
        class_name="choice-mark mt-1",
    )
    return rx.el.li(
        rx.el.label(tick, _described(row), class_name="flex min-w-0 gap-3"),
        amount(row.net_label),
        class_name="flex justify-between gap-6 border-b border-line py-3",
    )


def _step(row: rx.Var[StepRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.name, class_name="min-w-0 grow font-medium"),
        rx.el.span(row.day_label, class_name="text-sm text-ink-soft"),
        rx.el.span(row.share_label, class_name="tabular-nums text-ink-soft"),
        class_name="flex flex-wrap justify-between gap-x-6 border-b border-line py-3",
    )


def _sum(row: rx.Var[SumRow]) -> rx.Component:
    return rx.cond(
        row.is_total,
        sum_line(row.name, row.label, strong=True),
        rx.cond(row.reason != "", sum_line(row.name, row.label, why=row.reason), sum_line(row.name, row.label)),
    )


def _plain_sum(row: rx.Var[SumRow]) -> rx.Component:
    return sum_line(row.name, row.label)


def _part(row: rx.Var[PartRow]) -> rx.Component:
    paying = plain_anchor(
        _("Paga"), " ", row.total_label, href=row.pay_href, class_name="button button-primary justify-self-start"
    )
    return rx.el.li(
        rx.el.p(row.name, " · ", row.order_number, class_name="text-sm text-ink-soft"),
        rx.cond(row.closed_label != "", rx.el.p(row.closed_label), paying),
        class_name="grid gap-2",
    )


def _acceptance() -> rx.Component:
    known = _STATE.known
    contact = field(_("Referente"), "name", state=_STATE, required=False, autocomplete="name", value=known.contact)
    return form(
        kind_choice(_("A chi va la fattura"), known, _STATE.choose_kind),
        country_field(_STATE, known, _STATE.choose_country),
        fields_of(_STATE, BuyerKind.COMPANY, [*company_fields(_STATE, known, country=_STATE.country), contact]),
        fields_of(_STATE, BuyerKind.PERSON, _person_fields()),
        field(
            _("Indirizzo e-mail"),
            "email",
            kind="email",
            state=_STATE,
            hint=_("Qui arriva la fattura."),
            autocomplete="email",
            value=known.email,
        ),
        *address_fields(_STATE, known, country=_STATE.country),
        field(
            _("Il tuo nome e cognome, come firma"),
            "signed_name",
            state=_STATE,
            autocomplete="name",
            value=_STATE.signer,
        ),
        checkbox(_STATE.offer.words, "agreed", state=_STATE),
        when(
            _STATE.offer.sha256 != "",
            rx.el.p(
                _("Conserviamo nome, ora, indirizzo IP, browser e l’impronta del PDF:"),
                " ",
                rx.el.code(_STATE.offer.sha256, class_name="wrap-anywhere"),
                class_name="text-sm text-ink-faint",
            ),
        ),
        on_submit=_STATE.accept,
        state=_STATE,
        submit_label=_("Accetta l’offerta"),
    )


def _person_fields() -> list[rx.Component]:
    return [
        field_row(
            field(
                _("Nome e cognome"),
                "person_name",
                error=_STATE.errors.get("name", "").to(str),
                autocomplete="name",
                value=_STATE.known.contact,
            ),
            when(_STATE.country == ITALY, person_fiscal_code_field(_STATE, _STATE.known)),
        )
    ]


def _rejection() -> rx.Component:
    return rx.el.details(
        rx.el.summary(_("Non fa per te?"), class_name="link cursor-pointer"),
        rx.el.div(
            form(
                text_area(_("Perché no"), "reason", state=OfferRejectionState, rows=3),
                on_submit=OfferRejectionState.reject,
                state=OfferRejectionState,
                submit_label=_("Rifiuta l’offerta"),
            ),
            class_name="pt-5",
        ),
    )
