"""One change for several items: what it would do to each, before it is done."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.rules.screens.bulk import ACT_LABELS, BulkAct
from aistrategyhub.features.catalog.rules.screens.labels import VAT_LABELS
from aistrategyhub.features.catalog.schemas.screens import BulkLine
from aistrategyhub.features.catalog.state.owner.bulk import BulkState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import dialog, drawer
from aistrategyhub.ui.parts.words import notice
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_STATE = BulkState


def bulk_drawer() -> rx.Component:
    """The change, its preview, and the act."""
    return drawer(
        _STATE.title,
        forms.form(
            _act(),
            rx.match(
                _STATE.act,
                (BulkAct.CATEGORY, forms.select(_("Nuova categoria"), "value", _STATE.categories, state=_STATE)),
                (BulkAct.VAT, forms.select(_("Nuova classe IVA"), "value", _vat_classes(), state=_STATE)),
                (BulkAct.PRICES, _percent()),
                rx.fragment(),
            ),
            on_submit=_STATE.foresee,
            state=_STATE,
            submit_label=_("Mostra che cosa cambia"),
            key=_STATE.epoch.to(str) + _STATE.act,
        ),
        rx.cond(_STATE.is_foreseen, _preview(), rx.fragment()),
        open=_STATE.is_open,
        on_close=_STATE.leave,
        width="wide",
        actions=[
            button(_STATE.apply_label, disabled=~_STATE.can_apply, busy=_STATE.busy, on_click=_STATE.apply),
        ],
    )


def last_change() -> rx.Component:
    """The last change that was made to several items, and the way back."""
    return when(
        _STATE.last_label != "",
        rx.el.div(
            rx.el.span(_STATE.last_label, role="status", class_name="min-w-0 text-sm text-ink-soft wrap-anywhere"),
            dialog(
                _("Annullare la modifica?"),
                rx.el.p(_("I suoi servizi tornano tutti com’erano. Se uno è cambiato dopo, non si annulla nulla.")),
                trigger=button(_("Annulla la modifica"), kind="quiet"),
                actions=(button(_("Annulla la modifica"), on_click=_STATE.undo, custom_attrs={"data-closes": ""}),),
                dismiss_label=_("Lascia com’è"),
            ),
            class_name="flex flex-wrap items-center gap-x-4 gap-y-1",
        ),
    )


def _act() -> rx.Component:
    offered = [(act, _(label)) for act, label in ACT_LABELS.items() if act is not BulkAct.PRICES]
    prices = when(may(CatalogPermission.PRICES), rx.el.option(_(ACT_LABELS[BulkAct.PRICES]), value=BulkAct.PRICES))
    return rx.el.label(
        rx.el.span(_("Che cosa cambia"), class_name="field-label"),
        rx.el.select(
            *(rx.el.option(label, value=act) for act, label in offered),
            prices,
            value=_STATE.act,
            on_change=_STATE.choose_act,
            class_name="input",
        ),
        class_name="field",
    )


def _vat_classes() -> list[forms.Option]:
    return [(vat_class.value, _(label)) for vat_class, label in VAT_LABELS.items()]


def _percent() -> rx.Component:
    return forms.field(
        _("Variazione in percento"),
        "value",
        state=_STATE,
        inputmode="decimal",
        hint=_("5 aumenta del 5%, -10 riduce del 10%. Si arrotonda al centesimo."),
    )


def _preview() -> rx.Component:
    return rx.el.div(
        rx.cond(_STATE.problem_label != "", notice(_STATE.problem_label, tone="waiting"), rx.fragment()),
        table(
            _STATE.rows,
            [
                Column(_("Servizio"), lambda row: row.name),
                Column(_("Adesso"), lambda row: row.before),
                Column(_("Dopo"), _after),
            ],
            caption=_("Che cosa cambia"),
        ),
        class_name="grid gap-4",
    )


def _after(row: rx.Var[BulkLine]) -> rx.Component:
    return rx.cond(
        row.problem != "",
        rx.el.span(row.problem, class_name="text-waiting"),
        rx.el.span(row.after, class_name="font-medium"),
    )
