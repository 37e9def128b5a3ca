"""The drawer that changes the lines of a paid order: it shows what that does before it does it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.routes import ORDERS_ROUTE
from aistrategyhub.features.backoffice.schemas import HandLineRow
from aistrategyhub.features.backoffice.state.amending import AdminAmendState
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.orders.schemas import OrderRow
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.schemas import AmendLineRow
from aistrategyhub.ui.forms import field, field_row, form, labelled, select
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import drawer
from aistrategyhub.ui.parts.sums import sum_line
from aistrategyhub.ui.parts.words import amount, badge, section
from aistrategyhub.ui.viewer import may

_ORDER = AdminOrderState.order
_STATE = AdminAmendState
_VIEW = AdminAmendState.view


def order_amending() -> rx.Component:
    """What was added to the order, and the way to change it."""
    return rx.el.div(
        rx.cond(
            _ORDER.amends_number != "",
            rx.el.p(
                _("Si aggiunge all’ordine"), " ", link(_ORDER.amends_number, f"{ORDERS_ROUTE}/" + _ORDER.amends_number)
            ),
        ),
        rx.cond(
            _ORDER.supplements.length() > 0,
            rx.el.ul(rx.foreach(_ORDER.supplements, _supplement), class_name="grid gap-2 text-sm"),
        ),
        when(
            may(PaymentsPermission.REFUND),
            rx.cond(
                _ORDER.can_amend,
                rx.el.div(button(_("Modifica l’ordine…"), kind="secondary", on_click=_STATE.open)),
            ),
        ),
        when(may(PaymentsPermission.REFUND), _drawer()),
        class_name="grid gap-3",
    )


def _supplement(row: rx.Var[OrderRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(_("Integrazione")),
        link(row.number, f"{ORDERS_ROUTE}/" + row.number),
        amount(row.total_label),
        badge(row.status_label, row.status_tone),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-1",
    )


def _drawer() -> rx.Component:
    return drawer(
        _("Modifica l’ordine"),
        section(
            _("Righe"),
            rx.el.ul(rx.foreach(_STATE.lines, _line), class_name="grid gap-4"),
            note=_("Scrivi quante ne devono restare: 0 toglie la riga."),
        ),
        section(
            _("Aggiungi un servizio"),
            rx.el.ul(rx.foreach(_STATE.added, _added), class_name="grid gap-2 empty:hidden"),
            _adding(),
        ),
        rx.cond(_VIEW.verb != "", _consequences()),
        _deciding(),
        open=_STATE.is_open,
        on_close=_STATE.leave,
        width="wide",
    )


def _line(row: rx.Var[AmendLineRow]) -> rx.Component:
    name = "amend-" + row.number
    control = rx.el.input(
        type="text",
        default_value=row.wanted,
        on_change=lambda typed: _STATE.set_quantity(row.number, typed).debounce(400),
        class_name="input",
        custom_attrs={"id": "field-" + name, "inputMode": "decimal", "aria-invalid": row.error != ""},
    )
    return rx.el.li(
        rx.el.p(row.name, " ", rx.el.span(row.price_label, class_name="text-ink-faint tabular-nums")),
        labelled(_("Quante ne restano"), name, control, row.error, "", True),
        key=row.number,
        class_name="grid gap-2 border-b border-line pb-4",
    )


def _added(row: rx.Var[HandLineRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.quantity_label, " × ", row.name, " ", amount(row.price_label)),
        button(_("Togli"), kind="quiet", on_click=_STATE.remove(row.line_id)),
        class_name="flex flex-wrap items-center justify-between gap-3",
    )


def _adding() -> rx.Component:
    return rx.el.div(
        form(
            select(_("Servizio"), "slug", _STATE.services, state=_STATE),
            field_row(
                field(_("Quantità"), "quantity", state=_STATE, inputmode="numeric", value="1"),
                field(_("Prezzo netto concordato"), "unit_price", state=_STATE, inputmode="decimal"),
            ),
            field(
                _("Motivo del prezzo"),
                "line_reason",
                state=_STATE,
                required=False,
                hint=_("Serve se il prezzo non è quello del catalogo. Lo leggono solo i colleghi."),
            ),
            on_submit=_STATE.add,
            submit_label=_("Aggiungi la riga"),
        ),
        key="added-" + _STATE.round.to_string(),
    )


def _consequences() -> rx.Component:
    return section(
        _("Che cosa succede"),
        rx.el.dl(
            rx.cond(_VIEW.refund_label != "", sum_line(_("Torna al cliente"), _VIEW.refund_label)),
            rx.cond(_VIEW.net_label != "", sum_line(_("Imponibile aggiunto"), _VIEW.net_label)),
            rx.cond(_VIEW.vat_label != "", sum_line(_("IVA di oggi"), _VIEW.vat_label, why=_VIEW.vat_reasons)),
            rx.cond(_VIEW.pay_label != "", sum_line(_("Da pagare in più"), _VIEW.pay_label)),
            sum_line(_VIEW.difference_name, _VIEW.difference_label, strong=True),
            class_name="grid text-sm",
            aria_live="polite",
        ),
        rx.el.ul(
            rx.foreach(_VIEW.consequences, lambda said: rx.el.li(said)), class_name="grid gap-1 text-sm text-ink-soft"
        ),
    )


def _deciding() -> rx.Component:
    return form(
        field(_("Perché cambia"), "reason", state=_STATE, hint=_("Lo leggono solo i colleghi.")),
        on_submit=_STATE.decide,
        state=_STATE,
        submit_label=rx.cond(_VIEW.verb != "", _VIEW.verb, _("Modifica l’ordine")),
    )
