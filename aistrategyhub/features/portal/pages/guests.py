"""The pages for whoever has an order and no account."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.portal.components import guests
from aistrategyhub.features.portal.state.guests import FollowUpRefusalState, OrderLookupState, WithdrawalState
from aistrategyhub.ui.parts.words import page_header


def lookup_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Segui un ordine"),
            lead=_("Scrivi il numero e l’indirizzo con cui hai ordinato: ti mandiamo il collegamento per vederlo."),
        ),
        rx.el.div(
            rx.cond(OrderLookupState.is_asked, guests.lookup_asked(), guests.lookup_form()),
            guests.where_else(),
            class_name="grid max-w-form gap-8",
        ),
        class_name="grid gap-8",
    )


def withdrawal_page() -> rx.Component:
    steps = rx.match(
        WithdrawalState.step,
        (1, guests.withdrawal_confirmation()),
        (2, guests.withdrawal_done()),
        guests.withdrawal_form(),
    )
    return rx.el.div(
        guests.withdrawal_steps(),
        page_header(
            _("Recedere dal contratto"),
            lead=_("Chi compra come consumatore può ripensarci entro 14 giorni, senza dire perché."),
        ),
        rx.el.div(steps, class_name="max-w-form"),
        class_name="grid gap-8",
    )


def refusal_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("E-mail dopo un ordine"),
            lead=_("Qualche giorno dopo la fine di un lavoro chiediamo com’è andata. Se preferisci, non lo facciamo."),
        ),
        guests.refusal_act(),
        class_name="grid gap-8",
    )


PAGES = (
    Page(
        route="/ordini/segui",
        title=mark("Segui un ordine"),
        content=lookup_page,
        on_load=[OrderLookupState.arrive],
    ),
    Page(
        route="/recedere",
        title=mark("Recedere dal contratto"),
        content=withdrawal_page,
        on_load=[WithdrawalState.arrive],
    ),
    Page(
        route="/ordini/non-scrivermi/[refusal_key]",
        title=mark("E-mail dopo un ordine"),
        content=refusal_page,
        on_load=[FollowUpRefusalState.arrive],
    ),
)
