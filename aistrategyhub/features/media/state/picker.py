"""Choosing a file of the library from another screen."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.features.media import queries
from aistrategyhub.features.media.permissions import MediaPermission
from aistrategyhub.features.media.rules import filter_of
from aistrategyhub.features.media.schemas import FolderRow, MediaRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.tables import TableMixin

_PER_PAGE = 24


class MediaPickerState(TableMixin, rx.State):
    """The dialog that a page has once. `target` is the caller's own name for what the file is chosen for."""

    rows: list[MediaRow] = []
    folders: list[FolderRow] = []
    folder: str = ""
    kind: str = "pictures"
    target: str = ""
    is_open: bool = False

    @rx.event
    @public("opens an empty dialog; the rows are guarded by `load`")
    async def open_for(self, target: str, kind: str) -> Any:
        self.target, self.kind, self.is_open = target[:200], kind[:20], True
        self.q, self.folder, self.page, self.is_loaded = "", "", 1, False
        return MediaPickerState.load

    @rx.event
    @public("closes what this tab has open")
    async def close(self) -> None:
        self.is_open, self.rows = False, []

    @rx.event(supersedes=True)
    @public("changes only what this tab asks for; the rows are guarded by `load`")
    async def choose_folder(self, folder: str) -> Any:
        self.folder, self.page = folder[:200], 1
        return MediaPickerState.load

    @rx.event
    @requires(MediaPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            wanted = filter_of(self.kind, self.q, self.folder)
            page = await queries.list_files(session, wanted, self._request(_PER_PAGE))
            self.rows = await queries.media_rows(session, page.rows)
            self.folders = await queries.list_folders(session)
        self._show(page)

    @rx.event
    @requires(MediaPermission.UPLOAD)
    async def uploaded(self, ids: list[str]) -> Any:
        self.q, self.folder, self.page = "", "", 1
        return MediaPickerState.load
