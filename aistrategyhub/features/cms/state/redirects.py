"""Redirects made by hand."""

from typing import Any

import reflex as rx
from pydantic import ValidationError

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, mark, ngettext
from aistrategyhub.features.cms.schemas.editor import RedirectLine, RefusedLine
from aistrategyhub.features.cms.schemas.redirects import ImportedBody
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.queries import RedirectNotFound, list_redirects
from aistrategyhub.features.publishing.schemas import RedirectRow
from aistrategyhub.features.publishing.service import add_redirect, remove_redirect
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin

STATUSES = {
    "301": mark("Spostato per sempre (301)"),
    "302": mark("Spostato per ora (302)"),
    "410": mark("Non c’è più (410)"),
}
_ADDED = mark("Reindirizzamento aggiunto.")
_REMOVED = mark("Reindirizzamento tolto.")
_REHEARSED = mark("Prova: righe da aggiungere {added}, rifiutate {refused}. Non è stato salvato nulla.")
_IMPORTED = mark("Righe aggiunte {added}, rifiutate {refused}.")


class RedirectsState(TableMixin, FormMixin, rx.State):
    """Redirects by search, and the form of a new one. `epoch` counts those that were added.

    `report` says what became of a file that was imported, line by line in `refused`.
    """

    rows: list[RedirectLine] = []
    epoch: int = 0
    is_rehearsal: bool = True
    report: str = ""
    refused: list[RefusedLine] = []

    @rx.event
    @requires(PublishingPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_redirects(session, self._request(), q=self.q)
        self.rows = [_line(row) for row in page.rows]
        self._show(page)

    @rx.event
    @requires(PublishingPermission.REDIRECT)
    async def add(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            status = str(data.get("status", ""))
            async with unit_of_work() as session:
                await add_redirect(
                    session,
                    source=str(data.get("source", "")),
                    target=str(data.get("target", "")),
                    status=int(status) if status in STATUSES else 301,
                    note=str(data.get("note", "")),
                )
            self.epoch += 1
            yield toast_done(_(_ADDED))
            yield RedirectsState.load

    @rx.event
    @public("changes only what this tab asks for")
    async def rehearse(self, is_rehearsal: bool) -> None:
        self.is_rehearsal = is_rehearsal

    @rx.event
    @requires(PublishingPermission.REDIRECT)
    async def imported(self, answer: dict[str, Any]) -> Any:
        """A file was read: what became of it, in the words of the operation that read it. Other words say nothing."""
        try:
            told = ImportedBody.model_validate(answer)
        except ValidationError:
            return
        sentence = _REHEARSED if told.is_rehearsal else _IMPORTED
        self.report = _(sentence, added=told.added, refused=told.refused)
        self.refused = [RefusedLine(line.line, line.message) for line in told.lines]
        yield RedirectsState.load

    @rx.event
    @requires(PublishingPermission.REDIRECT)
    async def remove(self, redirect_id: str) -> Any:
        known = read_id(redirect_id)
        if known is None:
            raise RedirectNotFound
        async with unit_of_work() as session:
            await remove_redirect(session, known)
        yield toast_done(_(_REMOVED))
        yield RedirectsState.load


def _line(row: RedirectRow) -> RedirectLine:
    return RedirectLine(
        id=str(row.id),
        source=row.source,
        target=row.target,
        status_label=_(STATUSES[str(row.status)]),
        hits_label=ngettext("{count} visita", "{count} visite", row.hits),
        note=row.note,
    )
