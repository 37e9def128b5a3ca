"""The tree of categories, and the form of one."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.state.owner.categories import CategoriesState
from aistrategyhub.features.media.components.picker import media_picker, picker_button
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import dialog, drawer
from aistrategyhub.ui.parts.guarded import GUARDED
from aistrategyhub.ui.parts.tree import tree
from aistrategyhub.ui.parts.words import empty_state, notice
from aistrategyhub.ui.viewer import may

_STATE = CategoriesState
_FORM = CategoriesState.form


def new_category() -> rx.Component:
    """The button of a new category."""
    return when(
        may(CatalogPermission.EDIT),
        button(_("Nuova categoria"), icon_name="plus", disabled=~_STATE.is_loaded, on_click=_STATE.add),
    )


def category_tree() -> rx.Component:
    """Categories under one another: dragged or moved by keyboard, opened with Enter or a press."""
    return rx.el.div(
        rx.el.div(rx.cond(_STATE.refusal != "", notice(_STATE.refusal, tone="failed"), rx.fragment()), role="alert"),
        tree(
            _("Categorie"),
            _STATE.items,
            selected=_FORM.id,
            on_select=_STATE.open,
            on_move=_STATE.move,
            empty=empty_state(
                _("Ancora nessuna categoria"),
                _("Servono a chi cerca: bastano tre o quattro, con nomi che usano i clienti."),
            ),
        ),
        class_name="grid gap-4",
    )


def category_drawer() -> rx.Component:
    """The form of one category."""
    return drawer(
        rx.cond(_FORM.id != "", _("Categoria"), _("Nuova categoria")),
        _picture(),
        forms.form(
            forms.field(_("Nome"), "name_it", state=_STATE, value=_FORM.name_it),
            forms.field(
                _("Nome in inglese"),
                "name_en",
                state=_STATE,
                required=False,
                value=_FORM.name_en,
                hint=_("Vuoto: si mostra quello italiano."),
            ),
            forms.field(
                _("Indirizzo"),
                "slug",
                state=_STATE,
                required=False,
                value=_FORM.slug,
                hint=_("Se lo lasci vuoto, viene dal nome."),
            ),
            forms.select(_("Sta sotto"), "parent_id", _STATE.parents, state=_STATE, value=_FORM.parent_id),
            forms.text_area(
                _("Descrizione"), "description_it", state=_STATE, required=False, value=_FORM.description_it, rows=3
            ),
            forms.text_area(
                _("Descrizione in inglese"),
                "description_en",
                state=_STATE,
                required=False,
                value=_FORM.description_en,
                rows=3,
            ),
            on_submit=_STATE.save,
            state=_STATE,
            submit_label=_("Salva la categoria"),
            other_actions=[rx.cond(_FORM.id != "", _deletion(), rx.fragment())],
            custom_attrs=GUARDED,
            key=_STATE.epoch.to(str),
        ),
        open=_STATE.is_open,
        on_close=_STATE.leave,
    )


def picture_library() -> rx.Component:
    """Where the picture of a category is chosen."""
    return media_picker(_STATE.choose_picture)


def _picture() -> rx.Component:
    return rx.el.div(
        rx.el.p(_("Immagine"), class_name="field-label"),
        when(
            _STATE.picture_src != "",
            rx.el.img(src=_STATE.picture_src, alt="", class_name="h-24 w-36 rounded object-cover"),
        ),
        rx.el.div(
            picker_button("category"),
            when(_STATE.picture_id != "", button(_("Togli l’immagine"), kind="quiet", on_click=_STATE.drop_picture)),
            class_name="flex flex-wrap gap-2",
        ),
        class_name="grid gap-2",
    )


def _deletion() -> rx.Component:
    return dialog(
        _("Eliminare la categoria?"),
        rx.el.p(_("Si può eliminare solo quando non contiene né servizi né altre categorie.")),
        trigger=button(_("Elimina"), kind="quiet"),
        actions=(button(_("Elimina"), kind="danger", on_click=_STATE.delete, custom_attrs={"data-closes": ""}),),
        dismiss_label=_("Tienila"),
    )
