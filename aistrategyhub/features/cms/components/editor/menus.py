"""The menus of the site, in order, and the form of one entry."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.cms.permissions import CmsPermission
from aistrategyhub.features.cms.rules.menus import FIXED_PAGES
from aistrategyhub.features.cms.schemas.menus import MenuName
from aistrategyhub.features.cms.state.menu_editor import MenuEditorState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import dialog
from aistrategyhub.ui.parts.tree import tree
from aistrategyhub.ui.parts.words import empty_state
from aistrategyhub.ui.viewer import may

_STATE = MenuEditorState
_ENTRY = MenuEditorState.entry


def menu_tools() -> rx.Component:
    """Which menu, and the button of a new entry."""
    return rx.el.div(
        rx.el.label(
            rx.el.span(_("Menu"), class_name="sr-only"),
            rx.el.select(
                rx.el.option(_("In alto"), value=MenuName.HEADER),
                rx.el.option(_("A piè di pagina"), value=MenuName.FOOTER),
                value=_STATE.name,
                on_change=_STATE.choose,
                class_name="input",
            ),
        ),
        when(may(CmsPermission.MENUS), button(_("Nuova voce"), icon_name="plus", on_click=_STATE.add)),
        class_name="flex flex-wrap items-center gap-3",
    )


def menu_entries() -> rx.Component:
    """The entries: dragged or moved by keyboard, opened with Enter or a press."""
    return tree(
        _("Voci del menu"),
        _STATE.items,
        on_select=_STATE.open,
        on_move=_STATE.move,
        empty=empty_state(_("Il menu è vuoto"), _("Aggiungi la prima voce: una pagina, o un altro indirizzo.")),
    )


def entry_dialog() -> rx.Component:
    """The form of one entry."""
    return dialog(
        rx.cond(_STATE.is_new, _("Nuova voce"), _("Voce del menu")),
        forms.form(
            _where(),
            rx.match(_STATE.leads_to, ("page", _page()), ("route", _route()), _address()),
            forms.field_row(
                forms.field(
                    _("Testo in italiano"),
                    "label_it",
                    value=_ENTRY.label_it,
                    required=False,
                    hint=_("Vuoto: il titolo della pagina."),
                ),
                forms.field(_("Testo in inglese"), "label_en", value=_ENTRY.label_en, required=False),
            ),
            on_submit=_STATE.keep,
            state=_STATE,
            submit_label=_("Salva"),
            other_actions=[
                rx.cond(
                    _STATE.is_new,
                    rx.fragment(),
                    button(_("Togli dal menu"), kind="danger", on_click=_STATE.remove),
                )
            ],
            key=_STATE.epoch.to(str),
        ),
        open=_STATE.is_open,
        on_close=_STATE.close,
        dismiss_label=_("Annulla"),
    )


def _where() -> rx.Component:
    return rx.el.label(
        rx.el.span(_("Dove porta"), class_name="field-label"),
        rx.el.select(
            rx.el.option(_("A una pagina del sito"), value="page"),
            rx.el.option(_("A una pagina fissa"), value="route"),
            rx.el.option(_("A un altro indirizzo"), value="address"),
            value=_STATE.leads_to,
            on_change=_STATE.lead,
            class_name="input",
        ),
        class_name="field",
    )


def _page() -> rx.Component:
    return forms.select(_("Pagina"), "publication_id", _STATE.pages, value=_ENTRY.publication_id)


def _route() -> rx.Component:
    return forms.select(
        _("Pagina fissa"), "route", [(page.route, _(page.label)) for page in FIXED_PAGES], value=_ENTRY.route
    )


def _address() -> rx.Component:
    return forms.field(_("Indirizzo"), "address", value=_ENTRY.address, hint=_("https://…, mailto:… o /una-pagina"))
