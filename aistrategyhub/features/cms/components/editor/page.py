"""The editor of a publication of any kind: its bar, its fields, its blocks in order, and how it looks beside them."""

import json

import reflex as rx

from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES, _
from aistrategyhub.features.cms.components.editor.fields import edit_button, fields_of
from aistrategyhub.features.cms.components.editor.going_live import publishing_panel, reopen_button
from aistrategyhub.features.cms.components.editor.history import previews_panel, versions_panel
from aistrategyhub.features.cms.components.editor.panels import address_panel, search_panel
from aistrategyhub.features.cms.components.editor.routes import PAGES_ROUTE
from aistrategyhub.features.cms.rules.editor import palette
from aistrategyhub.features.cms.schemas.editor import BlockRow, PaletteRow
from aistrategyhub.features.cms.state.editor import EditorState
from aistrategyhub.features.cms.state.going_live import GoingLiveState
from aistrategyhub.features.media.components.picker import media_picker
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.ui.parts.actions import button, icon, link, link_button, plain_anchor
from aistrategyhub.ui.parts.base import localized, when
from aistrategyhub.ui.parts.floating import dialog
from aistrategyhub.ui.parts.frame import frame
from aistrategyhub.ui.parts.keeper import keeper
from aistrategyhub.ui.parts.ordered import handle, ordered, ordered_row
from aistrategyhub.ui.parts.tabs import Tab, tabs
from aistrategyhub.ui.parts.words import badge, empty_state, notice
from aistrategyhub.ui.shells import LANGUAGE_NAMES

_HEAD = EditorState.head
_PREVIEW = "anteprima"


def editor_bar(*acts: rx.Component) -> rx.Component:
    """What is edited, in which language, and what can be done with it."""
    return rx.el.div(
        link(_HEAD.list_label, _HEAD.list_route, kind="quiet"),
        rx.el.h1(_HEAD.title, class_name="display max-w-80 truncate text-xl"),
        badge(_HEAD.status_label, _HEAD.status_tone),
        rx.cond(_HEAD.has_changes, badge(_("Modifiche non pubblicate"), "waiting"), rx.fragment()),
        _languages(),
        rx.cond(
            _HEAD.facts_route != "",
            link_button(_HEAD.facts_label, _HEAD.facts_route, kind="secondary"),
            rx.fragment(),
        ),
        *acts,
        plain_anchor(_("Anteprima"), href=f"#{_PREVIEW}", class_name="link xl:hidden"),
        # On a phone what is saved stands in the same rows.
        class_name="min-w-0 flex-wrap items-center gap-x-4 gap-y-2 max-sm:contents sm:flex",
    )


def _languages() -> rx.Component:
    return rx.el.div(
        *(
            rx.el.button(
                LANGUAGE_NAMES[locale],
                rx.cond(
                    EditorState.locales.contains(locale),
                    rx.fragment(),
                    rx.el.span(" (", _("manca"), ")", class_name="text-ink-faint"),
                ),
                type="button",
                aria_pressed=EditorState.locale == locale,
                class_name="frame-size",
                custom_attrs={"data-settles": f"speak:{locale}"},
            )
            for locale in LOCALES
        ),
        role="group",
        aria_label=_("Lingua del contenuto"),
        class_name="flex",
    )


def _presence() -> rx.Component:
    """Who else is here."""
    return rx.el.div(
        rx.cond(EditorState.presence != "", notice(EditorState.presence, tone="waiting"), rx.fragment()), role="status"
    )


def words() -> rx.Component:
    """The fields and blocks; in a language without content of its own, what its readers see meanwhile."""
    return rx.el.div(
        _put_away(),
        rx.el.fieldset(
            rx.cond(EditorState.has_own, _own_content(), _fallback()),
            disabled=~_HEAD.is_open,
            class_name="min-w-0",
        ),
        class_name="grid grid-cols-1 gap-6",
    )


def _put_away() -> rx.Component:
    """Why nothing can be written here now, and the way out."""
    reopen = when(_HEAD.may_publish, reopen_button())
    return rx.match(
        _HEAD.status,
        (PublicationStatus.ARCHIVED, notice(_("È archiviata: per modificarla riportala tra le bozze."), reopen)),
        (PublicationStatus.TRASHED, notice(_("È nel cestino: per modificarla riportala tra le bozze."), reopen)),
        rx.fragment(),
    )


def _own_content() -> rx.Component:
    return rx.el.div(
        fields_of(EditorState.page_fields, ""),
        rx.cond(EditorState.has_blocks, _blocks(), rx.fragment()),
        rx.cond(EditorState.locale != DEFAULT_LOCALE, _drop_locale(), rx.fragment()),
        class_name="grid grid-cols-1 gap-6",
    )


def _blocks() -> rx.Component:
    return rx.el.div(
        rx.cond(
            EditorState.blocks.length() > 0,
            ordered(
                rx.foreach(EditorState.blocks, lambda block: ordered_row(block.id, _block(block))),
                rows=EditorState.blocks,
                named_by=("title", "summary"),
            ),
            empty_state(_("La pagina è vuota"), _("Comincia da un’apertura o da un testo.")),
        ),
        _palette(),
        class_name="grid grid-cols-1 gap-6",
    )


