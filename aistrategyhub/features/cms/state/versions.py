"""The history of the page: its versions, what changed between them, and the way back."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.cms.queries.editor import get_edited
from aistrategyhub.features.cms.queries.versions import list_version_lines
from aistrategyhub.features.cms.rules.changes import change_line
from aistrategyhub.features.cms.schemas.editor import ChangeLine, VersionLine
from aistrategyhub.features.cms.state.editor import EditorState
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.queries import get_version
from aistrategyhub.features.publishing.rules import difference, get_kind
from aistrategyhub.features.publishing.service import keep_version, roll_back
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done

_KEPT = mark("Versione {number} salvata.")
_BACK = mark("La bozza è di nuovo come nella versione {number}. Quella di prima è tra le versioni.")


class VersionsState(FormMixin, rx.State):
    """Versions of the page, one of them held against the draft. `compared` is its number, 0 for none."""

    rows: list[VersionLine] = []
    compared: int = 0
    changes: list[ChangeLine] = []

    @rx.event
    @requires(PublishingPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            edited = await get_edited(session, self.page_id)
            self.rows = await list_version_lines(session, edited.id)
        self.compared, self.changes = 0, []

    @rx.event
    @requires(PublishingPermission.READ)
    async def compare(self, number: int) -> None:
        """What has changed from this version to the draft."""
        async with unit_of_work() as session:
            edited = await get_edited(session, self.page_id)
            version = await get_version(session, edited.id, number)
            found = difference(version.content, edited.draft)
        model = get_kind(edited.kind).content
        self.compared, self.changes = number, [change_line(change, model) for change in found]

    @rx.event
    @public("closes what this tab had open")
    async def close(self) -> None:
        self.compared, self.changes = 0, []

    @rx.event
    @requires(PublishingPermission.EDIT)
    async def keep(self, data: dict[str, Any]) -> Any:
        """Keeps the draft as a version with a note."""
        async with self._filling():
            async with unit_of_work() as session:
                edited = await get_edited(session, self.page_id, "edit")
                version = await keep_version(session, edited.id, note=str(data.get("note", "")))
            yield toast_done(_(_KEPT, number=version.number))
            yield VersionsState.load

    @rx.event
    @requires(PublishingPermission.EDIT)
    async def go_back(self, number: int) -> Any:
        """Makes the draft what it was in this version."""
        editor = await self.get_state(EditorState)
        async with unit_of_work() as session:
            edited = await get_edited(session, self.page_id, "edit")
            await roll_back(session, edited.id, number, revision=editor.stamp)
        yield toast_done(_(_BACK, number=number))
        yield VersionsState.load
        yield EditorState.load
