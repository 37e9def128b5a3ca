"""The prices of an item: per list and unit, before and with VAT, and how they went."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.components.owner.discounts import discounts_section
from aistrategyhub.features.catalog.components.owner.item import part
from aistrategyhub.features.catalog.components.owner.plans import plans_section
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.rules.screens.labels import UNIT_LABELS
from aistrategyhub.features.catalog.schemas.screens import PriceLine
from aistrategyhub.features.catalog.state.owner.discounts import ItemDiscountsState
from aistrategyhub.features.catalog.state.owner.plans import ItemPlansState
from aistrategyhub.features.catalog.state.owner.prices import ItemPricesState, PriceHistoryState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.charts import line_chart
from aistrategyhub.ui.parts.floating import drawer
from aistrategyhub.ui.parts.guarded import GUARDED
from aistrategyhub.ui.parts.words import amount, empty_state, notice, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_STATE = ItemPricesState
_FORM = ItemPricesState.form
_HISTORY = PriceHistoryState


def prices_panel() -> rx.Component:
    """Prices now, discounts, plans, and what they were."""
    return rx.el.div(
        rx.cond(_STATE.note != "", notice(_STATE.note, tone="waiting"), rx.fragment()),
        _prices_section(),
        part(ItemDiscountsState, discounts_section),
        part(ItemPlansState, plans_section),
        part(PriceHistoryState, _history_section),
        price_drawer(),
        class_name="grid gap-12",
    )


def _prices_section() -> rx.Component:
    adding = when(
        may(CatalogPermission.PRICES),
        rx.el.div(button(_("Aggiungi un prezzo"), kind="secondary", icon_name="plus", on_click=_STATE.add)),
    )
    return section(
        _("Prezzi"),
        table(
            _STATE.rows,
            [
                Column(_("Listino"), lambda row: row.list_name),
                Column(_("Unità"), lambda row: row.unit_label),
                Column(_("Netto"), lambda row: amount(row.net_label, strong=True), is_number=True),
                Column(_("In Italia si paga"), lambda row: amount(row.gross_label), is_number=True),
                Column("", _price_acts),
            ],
            caption=_("Prezzi"),
            empty=empty_state(
                _("Ancora nessun prezzo"),
                _("Senza prezzo il servizio si mostra «su preventivo» e non si compra online."),
            ),
        ),
        adding,
        note=_("Valgono subito, anche sul sito: ogni cambiamento resta scritto nella storia."),
    )


def _price_acts(row: rx.Var[PriceLine]) -> rx.Component:
    return when(
        may(CatalogPermission.PRICES),
        rx.el.span(
            button(
                _("Modifica"),
                kind="quiet",
                on_click=_STATE.open(row.id),
                custom_attrs={"aria-label": rx.Var.create(_("Modifica")) + " " + row.list_name + ", " + row.unit_label},
            ),
            class_name="flex justify-end",
        ),
    )


def price_drawer() -> rx.Component:
    """The form of one price, with what a buyer would pay for it."""
    return drawer(
        rx.cond(_FORM.id != "", _("Prezzo"), _("Nuovo prezzo")),
        forms.form(
            forms.field_row(
                forms.select(_("Listino"), "list_id", _STATE.lists, state=_STATE, value=_FORM.list_id),
                forms.select(
                    _("Unità"),
                    "unit",
                    [(unit.value, _(label)) for unit, label in UNIT_LABELS.items()],
                    state=_STATE,
                    value=_FORM.unit,
                ),
            ),
            forms.field_row(
                forms.field(
                    _("Netto, in euro"),
                    "amount",
                    state=_STATE,
                    inputmode="decimal",
                    value=_FORM.amount,
                    on_change=_STATE.foresee("amount").debounce(300),
                ),
                forms.field(
                    _("Fino a, in euro"),
                    "amount_max",
                    state=_STATE,
                    required=False,
                    inputmode="decimal",
                    value=_FORM.amount_max,
                    on_change=_STATE.foresee("amount_max").debounce(300),
                ),
            ),
            rx.el.p(
                _("In Italia si paga"),
                ": ",
                rx.el.output(rx.cond(_STATE.gross_label != "", _STATE.gross_label, "–"), class_name="font-medium"),
                rx.el.span(" ", _STATE.vat_label, class_name="text-ink-faint"),
                aria_live="polite",
            ),
            on_submit=_STATE.save,
            state=_STATE,
            submit_label=_("Salva il prezzo"),
            other_actions=[
                rx.cond(
                    _FORM.id != "",
                    button(_("Togli il prezzo"), kind="danger", on_click=_STATE.remove),
                    rx.fragment(),
                )
            ],
            custom_attrs=GUARDED,
            key=_STATE.epoch.to(str),
        ),
        open=_STATE.is_open,
        on_close=_STATE.leave,
    )


def _history_section() -> rx.Component:
    return section(
        _("Storia dei prezzi"),
        rx.cond(
            _HISTORY.rows.length() > 0,
            rx.el.div(
                rx.cond(
                    _HISTORY.choices.length() > 1,
                    rx.el.label(
                        rx.el.span(_("Prezzo da disegnare"), class_name="field-label"),
                        rx.el.select(
                            rx.foreach(_HISTORY.choices, lambda one: rx.el.option(one.label, value=one.value)),
                            value=_HISTORY.chosen,
                            on_change=_HISTORY.choose,
                            class_name="input",
                        ),
                        class_name="field max-w-80",
                    ),
                    rx.fragment(),
                ),
                rx.cond(
                    _HISTORY.rows.length() > 1,
                    line_chart(_("Prezzo netto nel tempo"), _HISTORY.series),
                    rx.fragment(),
                ),
                table(
                    _HISTORY.rows,
                    [
                        Column(_("Listino"), lambda row: row.list_name),
                        Column(_("Unità"), lambda row: row.unit_label),
                        Column(_("Netto"), lambda row: amount(row.price_label), is_number=True),
                        Column(_("Dal"), lambda row: row.from_label, is_short=True),
                        Column(_("Al"), lambda row: row.until_label, is_short=True),
                    ],
                    caption=_("Storia dei prezzi"),
                ),
                class_name="grid gap-6",
            ),
            rx.el.p(_("Comincia con il primo prezzo e si scrive da sé."), class_name="text-sm text-ink-soft"),
        ),
    )
