"""The price lists, and the form of one."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.rules.screens.labels import AUDIENCE_LABELS
from aistrategyhub.features.catalog.schemas.screens import PriceListLine
from aistrategyhub.features.catalog.state.owner.price_lists import PriceListsState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import dialog, drawer
from aistrategyhub.ui.parts.guarded import GUARDED
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_STATE = PriceListsState
_FORM = PriceListsState.form


def new_price_list() -> rx.Component:
    """The button of a new list."""
    return when(
        may(CatalogPermission.PRICES),
        button(_("Nuovo listino"), icon_name="plus", disabled=~_STATE.is_loaded, on_click=_STATE.add),
    )


def price_lists_table() -> rx.Component:
    """Lists, a line each."""
    return table(
        _STATE.rows,
        [
            Column(_("Listino"), _name),
            Column(_("Per chi"), lambda row: row.audience_label),
            Column(_("Valuta"), lambda row: row.currency),
            Column(_("Prezzi"), lambda row: row.count_label, is_number=True),
            Column("", _acts),
        ],
        caption=_("Listini"),
        empty=empty_state(_("Nessun listino"), _("Il primo listino vale per tutti.")),
    )


def _name(row: rx.Var[PriceListLine]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.name, class_name="font-medium wrap-anywhere"),
        rx.cond(row.is_default, rx.el.span(" ", badge(_("predefinito"), "action")), rx.fragment()),
    )


def _acts(row: rx.Var[PriceListLine]) -> rx.Component:
    return when(
        may(CatalogPermission.PRICES),
        rx.el.span(
            button(
                _("Modifica"),
                kind="quiet",
                on_click=_STATE.open(row.id),
                custom_attrs={"aria-label": rx.Var.create(_("Modifica")) + " " + row.name},
            ),
            class_name="flex justify-end",
        ),
    )


def price_list_drawer() -> rx.Component:
    """The form of one list."""
    return drawer(
        rx.cond(_FORM.id != "", _("Listino"), _("Nuovo listino")),
        forms.form(
            forms.field(_("Nome"), "name", state=_STATE, value=_FORM.name),
            forms.select(
                _("Per chi"),
                "audience",
                [(audience.value, _(label)) for audience, label in AUDIENCE_LABELS.items()],
                state=_STATE,
                value=_FORM.audience,
                hint=_("Chi non ha un prezzo nel suo listino vede quello del predefinito."),
            ),
            on_submit=_STATE.save,
            state=_STATE,
            submit_label=_("Salva il listino"),
            other_actions=[rx.cond((_FORM.id != "") & ~_FORM.is_default, _more(), rx.fragment())],
            custom_attrs=GUARDED,
            key=_STATE.epoch.to(str),
        ),
        open=_STATE.is_open,
        on_close=_STATE.leave,
    )


def _more() -> rx.Component:
    return rx.fragment(
        button(_("Rendi predefinito"), kind="secondary", on_click=_STATE.make_default),
        dialog(
            _("Eliminare il listino?"),
            rx.el.p(_("Si può eliminare solo se non ha mai avuto prezzi.")),
            trigger=button(_("Elimina"), kind="quiet"),
            actions=(button(_("Elimina"), kind="danger", on_click=_STATE.delete, custom_attrs={"data-closes": ""}),),
            dismiss_label=_("Tienilo"),
        ),
    )
