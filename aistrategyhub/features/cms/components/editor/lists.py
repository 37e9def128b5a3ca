"""The lists of editors: pages, and the trash."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.cms.components.editor.routes import PAGES_ROUTE
from aistrategyhub.features.cms.permissions import CmsPermission
from aistrategyhub.features.cms.rules.lists import PAGE_FILTERS
from aistrategyhub.features.cms.schemas.editor import PageRow, TrashRow
from aistrategyhub.features.cms.state.page_list import AdminPagesState, NewPageState
from aistrategyhub.features.cms.state.trash import TrashState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm, dialog
from aistrategyhub.ui.parts.tree import tree
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, search_box, table
from aistrategyhub.ui.viewer import may


def page_tools() -> rx.Component:
    """Search and state, or all pages under one another."""
    return rx.el.div(
        rx.cond(AdminPagesState.is_tree, rx.fragment(), _narrowing()),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=AdminPagesState.is_tree,
                on_change=AdminPagesState.show_tree,
                class_name="choice-mark",
            ),
            rx.el.span(_("Mostra la struttura")),
            class_name="choice",
        ),
        class_name="flex flex-wrap items-center gap-3",
    )


def _narrowing() -> rx.Component:
    return rx.el.div(
        search_box(AdminPagesState, _("Titolo o indirizzo")),
        rx.el.label(
            rx.el.span(_("Stato"), class_name="sr-only"),
            rx.el.select(
                *(rx.el.option(_(label), value=value) for value, (label, _statuses) in PAGE_FILTERS.items()),
                value=AdminPagesState.chosen,
                on_change=AdminPagesState.choose,
                class_name="input",
            ),
        ),
        class_name="flex flex-wrap items-center gap-3",
    )


def pages_table() -> rx.Component:
    """Pages, a line each."""
    return table(
        AdminPagesState.rows,
        [
            Column(_("Pagina"), _page_link),
            Column(_("Indirizzo"), lambda row: rx.el.span(row.path, class_name="wrap-break-word text-ink-soft")),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
            Column(_("Lingue"), lambda row: row.locales),
            Column(_("Ultima modifica"), lambda row: row.changed_label),
            Column("", _page_acts),
        ],
        caption=_("Pagine"),
        state=AdminPagesState,
        empty=empty_state(_("Nessuna pagina"), _("Prova con un’altra parola, oppure creane una.")),
    )


def pages_tree() -> rx.Component:
    """Pages under one another, dragged or moved by keyboard by whoever may move addresses."""
    state, empty = AdminPagesState, empty_state(_("Nessuna pagina"), _("Creane una."))
    return rx.el.div(
        when(
            may(CmsPermission.PUBLISH),
            tree(_("Pagine"), state.items, on_select=state.open, on_move=state.place, empty=empty),
            tree(_("Pagine"), state.items, on_select=state.open, empty=empty),
        ),
        class_name="max-w-3xl",
    )


def _page_link(row: rx.Var[PageRow]) -> rx.Component:
    return rx.el.span(link(row.title, f"{PAGES_ROUTE}/" + row.id), class_name="wrap-break-word")


def _page_acts(row: rx.Var[PageRow]) -> rx.Component:
    return rx.el.span(
        when(
            may(CmsPermission.EDIT),
            button(_("Duplica"), kind="quiet", on_click=AdminPagesState.duplicate(row.id)),
        ),
        when(may(CmsPermission.PUBLISH), _trash_dialog(row)),
        class_name="flex flex-wrap justify-end gap-1 whitespace-nowrap",
    )


def _trash_dialog(row: rx.Var[PageRow]) -> rx.Component:
    return confirm(
        _("Mettere la pagina nel cestino?"),
        rx.el.p(row.title, class_name="font-medium"),
        rx.el.p(_("Sparisce dal sito con le pagine sotto di lei. Dal cestino si può ripristinare.")),
        act=AdminPagesState.put_into_trash(row.id),
        verb=_("Metti nel cestino"),
        trigger=button(_("Cestino"), kind="quiet"),
        keep_label=_("Lasciala dov’è"),
    )


def new_page() -> rx.Component:
    """The button and the form of a new page."""
    state = NewPageState
    return when(
        may(CmsPermission.EDIT),
        rx.fragment(
            button(_("Nuova pagina"), icon_name="plus", on_click=state.start),
            dialog(
                _("Nuova pagina"),
                forms.form(
                    forms.field(
                        _("Titolo"), "title", error=state.errors["it.title"], on_change=state.suggest.debounce(300)
                    ),
                    forms.field(
                        _("Indirizzo"),
                        "slug",
                        error=state.errors["slugs.it"],
                        required=False,
                        placeholder=state.slug,
                        hint=_("Se lo lasci vuoto, viene dal titolo. «/» è la pagina iniziale."),
                    ),
                    forms.select(_("Pagina superiore"), "parent", state.parents, required=False),
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


def trash_table() -> rx.Component:
    """What is in the trash, with the ways out of it."""
    return table(
        TrashState.rows,
        [
            Column(_("Titolo"), lambda row: row.title),
            Column(_("Che cos’è"), lambda row: row.kind_label),
            Column(_("Indirizzo"), lambda row: rx.el.span(row.path, class_name="wrap-break-word text-ink-soft")),
            Column(_("Nel cestino dal"), lambda row: row.trashed_label),
            Column(_("Eliminata da sé il"), lambda row: row.erased_label),
            Column("", _trash_acts),
        ],
        caption=_("Cestino"),
        state=TrashState,
        empty=empty_state(_("Il cestino è vuoto"), _("Le pagine che elimini restano qui per un po’.")),
    )


def _trash_acts(row: rx.Var[TrashRow]) -> rx.Component:
    return rx.el.span(
        when(
            may(CmsPermission.PUBLISH),
            button(_("Ripristina"), kind="quiet", on_click=TrashState.restore(row.id)),
        ),
        when(may(CmsPermission.ERASE), _erase_dialog(row)),
        class_name="flex flex-wrap justify-end gap-1 whitespace-nowrap",
    )


def _erase_dialog(row: Any) -> rx.Component:
    return confirm(
        _("Eliminare per sempre?"),
        rx.el.p(row.title, class_name="font-medium"),
        rx.el.p(_("Spariscono anche le sue versioni. Non si può tornare indietro.")),
        act=TrashState.erase(row.id),
        verb=_("Elimina per sempre"),
        trigger=button(_("Elimina per sempre"), kind="quiet"),
        keep_label=_("Tienila nel cestino"),
    )
