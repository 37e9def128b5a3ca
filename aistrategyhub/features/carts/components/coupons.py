"""The owner's table of coupons, and the form of a new one."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.carts.permissions import CartsPermission
from aistrategyhub.features.carts.rules.views import FILTERS
from aistrategyhub.features.carts.schemas.views import CouponRow
from aistrategyhub.features.carts.state.coupons import AdminCouponsState
from aistrategyhub.ui.forms import checkbox, field, field_row, form, text_area
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm, drawer
from aistrategyhub.ui.parts.guarded import GUARDED
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, search_box, status_box, table
from aistrategyhub.ui.viewer import may

_STATE = AdminCouponsState


def new_coupon() -> rx.Component:
    """The button of a new coupon."""
    return when(
        may(CartsPermission.MANAGE_COUPONS),
        button(_("Nuovo codice"), icon_name="plus", on_click=_STATE.add),
    )


def coupon_tools() -> rx.Component:
    """Search and standing."""
    return rx.el.div(
        search_box(_STATE, _("Codice")),
        status_box(_STATE, FILTERS),
        class_name="flex flex-wrap items-center gap-3",
    )


def coupons_table() -> rx.Component:
    """Coupons, a line each."""
    return table(
        _STATE.rows,
        [
            Column(_("Codice"), lambda row: rx.el.span(row.code, class_name="font-medium"), sort="code", is_short=True),
            Column(_("Sconto"), lambda row: row.worth_label, is_number=True),
            Column(_("Condizioni"), lambda row: row.terms_label),
            Column(_("Usi"), lambda row: row.uses_label, is_number=True),
            Column(_("Vale"), lambda row: row.period_label, sort="starts_at"),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
            Column("", _acts),
        ],
        caption=_("Codici sconto"),
        state=_STATE,
        empty=empty_state(
            _("Nessun codice corrisponde"), _("Prova con un’altra parola o con tutti gli stati, oppure creane uno.")
        ),
    )


def _acts(row: rx.Var[CouponRow]) -> rx.Component:
    ending = confirm(
        _("Chiudere questo codice?"),
        rx.el.p(_("Da subito non vale più per nessuno, e non si può riaprire. Gli ordini che lo hanno lo tengono.")),
        act=_STATE.end(row.coupon_id),
        verb=_("Chiudi il codice"),
        trigger=button(
            _("Chiudi"),
            kind="quiet",
            custom_attrs={"aria-label": rx.Var.create(_("Chiudi")) + " " + row.code},
        ),
        keep_label=_("Lascia com’è"),
    )
    return when(may(CartsPermission.MANAGE_COUPONS), rx.cond(row.is_ended, rx.fragment(), ending))


def coupon_drawer() -> rx.Component:
    """The form of a new coupon."""
    return drawer(
        _("Nuovo codice sconto"),
        form(
            field(
                _("Codice"),
                "code",
                state=_STATE,
                autocomplete="off",
                hint=_("Da 3 a 40 lettere, cifre o trattini. Non si può cambiare, né dare due volte."),
            ),
            field_row(
                field(
                    _("Percentuale"), "percent", state=_STATE, required=False, inputmode="decimal", hint=_("O questa…")
                ),
                field(
                    _("Importo in euro"),
                    "amount",
                    state=_STATE,
                    required=False,
                    inputmode="decimal",
                    hint=_("…o questo."),
                ),
            ),
            field(
                _("Spesa minima"),
                "minimum",
                state=_STATE,
                required=False,
                inputmode="decimal",
                hint=_("In euro, IVA esclusa, dei servizi per cui vale."),
            ),
            field_row(
                field(_("Usi in tutto"), "most_uses", state=_STATE, required=False, inputmode="numeric"),
                field(_("Usi a persona"), "most_per_person", state=_STATE, required=False, inputmode="numeric"),
            ),
            field_row(
                field(_("Dal giorno"), "starts_on", state=_STATE, required=False, kind="date"),
                field(_("Fino al giorno"), "ends_on", state=_STATE, required=False, kind="date"),
            ),
            checkbox(_("Solo per il primo ordine"), "is_for_first_order", state=_STATE),
            text_area(
                _("Solo per questi servizi"),
                "items",
                state=_STATE,
                required=False,
                rows=3,
                hint=_("L’ultima parte del loro indirizzo, uno per riga. Vuoto: vale per tutti."),
            ),
            on_submit=_STATE.make,
            state=_STATE,
            submit_label=_("Crea il codice"),
            custom_attrs=GUARDED,
            key=_STATE.epoch.to(str),
        ),
        open=_STATE.is_open,
        on_close=_STATE.leave,
    )
