"""What an item is tied to: others shown beside it, and the parts of a bundle."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.components.owner.item import part
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.schemas.screens import TieLine
from aistrategyhub.features.catalog.state.owner.item import ItemState
from aistrategyhub.features.catalog.state.owner.ties import BundleState, RelatedState, TiesMixin
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.ordered import handle, ordered, ordered_row
from aistrategyhub.ui.parts.words import empty_state, notice, section
from aistrategyhub.ui.viewer import may


def ties_panel() -> rx.Component:
    """The parts of a bundle, where it is one, and related items."""
    return rx.el.div(
        rx.cond(ItemState.head.is_bundle, part(BundleState, _parts), rx.fragment()),
        part(RelatedState, _related),
        class_name="grid max-w-prose gap-12",
    )


def _related() -> rx.Component:
    return section(
        _("Servizi collegati"),
        _tied(
            RelatedState,
            _related_row,
            empty_state(
                _("Nessun servizio collegato"),
                _("Quelli che aggiungi stanno in fondo alla pagina, per chi vuole leggere altro."),
            ),
        ),
        when(may(CatalogPermission.EDIT), _adding(RelatedState, _("Collega un servizio"), _("Collega"))),
    )


def _parts() -> rx.Component:
    return section(
        _("Che cosa contiene il pacchetto"),
        _tied(
            BundleState,
            _part_row,
            empty_state(
                _("Il pacchetto è vuoto"), _("Aggiungi almeno due servizi: si vendono insieme a un solo prezzo.")
            ),
        ),
        when(may(CatalogPermission.EDIT), _adding(BundleState, _("Aggiungi al pacchetto"), _("Aggiungi"))),
    )


def _tied(state: type[TiesMixin], draw: Any, empty: rx.Component) -> rx.Component:
    rows = ordered(
        rx.foreach(state.rows, lambda row: ordered_row(row.id, draw(row))),
        rows=state.rows,
        named_by=("name",),
        on_move=state.move,
    )
    return rx.cond(state.rows.length() > 0, rows, empty)


def _related_row(row: rx.Var[TieLine]) -> rx.Component:
    return _row(row, RelatedState, rx.fragment())


def _part_row(row: rx.Var[TieLine]) -> rx.Component:
    quantity = rx.el.label(
        rx.el.span(_("Quantità di"), " ", row.name, class_name="sr-only"),
        rx.el.input(
            default_value=row.quantity.to(str),
            key=row.quantity.to(str),
            disabled=~may(CatalogPermission.EDIT),
            on_blur=lambda value: BundleState.count(row.id, value),
            class_name="input w-20",
            custom_attrs={"inputMode": "numeric"},
        ),
    )
    return _row(row, BundleState, quantity)


def _row(row: rx.Var[TieLine], state: type[TiesMixin], more: rx.Component) -> rx.Component:
    return rx.el.div(
        when(may(CatalogPermission.EDIT), handle(row.name)),
        rx.el.span(
            link(row.name, row.route),
            rx.el.span(row.note, class_name="block text-sm text-ink-faint"),
            class_name="min-w-0 flex-1 wrap-anywhere",
        ),
        more,
        when(
            may(CatalogPermission.EDIT),
            button(
                _("Togli"),
                kind="quiet",
                on_click=state.remove(row.id),
                custom_attrs={"aria-label": rx.Var.create(_("Togli")) + " " + row.name},
            ),
        ),
        class_name="flex items-start gap-2 border-b border-line py-2",
    )


def _adding(state: type[TiesMixin], label: str, act: str) -> rx.Component:
    return rx.el.div(
        rx.el.label(
            rx.el.span(label, class_name="field-label"),
            rx.el.input(
                type="search",
                placeholder=_("Nome del servizio"),
                default_value=state.q,
                key=state.epoch.to(str),
                on_change=state.search.debounce(300),
                class_name="input",
                custom_attrs={"autoComplete": "off"},
            ),
            class_name="field",
        ),
        rx.el.div(
            rx.cond(state.form_error != "", notice(state.form_error, tone="failed"), rx.fragment()), role="alert"
        ),
        rx.el.ul(rx.foreach(state.found, lambda one: _offer(one, state, act)), class_name="grid"),
        rx.cond(
            state.is_nothing_found,
            rx.el.p(_("Nessun servizio con questo nome."), class_name="text-sm text-ink-soft"),
            rx.fragment(),
        ),
        class_name="grid max-w-form gap-2",
    )


def _offer(one: Any, state: type[TiesMixin], act: str) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.label, class_name="min-w-0 flex-1 wrap-anywhere"),
        button(
            act,
            kind="quiet",
            on_click=state.add(one.value),
            custom_attrs={"aria-label": rx.Var.create(act) + " " + one.label},
        ),
        class_name="flex items-center gap-2 border-b border-line py-1",
    )
