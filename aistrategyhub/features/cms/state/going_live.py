"""Publishing the page now or later, taking it off the site, and whether it is there already."""

import asyncio
from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.moments import read_moment
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.queries.editor import get_edited
from aistrategyhub.features.cms.queries.live import find_live_state
from aistrategyhub.features.cms.rules.editor import problem_label
from aistrategyhub.features.cms.schemas.editor import LiveRow
from aistrategyhub.features.cms.state.editor import EditorState
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.rules import get_kind
from aistrategyhub.features.publishing.service import (
    Forward,
    archive,
    publish,
    reopen,
    restore,
    schedule,
    trash,
    unpublish,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done

_LOOKS = 30
_BETWEEN_LOOKS = 0.5
_PUBLISHED = mark("Pubblicata.")
_PLANNED = mark("In programma.")
_UNPLANNED = mark("Programma annullato.")
_WITHDRAWN = mark("Tolta dal sito.")
_ARCHIVED = mark("Archiviata: si ritrova nell’elenco, tra le archiviate.")
_REOPENED = mark("È di nuovo tra le bozze.")
_TRASHED = mark("«{title}» è nel cestino: da lì si può ripristinare.")


class GoingLiveState(FormMixin, rx.State):
    """What the site shows of the page: `live` is each of its addresses with the state of its file."""

    live: list[LiveRow] = []
    is_waiting: bool = False
    refusals: list[str] = []
    epoch: int = 0

    @rx.event
    @requires(PublishingPermission.READ)
    async def look(self) -> None:
        """Where the page stands on the site now."""
        await self._look()

    @rx.event(background=True)
    @requires(PublishingPermission.READ)
    async def watch(self) -> None:
        """Looks until every address shows what was published, or has failed."""
        for _look in range(_LOOKS):
            async with self:
                await self._look()
                if not self.is_waiting:
                    return
            await asyncio.sleep(_BETWEEN_LOOKS)

    @rx.event
    @requires(PublishingPermission.READ)
    async def follow(self, wish: str) -> Any:
        """What was asked for once everything written is saved: to publish, or what the editor itself follows."""
        return GoingLiveState.publish if wish == "publish" else EditorState.follow(wish)

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def publish(self) -> Any:
        editor = await self.get_state(EditorState)
        self._start()
        self.refusals = []
        yield
        async with self._filling():
            try:
                async with unit_of_work() as session:
                    edited = await get_edited(session, self.page_id, "publish")
                    model = get_kind(edited.kind).content
                    await publish(session, edited.id, revision=editor.stamp)
            except InvalidInput as refusal:
                self.refusals = [problem_label(error, model) for error in refusal.fields]
                raise
            self.is_waiting = True
            yield toast_done(_(_PUBLISHED))
            yield EditorState.refresh
            yield GoingLiveState.watch

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def plan(self, data: dict[str, Any]) -> Any:
        """Publishes the draft of now, withdraws the page, or both, at moments of Rome."""
        editor = await self.get_state(EditorState)
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                edited = await get_edited(session, self.page_id, "publish")
                await schedule(
                    session,
                    edited.id,
                    publish_at=_moment(data, "publish_at"),
                    unpublish_at=_moment(data, "unpublish_at"),
                    forward=_forward(data),
                    revision=editor.stamp,
                )
            self.epoch += 1
            yield toast_done(_(_PLANNED))
            yield EditorState.refresh

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def unplan(self) -> Any:
        async with unit_of_work() as session:
            edited = await get_edited(session, self.page_id, "publish")
            await schedule(session, edited.id)
        self.epoch += 1
        yield toast_done(_(_UNPLANNED))
        yield EditorState.refresh

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def unpublish(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                edited = await get_edited(session, self.page_id, "publish")
                await unpublish(session, edited.id, forward=_forward(data))
            yield toast_done(_(_WITHDRAWN))
            yield EditorState.refresh
            yield GoingLiveState.look

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def archive(self) -> Any:
        """Puts it away: off the site and out of the lists, its address kept."""
        async with unit_of_work() as session:
            edited = await get_edited(session, self.page_id, "publish")
            await archive(session, edited.id)
        yield toast_done(_(_ARCHIVED))
        yield EditorState.load
        yield GoingLiveState.look

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def reopen(self) -> Any:
        """Makes what is archived or in the trash a draft again."""
        async with unit_of_work() as session:
            edited = await get_edited(session, self.page_id, "publish")
            is_trashed = edited.status is PublicationStatus.TRASHED
            await (restore if is_trashed else reopen)(session, edited.id)
        yield toast_done(_(_REOPENED))
        yield EditorState.load

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def put_into_trash(self) -> Any:
        """Puts it into the trash with all below it, and goes back to the list it came from."""
        async with unit_of_work() as session:
            edited = await get_edited(session, self.page_id, "publish")
            await trash(session, edited.id)
        yield toast_done(_(_TRASHED, title=edited.title))
        yield rx.redirect(localized(get_kind(edited.kind).list_route or PAGE.list_route))

    async def _look(self) -> None:
        async with unit_of_work() as session:
            edited = await get_edited(session, self.page_id)
            self.live = await find_live_state(session, edited.id)
        self.is_waiting = any(row.state == "pending" for row in self.live)


def _moment(data: dict[str, Any], field: Literal["publish_at", "unpublish_at"]) -> Any:
    text = str(data.get(field, ""))
    return read_moment(text, field) if text.strip() else None


def _forward(data: dict[str, Any]) -> Forward | None:
    path = str(data.get("forward", "")).strip()
    return Forward(path=path) if path else None
