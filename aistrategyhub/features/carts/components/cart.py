"""The cart: its lines, its coupon, what it comes to, and the way on.

What changes how much is in it is posted by the browser itself, for only an answer over HTTP can give it its cookies.
"""

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.carts.links import CHECKOUT_ROUTE, FORMS
from aistrategyhub.features.carts.rules.quantities import MOST_OF_ONE
from aistrategyhub.features.carts.rules.reminders import REMINDER_WORDS
from aistrategyhub.features.carts.schemas.views import CartLineRow, CartView
from aistrategyhub.features.carts.state.cart import CartReminderState, CartState, StopRemindersState
from aistrategyhub.features.catalog.components.prices import price_switch
from aistrategyhub.features.vat.schemas import VatRow
from aistrategyhub.ui.forms import field, form, native_form
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.reading import folded
from aistrategyhub.ui.parts.sums import sum_line
from aistrategyhub.ui.parts.words import empty_state, notice

_STATE = CartState
_CART = CartState.cart


def empty_cart() -> rx.Component:
    """Instead of lines, with the way to what is sold."""
    return empty_state(
        _("Il carrello è vuoto"),
        _("Quello che aggiungi resta qui per 60 giorni, anche senza account."),
        action=link_button(_("Guarda i servizi"), "/servizi"),
    )


def what_was_said() -> rx.Component:
    """Why the last act was refused, and the way to take back what was taken out. Read aloud when it appears."""
    undo = _STATE.undo
    taken = notice(
        rx.el.div(
            rx.el.p(_("Tolto dal carrello:"), " ", undo.name),
            native_form(
                _sent("slug", undo.slug),
                _sent("quantity", undo.quantity),
                _language(),
                button(_("Rimetti nel carrello"), kind="secondary", submit=True),
                action=f"{FORMS}/add",
                class_name="grid",
            ),
            class_name="flex flex-wrap items-center justify-between gap-3",
        )
    )
    return rx.el.div(
        rx.el.div(when(is_given(_STATE.said), notice(_STATE.said, tone="failed")), role="alert"),
        rx.el.div(rx.cond(undo.slug != "", taken, rx.fragment()), role="status"),
        class_name="grid gap-3 empty:hidden",
    )


def changed_prices() -> rx.Component:
    """What has changed since things were put in is said at each line; here it is taken note of."""
    seen = native_form(
        _language(),
        button(_("Va bene, aggiorna il carrello"), kind="secondary", submit=True),
        action=f"{FORMS}/prices",
        class_name="justify-self-start",
    )
    said = notice(
        _("Dall’ultima volta qualcosa è cambiato: lo trovi scritto sotto."),
        seen,
        tone="waiting",
    )
    return rx.cond(_CART.has_changes, said, rx.fragment())


def cart_lines() -> rx.Component:
    """What is in it."""
    return rx.el.div(
        rx.el.ul(rx.foreach(_CART.lines, _line), class_name="grid border-t border-ink"),
        price_switch(),
        class_name="grid gap-3",
    )


def _line(row: rx.Var[CartLineRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.cond(row.route != "", link(row.name, row.route, kind="quiet"), row.name), class_name="font-medium"
            ),
            rx.el.p(row.unit_label, class_name="text-sm text-ink-soft tabular-nums"),
            when(is_given(row.notice), rx.el.p(row.notice, class_name="text-sm text-waiting")),
            class_name="grid content-start gap-1",
        ),
        rx.el.div(
            rx.cond(row.is_for_sale, _quantity(row), rx.fragment()), _remove(row), class_name="flex items-end gap-3"
        ),
        rx.cond(row.is_for_sale, _price(row), rx.el.p(_("non disponibile"), class_name="text-ink-soft sm:text-right")),
        key=row.item_id,
        class_name="grid gap-x-6 gap-y-3 border-b border-line py-4 sm:grid-cols-[1fr_auto_11rem] sm:items-center",
    )


def _quantity(row: rx.Var[CartLineRow]) -> rx.Component:
    label = rx.Var.create(_("Quantità di")) + " " + row.name
    return native_form(
        _sent("item", row.item_id),
        _language(),
        rx.el.input(
            type="number",
            default_value=row.quantity,
            key=row.quantity,
            class_name="input w-20 tabular-nums",
            custom_attrs={
                "name": "quantity",
                "min": "1",
                "max": str(MOST_OF_ONE),
                "step": "1",
                "inputMode": "numeric",
                "required": True,
                "aria-label": label,
            },
        ),
        button(
            _("Aggiorna"),
            kind="quiet",
            submit=True,
            custom_attrs={"aria-label": rx.Var.create(_("Aggiorna la quantità di")) + " " + row.name},
        ),
        action=f"{FORMS}/change",
        class_name="flex items-center gap-2",
    )


