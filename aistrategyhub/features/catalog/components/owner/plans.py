"""Subscription plans of an item."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.rules.screens.labels import INTERVAL_LABELS
from aistrategyhub.features.catalog.schemas.screens import PlanLine
from aistrategyhub.features.catalog.state.owner.item import ItemState
from aistrategyhub.features.catalog.state.owner.plans import ItemPlansState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import drawer
from aistrategyhub.ui.parts.guarded import GUARDED
from aistrategyhub.ui.parts.words import amount, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_STATE = ItemPlansState
_FORM = ItemPlansState.form


def plans_section() -> rx.Component:
    """Plans, shown for what is sold by subscription."""
    return rx.cond(
        ItemState.head.is_subscription,
        section(
            _("Piani di abbonamento"),
            table(
                _STATE.rows,
                [
                    Column(_("Piano"), lambda row: row.name),
                    Column(_("Netto"), lambda row: amount(row.price_label, strong=True), is_number=True),
                    Column(_("In Italia si paga"), lambda row: amount(row.gross_label), is_number=True),
                    Column(_("Prova"), lambda row: row.trial_label),
                    Column(_("Preavviso di disdetta"), lambda row: row.notice_label),
                    Column("", _acts),
                ],
                caption=_("Piani di abbonamento"),
                empty=rx.el.p(
                    _("Nessun piano: aggiungine uno per dire ogni quanto si paga, la prova e il preavviso."),
                    class_name="text-sm text-ink-soft",
                ),
            ),
            when(
                may(CatalogPermission.PRICES),
                rx.el.div(button(_("Nuovo piano"), kind="secondary", icon_name="plus", on_click=_STATE.add)),
            ),
            _drawer(),
        ),
        rx.fragment(),
    )


def _acts(row: rx.Var[PlanLine]) -> rx.Component:
    return when(
        may(CatalogPermission.PRICES),
        rx.el.span(button(_("Modifica"), kind="quiet", on_click=_STATE.open(row.id)), class_name="flex justify-end"),
    )


def _drawer() -> rx.Component:
    return drawer(
        rx.cond(_FORM.id != "", _("Piano"), _("Nuovo piano")),
        forms.form(
            forms.field_row(
                forms.field(
                    _("Si paga ogni"), "interval_count", state=_STATE, inputmode="numeric", value=_FORM.interval_count
                ),
                forms.select(
                    _("Periodo"),
                    "interval",
                    [(interval.value, _(label)) for interval, label in INTERVAL_LABELS.items()],
                    state=_STATE,
                    value=_FORM.interval,
                ),
            ),
            forms.field(_("Netto, in euro"), "amount", state=_STATE, inputmode="decimal", value=_FORM.amount),
            forms.field_row(
                forms.field(
                    _("Giorni di prova"), "trial_days", state=_STATE, inputmode="numeric", value=_FORM.trial_days
                ),
                forms.field(
                    _("Giorni di preavviso"), "notice_days", state=_STATE, inputmode="numeric", value=_FORM.notice_days
                ),
            ),
            on_submit=_STATE.save,
            state=_STATE,
            submit_label=_("Salva il piano"),
            other_actions=[
                rx.cond(
                    _FORM.id != "", button(_("Togli il piano"), kind="danger", on_click=_STATE.remove), rx.fragment()
                )
            ],
            custom_attrs=GUARDED,
            key=_STATE.epoch.to(str),
        ),
        open=_STATE.is_open,
        on_close=_STATE.leave,
    )
