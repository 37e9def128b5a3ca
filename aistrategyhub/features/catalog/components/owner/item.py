"""One item: its head, and the state of its page."""

from collections.abc import Callable

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.components.owner.routes import ITEMS_ROUTE
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.schemas.screens import WordsLine
from aistrategyhub.features.catalog.state.owner.item import ItemPartMixin, ItemState
from aistrategyhub.features.catalog.state.owner.page import ItemPageState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button, link_button, outside_link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.date_picker import moment_field
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.floating import dialog
from aistrategyhub.ui.parts.guarded import GUARDED
from aistrategyhub.ui.parts.words import badge, breadcrumb, definitions, empty_state, notice, section
from aistrategyhub.ui.viewer import may

_HEAD = ItemState.head
_STATE = ItemPageState
_PAGE = ItemPageState.page


def item_head() -> rx.Component:
    """Which item this is, where it stands, and the way to its words and to what visitors see."""
    return rx.el.header(
        breadcrumb([(_("Servizi"), ITEMS_ROUTE)]),
        rx.el.div(
            rx.el.h1(_HEAD.name, class_name="display min-w-0 text-2xl wrap-anywhere"),
            badge(_HEAD.status_label, _HEAD.status_tone),
            rx.el.span(_HEAD.kind_label, " · ", _HEAD.category_name, class_name="text-sm text-ink-faint"),
            rx.cond(_HEAD.public_path != "", outside_link(_("Vedi sul sito"), _HEAD.public_path), rx.fragment()),
            class_name="flex flex-wrap items-baseline gap-x-5 gap-y-2",
        ),
        class_name="grid gap-3",
    )


def part(state: type[ItemPartMixin], draw: Callable[[], rx.Component], *, lines: int = 4) -> rx.Component:
    """A part of the page, once its State has read this item: nothing is typed into a form that is still coming."""
    return loaded(state.shown_of == _HEAD.id, draw, lines=lines)


def missing_item() -> rx.Component:
    """What stands there when no item has the id."""
    return empty_state(
        _("Questo servizio non c’è"),
        _("Forse è stato eliminato: cercalo nell’elenco."),
        action=link_button(_("Tutti i servizi"), ITEMS_ROUTE),
    )


def page_panel() -> rx.Component:
    """The words by language, where the page stands, and the ways to change that."""
    return rx.el.div(
        section(
            _("I testi"),
            rx.el.p(
                _("Descrizione, sezioni, domande frequenti, immagini e motori di ricerca si scrivono nell’editor."),
                class_name="text-ink-soft",
            ),
            rx.el.ul(rx.foreach(_PAGE.words, _words_row), class_name="grid border-t border-line"),
            _unfinished(),
            when(
                may(CatalogPermission.EDIT),
                rx.el.div(link_button(_("Scrivi i testi"), _PAGE.editor_path, icon_name="pencil")),
            ),
        ),
        section(
            _("Sul sito"),
            definitions(
                (_("Stato"), badge(_PAGE.status_label, _PAGE.status_tone)),
                (_("Ultima modifica"), _or_dash(_PAGE.changed_label)),
                (_("Pubblicato"), _or_dash(_PAGE.published_label)),
                (_("Andrà online"), _or_dash(_PAGE.publish_label)),
                (_("Sarà tolto"), _or_dash(_PAGE.unpublish_label)),
            ),
            _refusals(),
            when(may(CatalogPermission.EDIT), _acts()),
        ),
        class_name="grid items-start gap-10 lg:grid-cols-2",
    )


def _or_dash(label: rx.Var[str]) -> rx.Component:
    return rx.cond(label != "", label, "–")


def _words_row(row: rx.Var[WordsLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.language, class_name="w-20 flex-none font-medium"),
        badge(row.state_label, row.state_tone),
        rx.el.span(row.path, class_name="min-w-0 text-sm text-ink-faint wrap-anywhere"),
        class_name="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-b border-line py-2",
    )


def _unfinished() -> rx.Component:
    return rx.cond(
        _STATE.unfinished.length() > 0,
        notice(
            rx.el.ul(
                rx.foreach(_STATE.unfinished, lambda said: rx.el.li(said)), class_name="grid list-disc gap-1 pl-5"
            ),
            title=_("Prima di pubblicare"),
            tone="waiting",
        ),
        rx.fragment(),
    )


def _refusals() -> rx.Component:
    return rx.el.div(
        rx.cond(_STATE.form_error != "", notice(_STATE.form_error, tone="failed"), rx.fragment()), role="alert"
    )


def _acts() -> rx.Component:
    is_published = _PAGE.status == "published"
    label = rx.cond(is_published, _("Pubblica le modifiche"), _("Pubblica"))
    return rx.el.div(
        button(
            label,
            busy=_STATE.busy,
            disabled=is_published & ~_PAGE.has_changes,
            on_click=_STATE.publish,
        ),
        _plan(),
        rx.cond(is_published, _withdrawal(), rx.fragment()),
        class_name="flex flex-wrap items-center gap-3",
    )


def _plan() -> rx.Component:
    return dialog(
        _("Programma"),
        forms.form(
            moment_field(_("Pubblica il"), "publish_at", state=_STATE, required=False),
            moment_field(
                _("Togli dal sito il"),
                "unpublish_at",
                state=_STATE,
                required=False,
                hint=_("La versione programmata è quella di adesso: ciò che scrivi dopo aspetta."),
            ),
            on_submit=_STATE.plan,
            state=_STATE,
            submit_label=_("Programma"),
            other_actions=[
                rx.cond(
                    (_PAGE.publish_label != "") | (_PAGE.unpublish_label != ""),
                    button(_("Annulla il programma"), kind="quiet", on_click=_STATE.unplan),
                    rx.fragment(),
                )
            ],
            custom_attrs=GUARDED,
        ),
        trigger=button(_("Programma"), kind="secondary", icon_name="calendar-clock", on_click=_STATE.begin_plan),
        open=_STATE.is_planning,
        on_close=_STATE.leave_plan,
        dismiss_label=_("Chiudi"),
    )


def _withdrawal() -> rx.Component:
    return dialog(
        _("Togliere il servizio dal sito?"),
        rx.el.p(_("Torna tra le bozze con tutto ciò che contiene. Chi l’ha già comprato non perde nulla.")),
        trigger=button(_("Togli dal sito"), kind="quiet"),
        actions=(
            button(_("Togli dal sito"), kind="danger", on_click=_STATE.unpublish, custom_attrs={"data-closes": ""}),
        ),
        dismiss_label=_("Lascialo online"),
    )
