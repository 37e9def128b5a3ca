"""The public pages as files: what waits, what failed, and all of them written again."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.permissions import BackofficePermission
from aistrategyhub.features.backoffice.queries.public_pages import list_public_pages, read_progress
from aistrategyhub.features.backoffice.rules.public_pages import PAGE_PARTS, WAITING, page_choices
from aistrategyhub.features.backoffice.schemas import PublicPageRow, WorkChoice
from aistrategyhub.features.backoffice.service import PageNotFailed, retry_page, write_all_pages
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin


class AdminPublicPagesState(TableMixin, rx.State):
    """One part of the list at a time. `chosen` is one of PAGE_PARTS."""

    rows: list[PublicPageRow] = []
    choices: list[WorkChoice] = []
    chosen: str = WAITING
    sentence: str = ""
    last: str = ""
    is_waiting: bool = False

    @rx.event(supersedes=True)
    @public("changes only what this tab asks for; the rows are guarded by `load`")
    async def choose(self, part: str) -> Any:
        self.chosen, self.page = part if part in PAGE_PARTS else WAITING, 1
        return AdminPublicPagesState.load

    @rx.event
    @requires(BackofficePermission.READ_PAGES)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_public_pages(session, self._request(), status=PAGE_PARTS[self.chosen], q=self.q)
            progress = await read_progress(session)
        self.rows, self.choices = page.rows, page_choices(progress.counts, chosen=self.chosen)
        self.sentence, self.last, self.is_waiting = progress.sentence, progress.last, progress.is_waiting
        self._show(page)

    @rx.event
    @requires(BackofficePermission.WRITE_PAGES)
    async def retry(self, page_id: str) -> Any:
        row_id = read_id(page_id)
        if row_id is None:
            raise PageNotFailed
        async with unit_of_work() as session:
            await retry_page(session, row_id)
        yield toast_done(_("La pagina viene riscritta subito."))
        yield AdminPublicPagesState.load

    @rx.event
    @requires(BackofficePermission.WRITE_PAGES)
    async def write_all(self) -> Any:
        async with unit_of_work() as session:
            await write_all_pages(session)
        yield toast_done(_("Tutte le pagine vengono riscritte."))
        yield AdminPublicPagesState.load
