"""What is in the trash, of every kind."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.text import DEFAULT_LOCALE, _, mark, moment_label
from aistrategyhub.features.cms.queries.editor import get_edited, kinds_to
from aistrategyhub.features.cms.schemas.editor import TrashRow
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.queries import list_publications
from aistrategyhub.features.publishing.rules import TRASH_LASTS, get_kind, public_path
from aistrategyhub.features.publishing.schemas import PublicationFilter, PublicationRow
from aistrategyhub.features.publishing.service import erase, restore
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin

_TRASH = (PublicationStatus.TRASHED,)
_RESTORED = mark("«{title}» è di nuovo tra le bozze.")
_ERASED = mark("Eliminata per sempre.")


class TrashState(TableMixin, rx.State):
    """What can still be brought back."""

    rows: list[TrashRow] = []

    @rx.event
    @requires(PublishingPermission.READ)
    async def load(self) -> None:
        wanted = PublicationFilter(kinds=kinds_to("read"), statuses=_TRASH, q=self.q)
        async with unit_of_work() as session:
            page = await list_publications(session, wanted, self._request())
        self.rows = [_row(row) for row in page.rows]
        self._show(page)

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def restore(self, page_id: str) -> Any:
        async with unit_of_work() as session:
            edited = await get_edited(session, page_id, "publish")
            page = await restore(session, edited.id)
        yield toast_done(_(_RESTORED, title=page.title))
        yield TrashState.load

    @rx.event
    @requires(PublishingPermission.ERASE, step_up=True)
    async def erase(self, page_id: str) -> Any:
        async with unit_of_work() as session:
            edited = await get_edited(session, page_id, "erase")
            await erase(session, edited.id)
        yield toast_done(_(_ERASED))
        yield TrashState.load


def _row(row: PublicationRow) -> TrashRow:
    kind, trashed_at = get_kind(row.kind), row.trashed_at or row.updated_at
    return TrashRow(
        id=str(row.id),
        title=row.title,
        kind_label=_(kind.label),
        path=public_path(DEFAULT_LOCALE, kind.root, [row.slugs[DEFAULT_LOCALE]]),
        trashed_label=moment_label(trashed_at),
        erased_label=moment_label(trashed_at + TRASH_LASTS),
    )
