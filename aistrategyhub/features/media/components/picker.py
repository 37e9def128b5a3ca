"""Choosing a file from another screen: a button beside the field, and one dialog for the whole page."""

from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.media.components.library import folder_choice
from aistrategyhub.features.media.components.routes import EVERYTHING, PICTURES, UPLOAD_ADDRESS
from aistrategyhub.features.media.components.tiles import tiles
from aistrategyhub.features.media.permissions import MediaPermission
from aistrategyhub.features.media.state.picker import MediaPickerState
from aistrategyhub.ui.parts.actions import ButtonKind, button
from aistrategyhub.ui.parts.base import Text, given_or, when
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.file_drop import file_drop
from aistrategyhub.ui.parts.floating import drawer
from aistrategyhub.ui.parts.words import empty_state
from aistrategyhub.ui.tables import pager, search_box
from aistrategyhub.ui.viewer import may

PickedKind = Literal["pictures", "videos", "documents", "all"]


def open_picker(target: Text, kind: PickedKind = "pictures") -> rx.event.EventSpec:
    """Opens the page's picker for `target`, the caller's own name for what the file is chosen for."""
    return MediaPickerState.open_for(target, kind)


def picker_button(
    target: Text, *, label: Text = "", kind: PickedKind = "pictures", look: ButtonKind = "secondary"
) -> rx.Component:
    """A button that opens the page's picker for `target`."""
    return button(
        given_or(label, _("Scegli dalla libreria")),
        kind=look,
        icon_name="images",
        on_click=open_picker(target, kind),
    )


def media_picker(on_choose: Any) -> rx.Component:
    """The dialog, once on a page: words, folders, files that can be uploaded right there.

    `on_choose` is a handler of the page's State that takes `(target: str, media_id: str)`.
    """

    def choose(row: Any) -> list[Any]:
        return [on_choose(MediaPickerState.target, row.id), MediaPickerState.close]

    return drawer(
        _("Scegli dalla libreria"),
        rx.el.div(
            search_box(MediaPickerState, _("Nome o descrizione")),
            folder_choice(MediaPickerState.folders, MediaPickerState.folder, MediaPickerState.choose_folder),
            class_name="flex flex-wrap items-center gap-3",
        ),
        loaded(MediaPickerState.is_loaded, lambda: _grid(choose), lines=8),
        when(may(MediaPermission.UPLOAD), _uploading()),
        open=MediaPickerState.is_open,
        on_close=MediaPickerState.close,
        width="wide",
    )


def _grid(choose: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(
            MediaPickerState.rows.length() > 0,
            tiles(MediaPickerState.rows, on_click=choose, act=_("Scegli")),
            empty_state(_("Nessun file così."), _("Cambia ricerca o cartella, oppure caricane uno qui sotto.")),
        ),
        pager(MediaPickerState),
        class_name="grid gap-6",
    )


def _uploading() -> rx.Component:
    return file_drop(
        _("Carica nella libreria"),
        "picked_files",
        address=UPLOAD_ADDRESS,
        part="",
        accept=rx.cond(MediaPickerState.kind == "pictures", PICTURES, EVERYTHING),
        extra=rx.Var.create({"folder": MediaPickerState.folder}),
        hint=_("Poi sceglilo qui sopra. La descrizione la chiede la libreria."),
        on_all_done=MediaPickerState.uploaded,
    )