def _fallback() -> rx.Component:
    return rx.el.div(
        notice(
            _("In questa lingua la pagina non ha ancora un testo: chi la legge vede quello italiano."), tone="waiting"
        ),
        rx.el.button(
            _("Comincia dal testo italiano"),
            type="button",
            class_name="button button-primary",
            custom_attrs={"data-edit": json.dumps({"op": "start_locale"})},
        ),
        class_name="grid justify-items-start gap-4",
    )


def _drop_locale() -> rx.Component:
    return dialog(
        _("Togliere questa lingua?"),
        rx.el.p(_("Chi la legge vedrà il testo italiano. Le versioni salvate restano.")),
        trigger=button(_("Togli questa lingua"), kind="quiet"),
        actions=(
            rx.el.button(
                _("Togli"),
                type="button",
                class_name="button button-danger",
                custom_attrs={"data-edit": json.dumps({"op": "drop_locale"}), "data-closes": ""},
            ),
        ),
    )


def _block(block: rx.Var[BlockRow]) -> rx.Component:
    is_open = EditorState.opened == block.id
    return rx.el.section(
        rx.el.div(
            handle(block.title),
            rx.el.button(
                icon("chevron-right", size=16, class_name="tool-mark"),
                rx.el.span(block.title, class_name="font-medium"),
                rx.el.span(block.summary, class_name="min-w-0 truncate text-ink-faint"),
                type="button",
                aria_expanded=is_open,
                class_name="flex min-h-9 min-w-0 flex-1 basis-48 cursor-pointer items-center gap-2 text-left",
                custom_attrs={
                    "data-settles": "open:" + block.id,
                    "data-place": EditorState.locale + ".blocks." + block.id,
                },
            ),
            # On a phone the names are the list; what can be done with a block stands below the one that is open.
            rx.el.div(
                edit_button(_("Sposta su"), block.up, "arrow-up", block.title),
                edit_button(_("Sposta giù"), block.down, "arrow-down", block.title),
                edit_button(_("Duplica"), block.copy, "copy", block.title),
                edit_button(_("Elimina"), block.remove, "trash-2", block.title),
                class_name=rx.cond(is_open, "ml-auto flex gap-1", "ml-auto flex gap-1 max-sm:hidden"),
            ),
            class_name="flex flex-wrap items-center gap-1",
        ),
        rx.cond(
            is_open,
            rx.el.div(fields_of(EditorState.fields, block.id), class_name="px-3 pb-5 pt-3 sm:pl-10"),
            rx.fragment(),
        ),
        aria_label=block.title,
        class_name="border-b border-line py-1",
    )


def _palette() -> rx.Component:
    return dialog(
        _("Aggiungi un blocco"),
        rx.el.div(
            *(_offer(row) for row in palette()),
            class_name="grid gap-1 sm:grid-cols-2",
        ),
        trigger=button(_("Aggiungi un blocco"), kind="secondary", icon_name="plus"),
        dismiss_label=_("Lascia stare"),
    )


def _offer(row: PaletteRow) -> rx.Component:
    return rx.el.button(
        icon(row.icon),
        rx.el.span(
            rx.el.span(row.title, class_name="block font-medium"),
            rx.el.span(row.hint, class_name="block text-sm text-ink-faint"),
        ),
        type="button",
        class_name="flex cursor-pointer items-start gap-3 p-2 text-left hover:bg-wash",
        custom_attrs={"data-edit": row.add, "data-closes": ""},
    )


def live_view() -> rx.Component:
    """The publication as it would be, in the language being written."""
    route = rx.match(EditorState.locale, *((locale, localized(PAGES_ROUTE, locale)) for locale in LOCALES), "")
    source = route.to(str) + "/" + _HEAD.id + "/vista"
    return frame(_("Anteprima"), source, stamp=EditorState.stamp, at=EditorState.opened)


def editor(*acts: rx.Component) -> rx.Component:
    """What is being written, its panels, and how it will look. `acts` stand in the bar."""
    return keeper(
        _presence(),
        media_picker(EditorState.choose_file),
        rx.el.div(
            rx.el.div(
                tabs(
                    _("Parti dell’editor"),
                    Tab("words", _("Testi"), words()),
                    Tab("search", _("Motori di ricerca"), search_panel()),
                    Tab("address", _("Indirizzo"), address_panel()),
                    Tab("live", _("Pubblicazione"), publishing_panel()),
                    Tab("previews", _("Anteprime"), previews_panel()),
                    Tab("versions", _("Versioni"), versions_panel()),
                ),
                class_name="min-w-0",
            ),
            rx.el.div(
                live_view(),
                id=_PREVIEW,
                class_name="min-w-0 max-xl:scroll-mt-36 xl:sticky xl:top-20 xl:self-start",
            ),
            class_name="grid grid-cols-1 gap-8 xl:grid-cols-2",
        ),
        address=EditorState.address,
        place=EditorState.place,
        revision=EditorState.revision,
        locale=EditorState.locale,
        picked=EditorState.picked,
        tools=editor_bar(*acts),
        on_saved=EditorState.saved,
        on_dropped=EditorState.load,
        on_settled=GoingLiveState.follow,
        on_beat=EditorState.beat,
    )


def missing_page() -> rx.Component:
    """What stands there when no page has the id."""
    return empty_state(
        _("Questa pagina non c’è"),
        _("Forse è stata eliminata: cercala nell’elenco o nel cestino."),
        action=link_button(_("Tutte le pagine"), PAGES_ROUTE),
    )
