"""Discounts of an item, each beside the lowest price that the law wants shown with it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.schemas.screens import DiscountLine
from aistrategyhub.features.catalog.state.owner.discounts import ItemDiscountsState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.date_picker import moment_field
from aistrategyhub.ui.parts.floating import dialog, drawer
from aistrategyhub.ui.parts.guarded import GUARDED
from aistrategyhub.ui.parts.words import amount, badge, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_STATE = ItemDiscountsState


def discounts_section() -> rx.Component:
    """Discounts, running, planned and over, and the form of a new one."""
    return section(
        _("Sconti"),
        table(
            _STATE.rows,
            [
                Column(_("Sconto"), lambda row: rx.el.span(row.reduction_label, class_name="font-medium")),
                Column(_("Dal"), lambda row: row.from_label, is_short=True),
                Column(_("Al"), lambda row: row.until_label, is_short=True),
                Column(_("Minimo nei 30 giorni prima"), lambda row: amount(row.lowest_label), is_number=True),
                Column(_("Stato"), lambda row: badge(row.state_label, row.state_tone)),
                Column("", _acts),
            ],
            caption=_("Sconti"),
            empty=rx.el.p(_("Nessuno sconto: né adesso né in programma."), class_name="text-sm text-ink-soft"),
        ),
        when(
            may(CatalogPermission.PRICES),
            rx.el.div(button(_("Nuovo sconto"), kind="secondary", icon_name="plus", on_click=_STATE.start)),
        ),
        _drawer(),
        note=_(
            "Accanto al prezzo scontato il sito mostra il più basso dei 30 giorni prima dell’inizio "
            "(art. 17-bis del Codice del consumo)."
        ),
    )


def _acts(row: rx.Var[DiscountLine]) -> rx.Component:
    return when(
        may(CatalogPermission.PRICES),
        rx.cond(
            row.is_over,
            rx.fragment(),
            dialog(
                _("Terminare lo sconto?"),
                rx.el.p(
                    _("Il prezzo torna pieno da subito. Uno sconto mai cominciato sparisce."), class_name="text-left"
                ),
                trigger=button(_("Termina"), kind="quiet"),
                actions=(
                    button(
                        _("Termina lo sconto"),
                        kind="danger",
                        on_click=_STATE.end(row.id),
                        custom_attrs={"data-closes": ""},
                    ),
                ),
                dismiss_label=_("Lascialo com’è"),
            ),
        ),
    )


def _drawer() -> rx.Component:
    return drawer(
        _("Nuovo sconto"),
        forms.form(
            forms.field_row(
                forms.select(
                    _("Che cosa si toglie"),
                    "kind",
                    [("percent", _("Una percentuale")), ("amount", _("Un importo netto in euro"))],
                    state=_STATE,
                ),
                forms.field(_("Quanto"), "value", state=_STATE, inputmode="decimal"),
            ),
            moment_field(_("Dal"), "starts_at", state=_STATE, required=False, hint=_("Vuoto: da adesso.")),
            moment_field(_("Al"), "ends_at", state=_STATE),
            on_submit=_STATE.save,
            state=_STATE,
            submit_label=_("Salva lo sconto"),
            custom_attrs=GUARDED,
            key=_STATE.epoch.to(str),
        ),
        open=_STATE.is_open,
        on_close=_STATE.leave,
    )
