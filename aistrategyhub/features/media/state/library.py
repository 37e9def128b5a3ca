"""The library: what is shown of it, and one file with all that is known of it."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.media import queries, service
from aistrategyhub.features.media.permissions import MediaPermission
from aistrategyhub.features.media.rules import filter_of, read_description
from aistrategyhub.features.media.schemas import FolderRow, MediaRow, Use
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin

_WHY_PUBLIC = "changes only what this tab asks for; the rows are guarded by `load`"
_PER_PAGE = 48


class AdminMediaState(TableMixin, rx.State):
    """Files by words, folder and view. `view` is a word of `rules.VIEWS`, `folder` "" is every folder."""

    rows: list[MediaRow] = []
    folders: list[FolderRow] = []
    folder: str = ""
    view: str = "all"
    lacking: int = 0

    @rx.event
    @public(_WHY_PUBLIC)
    async def arrive(self) -> Any:
        self.page = 1
        return AdminMediaState.load

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose_folder(self, folder: str) -> Any:
        self.folder, self.page = folder[:200], 1
        return AdminMediaState.load

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose_view(self, view: str) -> Any:
        self.view, self.page = view[:20], 1
        return AdminMediaState.load

    @rx.event
    @requires(MediaPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            wanted = filter_of(self.view, self.q, self.folder)
            page = await queries.list_files(session, wanted, self._request(_PER_PAGE))
            self.rows = await queries.media_rows(session, page.rows)
            self.folders = await queries.list_folders(session)
            self.lacking = await queries.count_files(session, filter_of("lacking", "", ""))
        self._show(page)

    @rx.event
    @requires(MediaPermission.UPLOAD)
    async def uploaded(self, ids: list[str]) -> Any:
        """Shows what arrived; a single picture is opened, so that it is described at once."""
        self.view, self.page = "all" if self.view == "trash" else self.view, 1
        yield AdminMediaState.load
        if len(ids) == 1:
            yield MediaDetailsState.open_file(ids[0])


class MediaDetailsState(FormMixin, rx.State):
    """One file in the drawer: described, replaced, thrown away."""

    file: MediaRow = MediaRow()
    uses: list[Use] = []
    is_open: bool = False

    @rx.event
    @requires(MediaPermission.READ)
    async def open_file(self, media_id: str) -> None:
        await self._read(media_id)
        self.errors, self.form_error, self.is_open = {}, "", True

    @rx.event
    @public("closes what this tab has open")
    async def close(self) -> None:
        self.is_open = False

    @rx.event
    @requires(MediaPermission.MANAGE)
    async def save(self, given: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                await service.describe(session, _id(self.file.id), read_description(given))
            self.is_open = False
            yield toast_done(_("Salvato. Le pagine che lo mostrano si aggiornano da sole."))
        yield AdminMediaState.load

    @rx.event
    @requires(MediaPermission.MANAGE)
    async def replaced(self, ids: list[str]) -> Any:
        await self._read(self.file.id)
        yield toast_done(_("Sostituito: l’indirizzo è nuovo, e le pagine che lo mostrano si aggiornano da sole."))
        yield AdminMediaState.load

    @rx.event
    @requires(MediaPermission.MANAGE)
    async def trash(self) -> Any:
        async with unit_of_work() as session:
            await service.trash(session, _id(self.file.id))
        self.is_open = False
        yield toast_done(_("Nel cestino: resta lì per trenta giorni."))
        yield AdminMediaState.load

    @rx.event
    @requires(MediaPermission.MANAGE)
    async def restore(self) -> Any:
        async with unit_of_work() as session:
            await service.restore(session, _id(self.file.id))
        self.is_open = False
        yield toast_done(_("Di nuovo nella libreria."))
        yield AdminMediaState.load

    @rx.event
    @requires(MediaPermission.MANAGE)
    async def erase(self) -> Any:
        async with unit_of_work() as session:
            await service.erase(session, storage_for(get_settings()), _id(self.file.id))
        self.is_open = False
        yield toast_done(_("Eliminato per sempre."))
        yield AdminMediaState.load

    async def _read(self, media_id: str) -> None:
        async with unit_of_work() as session:
            self.file = await queries.get_row(session, _id(media_id))
            self.uses = await queries.find_uses(session, _id(media_id))


def _id(text: str) -> Any:
    """The id that a browser sent. Raises MediaNotFound for what is none."""
    media_id = read_id(text)
    if media_id is None:
        raise queries.MediaNotFound
    return media_id
