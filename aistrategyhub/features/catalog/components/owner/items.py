"""The list of everything for sale: search, filters, what is done to several at once, and a new item."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.components.owner.routes import ITEMS_ROUTE
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.rules.screens.labels import KIND_HINTS, KIND_LABELS, STATUS_FILTERS
from aistrategyhub.features.catalog.schemas import ItemSort
from aistrategyhub.features.catalog.schemas.screens import Choice, ItemLine
from aistrategyhub.features.catalog.state.owner.bulk import BulkState
from aistrategyhub.features.catalog.state.owner.items import ALL, AdminItemsState, NewItemState
from aistrategyhub.ui import forms
from aistrategyhub.ui.forms import Option
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import dialog
from aistrategyhub.ui.parts.words import amount, badge, empty_state
from aistrategyhub.ui.tables import Column, narrowing, search_box, table
from aistrategyhub.ui.viewer import may

_STATE = AdminItemsState


def item_tools() -> rx.Component:
    """Search, state, category and kind."""
    kinds: list[Option] = [(ALL, _("Tutti i tipi"))]
    kinds += [(kind.value, _(label)) for kind, label in KIND_LABELS.items()]
    statuses: list[Option] = [(word, _(label)) for word, (label, _statuses) in STATUS_FILTERS.items()]
    return rx.el.div(
        search_box(_STATE, _("Nome, indirizzo o codice")),
        narrowing(_("Stato"), statuses, _STATE.status, _STATE.choose_status),
        narrowing(
            _("Categoria"),
            [(ALL, _("Tutte le categorie"))],
            _STATE.category,
            _STATE.choose_category,
            more=rx.foreach(_STATE.categories, _option),
        ),
        narrowing(_("Tipo"), kinds, _STATE.kind, _STATE.choose_kind),
        class_name="flex flex-wrap items-center gap-3",
    )


def _option(choice: rx.Var[Choice]) -> rx.Component:
    return rx.el.option(choice.label, value=choice.value)


def chosen_bar() -> rx.Component:
    """What can be done with the rows that are chosen."""
    return rx.el.div(
        when(
            may(CatalogPermission.EDIT),
            rx.cond(
                _STATE.rows.length() > 0,
                rx.el.div(
                    rx.el.span(
                        rx.cond(
                            _STATE.chosen_label != "", _STATE.chosen_label, _("Scegli le righe da modificare insieme.")
                        ),
                        role="status",
                        class_name="text-sm text-ink-soft",
                    ),
                    rx.cond(
                        _STATE.chosen_label != "",
                        rx.fragment(
                            button(_("Modifica insieme"), kind="secondary", on_click=BulkState.start),
                            button(_("Togli la scelta"), kind="quiet", on_click=_STATE.choose_none),
                        ),
                        button(_("Scegli tutta la pagina"), kind="quiet", on_click=_STATE.choose_page),
                    ),
                    class_name="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1",
                ),
            ),
        ),
    )


def items_table() -> rx.Component:
    """Items, a line each."""
    return table(
        _STATE.rows,
        [
            Column(_("Scelta"), _mark),
            Column(_("Nome"), _name, sort=ItemSort.NAME),
            Column(_("Tipo"), lambda row: row.kind_label, sort=ItemSort.KIND),
            Column(_("Categoria"), lambda row: row.category_name, sort=ItemSort.CATEGORY),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone), sort=ItemSort.STATUS),
            Column(_("Prezzo"), lambda row: amount(row.price_label), sort=ItemSort.PRICE, is_number=True),
            Column(_("Modificato"), lambda row: row.changed_label, sort=ItemSort.UPDATED_AT, is_short=True),
        ],
        caption=_("Servizi"),
        state=_STATE,
        empty=rx.cond(_STATE.is_narrowed, _nothing_matches(), _nothing_yet()),
    )


def _mark(row: rx.Var[ItemLine]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=_STATE.chosen.contains(row.id),
            on_change=_STATE.choose(row.id),
            class_name="choice-mark",
        ),
        rx.el.span(_("Scegli"), " ", row.name, class_name="sr-only"),
        class_name="inline-flex",
    )


def _name(row: rx.Var[ItemLine]) -> rx.Component:
    return rx.el.span(
        link(row.name, f"{ITEMS_ROUTE}/" + row.id),
        rx.cond(row.is_featured, rx.el.span(" ", _("in evidenza"), class_name="text-sm text-ink-faint"), rx.fragment()),
        rx.el.span(row.slug, class_name="block text-sm text-ink-faint wrap-anywhere"),
    )


def _nothing_matches() -> rx.Component:
    return empty_state(
        _("Nessun servizio corrisponde"),
        _("Prova con una parola sola, o con tutti gli stati, le categorie e i tipi."),
        action=button(_("Mostra tutto"), kind="secondary", on_click=_STATE.widen),
    )


def _nothing_yet() -> rx.Component:
    return empty_state(
        _("Il catalogo è vuoto"),
        _("Crea il primo servizio: nasce come bozza, lo vedi solo tu finché non lo pubblichi."),
    )


def new_item() -> rx.Component:
    """The button and the form of a new item."""
    state = NewItemState
    return when(
        may(CatalogPermission.EDIT),
        rx.fragment(
            button(_("Nuovo servizio"), icon_name="plus", on_click=state.start),
            dialog(
                _("Nuovo servizio"),
                forms.form(
                    forms.field(
                        _("Nome"), "name", state=state, hint=_("Come lo chiamerebbe un cliente. Si può cambiare.")
                    ),
                    _kinds(),
                    forms.select(_("Categoria"), "category_id", state.categories, state=state),
                    on_submit=state.create,
                    state=state,
                    submit_label=_("Crea la bozza"),
                ),
                open=state.is_open,
                on_close=state.leave,
                dismiss_label=_("Annulla"),
            ),
        ),
    )


def _kinds() -> rx.Component:
    kinds = [
        (
            kind.value,
            rx.el.span(
                rx.el.span(_(label), class_name="block"), rx.el.span(_(KIND_HINTS[kind]), class_name="field-hint")
            ),
        )
        for kind, label in KIND_LABELS.items()
    ]
    return forms.radio_group(_("Tipo"), "kind", kinds, state=NewItemState, value=kinds[0][0])
