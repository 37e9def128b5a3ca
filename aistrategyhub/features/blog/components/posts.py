"""The owner's list of posts."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.blog.links import POSTS_ROUTE
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.rules.screens import POST_FILTERS
from aistrategyhub.features.blog.schemas.screens import Choice, PostLine
from aistrategyhub.features.blog.state.posts import AdminPostsState, NewPostState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import dialog
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, narrowing, search_box, table
from aistrategyhub.ui.viewer import may

_S = AdminPostsState


def post_tools() -> rx.Component:
    """Search, status, category and author."""
    return rx.el.div(
        search_box(_S, _("Titolo o indirizzo")),
        narrowing(
            _("Stato"),
            [(word, _(label)) for word, (label, *_rest) in POST_FILTERS.items()],
            _S.status,
            _S.show_status,
        ),
        narrowing(
            _("Categoria"),
            [("", _("Tutte le categorie"))],
            _S.category,
            _S.show_category,
            more=_options(_S.categories),
        ),
        narrowing(_("Autore"), [("", _("Tutti gli autori"))], _S.author, _S.show_author, more=_options(_S.authors)),
        class_name="flex flex-wrap items-center gap-3",
    )


def _options(choices: rx.Var[list[Choice]]) -> rx.Component:
    return rx.foreach(choices, lambda one: rx.el.option(one.label, value=one.value))


def bulk_bar() -> rx.Component:
    """What can be done to the posts that were chosen."""
    return when(
        _S.chosen.length() > 0,
        rx.el.div(
            rx.el.p(_("Scelti:"), " ", _S.chosen.length(), class_name="font-medium tabular-nums", aria_live="polite"),
            when(
                may(BlogPermission.PUBLISH),
                rx.fragment(
                    button(_("Pubblica"), kind="secondary", on_click=_S.publish_chosen),
                    _unpublish_dialog(),
                ),
            ),
            when(may(BlogPermission.EDIT), _category_form()),
            button(_("Nessuno"), kind="quiet", on_click=_S.choose_all(False)),
            class_name="flex flex-wrap items-center gap-3 border-y border-line py-3",
        ),
    )


def _unpublish_dialog() -> rx.Component:
    return dialog(
        _("Togliere dal sito gli articoli scelti?"),
        rx.el.p(_("Tornano bozze; chi apre il loro indirizzo legge che non ci sono più.")),
        trigger=button(_("Togli dal sito"), kind="secondary"),
        actions=(
            button(_("Togli dal sito"), kind="danger", on_click=_S.unpublish_chosen, custom_attrs={"data-closes": ""}),
        ),
        dismiss_label=_("Lasciali dove sono"),
    )


def _category_form() -> rx.Component:
    return rx.el.form(
        rx.el.label(
            rx.el.span(_("Nuova categoria"), class_name="sr-only"),
            rx.el.select(
                rx.el.option(_("Nessuna categoria"), value=""),
                _options(_S.categories),
                class_name="input",
                custom_attrs={"name": "category"},
            ),
        ),
        button(_("Cambia categoria"), kind="secondary", submit=True),
        on_submit=_S.categorise_chosen,
        class_name="flex flex-wrap items-center gap-2",
    )


def posts_table() -> rx.Component:
    """Posts, a line each."""
    return table(
        _S.rows,
        [
            Column("", _choice),
            Column(_("Articolo"), _title, sort="title"),
            Column(_("Stato"), _status, sort="publish_at"),
            Column(_("Categoria"), lambda row: rx.el.span(row.category, class_name="wrap-break-word")),
            Column(_("Autori"), lambda row: row.authors),
            Column(_("Data"), lambda row: row.when, sort="live_at"),
            Column(_("Letture"), lambda row: row.views, sort="views", is_number=True),
        ],
        caption=_("Articoli"),
        state=_S,
        empty=empty_state(_("Nessun articolo"), _("Prova con un’altra parola, oppure scrivine uno.")),
    )


def _choice(row: rx.Var[PostLine]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=_S.chosen.contains(row.id),
            on_change=lambda is_chosen: _S.choose(row.id, is_chosen),
            class_name="choice-mark",
        ),
        rx.el.span(_("Scegli"), " ", row.title, class_name="sr-only"),
    )


def _title(row: rx.Var[PostLine]) -> rx.Component:
    return rx.el.span(
        link(row.title, f"{POSTS_ROUTE}/" + row.id),
        rx.el.span(row.path, class_name="block text-sm text-ink-soft wrap-anywhere"),
    )


def _status(row: rx.Var[PostLine]) -> rx.Component:
    return rx.el.span(
        badge(row.status_label, row.status_tone),
        when(row.plan != "", rx.el.span(row.plan, class_name="block text-sm text-ink-soft")),
    )


def new_post() -> rx.Component:
    """The button and the form of a new post."""
    state = NewPostState
    return when(
        may(BlogPermission.EDIT),
        rx.fragment(
            button(_("Nuovo articolo"), icon_name="plus", on_click=state.start),
            dialog(
                _("Nuovo articolo"),
                forms.form(
                    forms.field(_("Titolo"), "title", error=state.errors["it.title"]),
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
