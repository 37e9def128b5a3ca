"""What one decides of a page beside its words: how it is found, where it stands, who reads it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.cms.components.editor.fields import fields_of
from aistrategyhub.features.cms.schemas.editor import MovedRow
from aistrategyhub.features.cms.state.editor import EditorState
from aistrategyhub.features.cms.state.settings import PageSettingsState
from aistrategyhub.features.publishing.models import Audience
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.words import notice, section

_FOUND = EditorState.found


def search_panel() -> rx.Component:
    """The words for search engines and for those who share the page, and how they would look there."""
    return rx.el.div(
        section(_("Come la mostra un motore di ricerca"), _search_result()),
        rx.cond(
            EditorState.has_own,
            rx.el.div(fields_of(EditorState.seo_fields, ""), class_name="max-w-prose"),
            notice(_("In questa lingua vale ciò che è scritto per l’italiano.")),
        ),
        class_name="grid gap-8",
    )


def _search_result() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.p(_FOUND.address, class_name="truncate text-sm text-ink-faint"),
            rx.el.p(_FOUND.title, class_name="text-lg text-action"),
            rx.el.p(_FOUND.description, class_name="text-sm text-ink-soft"),
            class_name="grid max-w-prose gap-1 border border-line bg-sheet p-4",
        ),
        _length(_("Titolo"), _FOUND.title_note, _FOUND.title_tone),
        _length(_("Descrizione"), _FOUND.description_note, _FOUND.description_tone),
        rx.cond(
            _FOUND.robots == "noindex",
            notice(_("I motori di ricerca sono pregati di non mostrare questa pagina."), tone="waiting"),
            rx.fragment(),
        ),
        class_name="grid gap-2",
        aria_live="polite",
    )


def _length(label: str, note: rx.Var[str], tone: rx.Var[str]) -> rx.Component:
    return rx.el.p(
        rx.el.span(label, ": ", class_name="font-medium"),
        rx.el.span(note, class_name=rx.match(tone, ("action", "text-action"), ("waiting", "text-waiting"), "")),
        class_name="text-sm text-ink-soft",
    )


def address_panel() -> rx.Component:
    """Addresses by language and the page above, with what would lead on to the new ones; who reads the page."""
    return rx.el.div(
        section(_("Indirizzo"), _address_form(), class_name="max-w-prose"),
        rx.cond(
            EditorState.head.may_nest, section(_("Chi la legge"), _audience(), class_name="max-w-prose"), rx.fragment()
        ),
        class_name="grid gap-10",
    )


def _address_form() -> rx.Component:
    state = PageSettingsState
    return forms.form(
        forms.field_row(
            _slug(_("Indirizzo in italiano"), "slugs.it", state.slug_it),
            _slug(_("Indirizzo in inglese"), "slugs.en", state.slug_en),
        ),
        rx.cond(EditorState.head.may_nest, _parent(), rx.fragment()),
        rx.cond(
            state.moved.length() > 0,
            rx.el.div(
                rx.el.p(_("Chi arriva dai vecchi indirizzi sarà portato ai nuovi:"), class_name="font-medium"),
                rx.el.ul(rx.foreach(state.moved, _moved), class_name="grid gap-1 text-sm"),
                class_name="notice tone-waiting grid gap-2",
            ),
            rx.fragment(),
        ),
        on_submit=state.save,
        state=state,
        submit_label=_("Cambia l’indirizzo"),
        key=state.epoch.to(str),
    )


def _slug(label: str, name: str, value: rx.Var[str]) -> rx.Component:
    state = PageSettingsState
    return forms.field(label, name, error=state.errors[name], value=value, on_change=state.foresee(name).debounce(500))


def _parent() -> rx.Component:
    state = PageSettingsState
    return forms.select(
        _("Pagina superiore"),
        "parent",
        state.parents,
        error=state.errors["parent_id"],
        required=False,
        value=state.parent,
        on_change=state.foresee("parent"),
    )


def _moved(row: rx.Var[MovedRow]) -> rx.Component:
    return rx.el.li(row.before, " → ", row.after, class_name="break-all")


def _audience() -> rx.Component:
    return rx.el.div(
        rx.el.label(
            rx.el.span(_("Visibile a"), class_name="field-label"),
            rx.el.select(
                rx.el.option(_("Tutti"), value=Audience.EVERYBODY),
                rx.el.option(_("Chi ha effettuato l’accesso"), value=Audience.MEMBERS),
                value=PageSettingsState.audience,
                on_change=PageSettingsState.admit,
                class_name="input",
            ),
            class_name="field",
        ),
        rx.el.p(
            _("Una pagina riservata non compare nei motori di ricerca né nella mappa del sito."),
            class_name="field-hint",
        ),
        class_name="grid gap-2",
    )
