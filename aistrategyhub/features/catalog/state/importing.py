"""The import of a file: looked at, begun, watched, undone."""

import asyncio
from typing import Any

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries.batches import BatchNotFound, batch_row, get_batch, list_batches
from aistrategyhub.features.catalog.rules.batch_labels import batch_label, line_labels
from aistrategyhub.features.catalog.schemas.batches import BatchLabel, LineLabel
from aistrategyhub.features.catalog.service import start_import, start_undoing
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin

_STARTED = mark("Importazione avviata.")
_UNDOING = mark("Annullamento avviato.")
_LOOK_AGAIN_SECONDS = 1


class CatalogImportState(TableMixin, FormMixin, rx.State):
    """The history of imports, and the one that is looked at with its rows."""

    rows: list[BatchLabel] = []
    shown: BatchLabel = BatchLabel()
    lines: list[LineLabel] = []

    @rx.event
    @requires(CatalogPermission.MANAGE)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_batches(session, self._request())
        self.rows = [batch_label(row) for row in page.rows]
        self._show(page)

    @rx.event
    @requires(CatalogPermission.MANAGE)
    async def uploaded(self, answer: dict[str, Any]) -> Any:
        """Shows what the file that has just arrived would do."""
        return [type(self).look(str(answer.get("id", ""))), type(self).load]

    @rx.event
    @requires(CatalogPermission.MANAGE)
    async def look(self, batch_id: str) -> None:
        await self._look(batch_id)

    @rx.event
    @requires(CatalogPermission.MANAGE)
    async def begin(self) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                await start_import(session, _known(self.shown.id))
            await self._look(self.shown.id)
            yield toast_done(_(_STARTED))
            yield type(self).watch

    @rx.event
    @requires(CatalogPermission.MANAGE)
    async def undo(self, batch_id: str) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                await start_undoing(session, _known(batch_id))
            await self._look(batch_id)
            yield toast_done(_(_UNDOING))
            yield type(self).watch

    @rx.event
    @requires(CatalogPermission.MANAGE)
    async def watch(self) -> Any:
        """Looks how far the work is, again and again until it is over."""
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        await self._look(self.shown.id)
        return type(self).watch if self.shown.is_running else type(self).load

    async def _look(self, batch_id: str) -> None:
        async with unit_of_work() as session:
            row = batch_row(await get_batch(session, _known(batch_id)))
        self.shown, self.lines = batch_label(row), line_labels(row)


def _known(batch_id: str) -> Any:
    known = read_id(batch_id)
    if known is None:
        raise BatchNotFound
    return known