def _remove(row: rx.Var[CartLineRow]) -> rx.Component:
    return native_form(
        _sent("item", row.item_id),
        _language(),
        button(
            _("Togli"),
            kind="quiet",
            submit=True,
            custom_attrs={"aria-label": rx.Var.create(_("Togli")) + " " + row.name},
        ),
        action=f"{FORMS}/remove",
        class_name="grid",
    )


def _price(row: rx.Var[CartLineRow]) -> rx.Component:
    """Before VAT and with it, in the order that the switch says."""
    full = rx.el.p(
        rx.el.span(_("Prezzo senza sconto:"), " ", class_name="sr-only"),
        rx.el.s(row.full_label),
        class_name="price-full",
    )
    return rx.el.div(
        rx.el.div(
            when(is_given(row.full_label), full),
            rx.el.p(row.firms_label, class_name="price-label"),
            class_name="price-of-firms",
        ),
        rx.el.div(rx.el.p(row.people_label, class_name="price-label"), class_name="price-of-people"),
        class_name="price sm:text-right",
    )


def cart_sums() -> rx.Component:
    """What an order of it comes to in Italy, and the way on."""
    return rx.el.aside(
        _coupon(),
        total_of(_CART),
        rx.el.p(
            _(
                "Così per chi compra dall’Italia. Da altri paesi l’IVA dipende da chi compra: la vedi nel riepilogo, "
                "prima di ordinare."
            ),
            class_name="text-sm text-ink-soft",
        ),
        rx.cond(_CART.can_order, link_button(_("Vai alla cassa"), CHECKOUT_ROUTE, wide=True), rx.fragment()),
        _reminder(),
        aria_label=_("Totale"),
        class_name="grid content-start gap-6 border-t border-ink pt-5 lg:sticky lg:top-8",
    )


def total_of(cart: rx.Var[CartView]) -> rx.Component:
    """What the coupon takes off, net, VAT with its reason, and the total."""
    return rx.el.dl(
        when(is_given(cart.discount_label), sum_line(_("Sconto, già tolto"), cart.discount_label)),
        sum_line(_("Imponibile"), cart.subtotal_label),
        rx.foreach(cart.vat, _vat_line),
        sum_line(_("Totale"), cart.total_label, strong=True),
        class_name="grid",
    )


def _vat_line(row: rx.Var[VatRow]) -> rx.Component:
    return sum_line(row.rate_label, row.vat_label, why=row.reason)


def _coupon() -> rx.Component:
    used = rx.el.div(
        rx.el.p(_("Codice sconto"), " ", rx.el.strong(_CART.coupon_code), class_name="tabular-nums"),
        when(is_given(_CART.coupon_problem), notice(_CART.coupon_problem, tone="waiting")),
        button(_("Togli il codice"), kind="quiet", on_click=_STATE.drop_coupon, busy=_STATE.busy),
        class_name="grid justify-items-start gap-2",
    )
    asked = form(
        field(_("Codice sconto"), "code", required=False, autocomplete="off"),
        on_submit=_STATE.use_coupon,
        state=_STATE,
        submit_label=_("Applica il codice"),
    )
    return rx.el.div(rx.cond(_CART.coupon_code != "", used, folded(_("Hai un codice sconto?"), asked)))


def _reminder() -> rx.Component:
    state = CartReminderState
    agreed = rx.el.div(
        rx.el.p(_("Se lasci qui il carrello scriviamo una volta a"), " ", state.address, class_name="text-sm"),
        button(_("Non scrivetemi"), kind="quiet", on_click=state.take_back),
        class_name="grid justify-items-start gap-2",
    )
    asked = form(
        rx.el.p(_(REMINDER_WORDS), class_name="text-sm text-ink-soft"),
        rx.cond(
            state.is_guest,
            field(_("Indirizzo e-mail"), "email", kind="email", state=state, autocomplete="email"),
            rx.fragment(),
        ),
        on_submit=state.agree,
        state=state,
        submit_label=_("Acconsento"),
    )
    return rx.el.div(
        rx.cond(state.address != "", agreed, folded(_("Ci pensi ancora? Te lo ricordiamo una volta"), asked)),
        aria_live="polite",
    )


def refusal_act() -> rx.Component:
    """The one act of the page that a mail about a cart leads to."""
    state = StopRemindersState
    asked = rx.el.div(button(_("Non scrivetemi più del carrello"), on_click=state.refuse))
    done = notice(_("Non riceverai più e-mail sul carrello."), tone="action")
    missing = notice(_("Questo collegamento non è valido: aprilo di nuovo dall’e-mail."), tone="failed", urgent=True)
    return rx.cond(state.is_done, done, rx.cond(state.is_missing, missing, asked))


def _language() -> rx.Component:
    return _sent("locale", current_locale())


def _sent(name: str, value: str | rx.Var[str]) -> rx.Component:
    return rx.el.input(type="hidden", default_value=value, key=value, custom_attrs={"name": name})
