"""Categories, tags, series and authors as their editors see them."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.schemas.screens import AuthorLine, Choice, ShelfLine
from aistrategyhub.features.blog.state.authors import AuthorsState
from aistrategyhub.features.blog.state.shelves import CategoriesState, SeriesState, TagsState
from aistrategyhub.features.media.components.picker import media_picker, picker_button
from aistrategyhub.ui.forms import field, field_row, form, labelled, text_area
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import Text, when
from aistrategyhub.ui.parts.floating import dialog, drawer
from aistrategyhub.ui.parts.words import empty_state
from aistrategyhub.ui.tables import Column, search_box, table
from aistrategyhub.ui.viewer import may

ShelfState = type[CategoriesState] | type[TagsState] | type[SeriesState]
_DESCRIBED = (CategoriesState, SeriesState)


def shelf_tools(state: Any, label: Text) -> rx.Component:
    """Search."""
    return search_box(state, label)


def new_shelf(state: Any, label: Text) -> rx.Component:
    """The button of a new one."""
    return when(may(BlogPermission.MANAGE), button(label, icon_name="plus", on_click=state.start("")))


def shelf_table(state: ShelfState, caption: Text) -> rx.Component:
    """Shelves of one kind, a line each."""
    return rx.fragment(
        table(
            state.rows,
            [
                Column(_("Nome"), _shelf_name),
                Column(_("In inglese"), lambda row: row.name_en),
                Column(_("Articoli"), lambda row: row.posts),
                Column("", lambda row: _acts(state, row)),
            ],
            caption=caption,
            state=state,
            empty=empty_state(_("Ancora niente qui"), _("Crea il primo con il pulsante in alto.")),
        ),
        _shelf_form(state),
        _removal(state, _("Unisci a"), needs_other=state is CategoriesState),
    )


def _shelf_name(row: rx.Var[ShelfLine]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.name_it, class_name="font-medium"),
        rx.el.span(row.path, class_name="block text-sm text-ink-soft wrap-anywhere"),
    )


def _acts(state: Any, row: Any) -> rx.Component:
    return when(
        may(BlogPermission.MANAGE),
        rx.el.span(
            button(_("Modifica"), kind="quiet", on_click=state.start(row.id)),
            button(_("Unisci o elimina"), kind="quiet", on_click=state.ask_removal(row.id)),
            class_name="flex flex-wrap justify-end gap-1",
        ),
    )


def _shelf_form(state: ShelfState) -> rx.Component:
    opened = state.opened
    described = (
        text_area(
            _("Descrizione"),
            "description_it",
            state=state,
            value=opened.description_it,
            required=False,
            rows=3,
            hint=_("Sta in cima alla sua pagina."),
        ),
        text_area(
            _("Descrizione in inglese"),
            "description_en",
            state=state,
            value=opened.description_en,
            required=False,
            rows=3,
        ),
    )
    place = field(_("Posto nell’elenco"), "position", state=state, value=opened.position, inputmode="numeric")
    return drawer(
        rx.cond(opened.id != "", opened.name_it, _("Nuova voce")),
        form(
            field_row(
                field(_("Nome"), "name_it", state=state, value=opened.name_it),
                field(_("Nome in inglese"), "name_en", state=state, value=opened.name_en, required=False),
            ),
            _slug_field(state),
            *(described if state in _DESCRIBED else ()),
            *((place,) if state is CategoriesState else ()),
            on_submit=state.save,
            state=state,
            submit_label=_("Salva"),
            key=opened.id,
        ),
        open=state.is_open,
        on_close=state.leave,
    )


def _slug_field(state: Any) -> rx.Component:
    return field(
        _("Indirizzo"),
        "slug",
        state=state,
        value=state.opened.slug,
        required=False,
        hint=_("Se lo lasci vuoto, viene dal nome. Non cambia più quando qualcuno può averlo salvato."),
    )


def _removal(state: Any, label: Text, *, needs_other: bool) -> rx.Component:
    leaving = state.leaving
    none = rx.cond(leaving.post_count > 0, _("Scegli…"), _("Nessuno: elimina"))
    control = rx.el.select(
        rx.el.option(none if needs_other else _("Nessuno: elimina"), value=""),
        rx.foreach(state.others, _option),
        class_name="input",
        custom_attrs={"id": "field-move_to", "name": "move_to"},
    )
    return dialog(
        _("Unire o eliminare?"),
        rx.el.p(rx.cond(leaving.id != "", leaving.posts, ""), class_name="text-ink-soft"),
        form(
            labelled(
                label, "move_to", control, state.errors["move_to"], _("I suoi articoli passano alla voce scelta."), True
            ),
            on_submit=state.remove,
            state=state,
            submit_label=_("Conferma"),
            key=leaving.id,
        ),
        open=leaving.id != "",
        on_close=state.leave,
        dismiss_label=_("Annulla"),
    )


def _option(one: rx.Var[Choice]) -> rx.Component:
    return rx.el.option(one.label, value=one.value)


def authors_table() -> rx.Component:
    """Authors, a line each."""
    state = AuthorsState
    return rx.fragment(
        table(
            state.rows,
            [
                Column(_("Nome"), _author_name),
                Column(_("Ruolo"), lambda row: row.role_it),
                Column(_("Articoli"), lambda row: row.posts),
                Column("", lambda row: _acts(state, row)),
            ],
            caption=_("Autori"),
            state=state,
            empty=empty_state(_("Nessun autore"), _("Crea il primo con il pulsante in alto.")),
        ),
        _author_form(),
        _removal(state, _("Chi firma al suo posto"), needs_other=True),
        media_picker(state.choose_photo),
    )


def _author_name(row: rx.Var[AuthorLine]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.name, class_name="font-medium"),
        rx.el.span(row.path, class_name="block text-sm text-ink-soft wrap-anywhere"),
    )


def _author_form() -> rx.Component:
    state, opened = AuthorsState, AuthorsState.opened
    return drawer(
        rx.cond(opened.id != "", opened.name, _("Nuovo autore")),
        _photo(),
        form(
            field(_("Nome e cognome"), "name", state=state, value=opened.name),
            _slug_field(state),
            field_row(
                field(_("Ruolo"), "role_it", state=state, value=opened.role_it, required=False),
                field(_("Ruolo in inglese"), "role_en", state=state, value=opened.role_en, required=False),
            ),
            text_area(_("Chi è"), "bio_it", state=state, value=opened.bio_it, required=False, rows=4),
            text_area(_("Chi è, in inglese"), "bio_en", state=state, value=opened.bio_en, required=False, rows=4),
            text_area(
                _("Link"),
                "links",
                state=state,
                value=opened.links,
                required=False,
                rows=3,
                hint=_("Una riga per link: parole | indirizzo."),
            ),
            on_submit=state.save,
            state=state,
            submit_label=_("Salva"),
            key=opened.id,
        ),
        open=state.is_open,
        on_close=state.leave,
        width="wide",
    )


def _photo() -> rx.Component:
    state = AuthorsState
    return rx.el.div(
        rx.el.p(_("Fotografia"), class_name="field-label"),
        when(
            state.photo_src != "", rx.el.img(src=state.photo_src, alt="", class_name="h-24 w-24 rounded object-cover")
        ),
        rx.el.div(
            picker_button("photo"),
            when(state.photo_id != "", button(_("Togli"), kind="quiet", on_click=state.drop_photo)),
            class_name="flex flex-wrap gap-2",
        ),
        class_name="grid gap-2",
    )
