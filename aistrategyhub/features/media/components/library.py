"""The library's grid, what narrows it, and where files come in."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.media.components.routes import EVERYTHING, UPLOAD_ADDRESS
from aistrategyhub.features.media.components.tiles import tiles
from aistrategyhub.features.media.permissions import MediaPermission
from aistrategyhub.features.media.schemas import FolderRow
from aistrategyhub.features.media.state.library import AdminMediaState, MediaDetailsState
from aistrategyhub.ui.forms import Option
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.file_drop import file_drop
from aistrategyhub.ui.parts.words import empty_state, notice
from aistrategyhub.ui.tables import narrowing, pager, search_box
from aistrategyhub.ui.viewer import may


def uploading() -> rx.Component:
    """Where files are dropped: they land in the folder that is open."""
    return when(
        may(MediaPermission.UPLOAD),
        file_drop(
            _("Carica file"),
            "files",
            address=UPLOAD_ADDRESS,
            part="",
            accept=EVERYTHING,
            extra=rx.Var.create({"folder": AdminMediaState.folder}),
            hint=_("Immagini e documenti fino a 25 MB, video MP4 o WebM fino a 200 MB."),
            on_all_done=AdminMediaState.uploaded,
        ),
    )


def library_tools() -> rx.Component:
    """Words, kind and folder."""
    return rx.el.div(
        search_box(AdminMediaState, _("Nome o descrizione")),
        narrowing(_("Che cosa"), _views(), AdminMediaState.view, AdminMediaState.choose_view),
        folder_choice(AdminMediaState.folders, AdminMediaState.folder, AdminMediaState.choose_folder),
        class_name="flex flex-wrap items-center gap-3",
    )


def asking_for_descriptions() -> rx.Component:
    """How many pictures nobody has described, and the way to them."""
    asked = notice(
        rx.el.div(
            rx.el.span(_("Immagini da descrivere: "), AdminMediaState.lacking),
            button(_("Mostra"), kind="quiet", on_click=AdminMediaState.choose_view("lacking")),
            class_name="flex flex-wrap items-center justify-between gap-3",
        ),
        tone="waiting",
    )
    return rx.cond((AdminMediaState.lacking > 0) & (AdminMediaState.view != "lacking"), asked, rx.fragment())


def library_grid() -> rx.Component:
    """The files, or why there are none."""
    return rx.el.div(
        rx.cond(
            AdminMediaState.rows.length() > 0,
            tiles(AdminMediaState.rows, on_click=lambda row: MediaDetailsState.open_file(row.id), act=_("Apri")),
            rx.match(
                AdminMediaState.view,
                ("trash", empty_state(_("Il cestino è vuoto."))),
                ("lacking", empty_state(_("Ogni immagine ha la sua descrizione."))),
                empty_state(
                    _("Qui non c’è ancora nulla."),
                    _("Trascina delle immagini nel riquadro qui sopra, oppure cambia ricerca o cartella."),
                ),
            ),
        ),
        pager(AdminMediaState),
        class_name="grid gap-6",
    )


def folder_choice(folders: rx.Var[list[FolderRow]], value: rx.Var[str], on_change: Any) -> rx.Component:
    """One folder, or all of them."""
    known = rx.foreach(folders, lambda row: rx.el.option(row.path, " (", row.count, ")", value=row.path))
    return narrowing(_("Cartella"), [("", _("Tutte le cartelle"))], value, on_change, more=known)


def _views() -> list[Option]:
    return [
        ("all", _("Tutti i file")),
        ("pictures", _("Immagini")),
        ("videos", _("Video")),
        ("documents", _("Documenti")),
        ("lacking", _("Da descrivere")),
        ("private", _("Privati")),
        ("trash", _("Cestino")),
    ]
