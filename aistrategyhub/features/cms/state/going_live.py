"""Publishing the page now or later, taking it off the site, and whether it is there already."""

import asyncio
from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.moments import read_moment
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.cms.permissions import CmsPermission
from aistrategyhub.features.cms.queries.live import find_live_state
from aistrategyhub.features.cms.rules.editor import problem_label
from aistrategyhub.features.cms.schemas.editor import LiveRow
from aistrategyhub.features.cms.state.editor import EditorState, page_id_of
from aistrategyhub.features.publishing.service import Forward, publish, schedule, unpublish
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done

_LOOKS = 30
_BETWEEN_LOOKS = 0.5
_PUBLISHED = mark("Pubblicata.")
_PLANNED = mark("In programma.")
_UNPLANNED = mark("Programma annullato.")
_WITHDRAWN = mark("Tolta dal sito.")


class GoingLiveState(FormMixin, rx.State):
    """What the site shows of the page: `live` is each of its addresses with the state of its file."""

    live: list[LiveRow] = []
    is_waiting: bool = False
    refusals: list[str] = []
    epoch: int = 0

    @rx.event
    @requires(CmsPermission.READ)
    async def look(self) -> None:
        """Where the page stands on the site now."""
        await self._look()

    @rx.event(background=True)
    @requires(CmsPermission.READ)
    async def watch(self) -> None:
        """Looks until every address shows what was published, or has failed."""
        for _look in range(_LOOKS):
            async with self:
                await self._look()
                if not self.is_waiting:
                    return
            await asyncio.sleep(_BETWEEN_LOOKS)

    @rx.event
    @requires(CmsPermission.READ)
    async def follow(self, wish: str) -> Any:
        """What was asked for once everything written is saved: to publish, or what the editor itself follows."""
        return GoingLiveState.publish if wish == "publish" else EditorState.follow(wish)

    @rx.event
    @requires(CmsPermission.PUBLISH)
    async def publish(self) -> Any:
        editor = await self.get_state(EditorState)
        self._start()
        self.refusals = []
        yield
        async with self._filling():
            try:
                async with unit_of_work() as session:
                    await publish(session, page_id_of(self.page_id), revision=editor.stamp)
            except InvalidInput as refusal:
                self.refusals = [problem_label(error) for error in refusal.fields]
                raise
            self.is_waiting = True
            yield toast_done(_(_PUBLISHED))
            yield EditorState.refresh
            yield GoingLiveState.watch

    @rx.event
    @requires(CmsPermission.PUBLISH)
    async def plan(self, data: dict[str, Any]) -> Any:
        """Publishes the draft of now, withdraws the page, or both, at moments of Rome."""
        editor = await self.get_state(EditorState)
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                await schedule(
                    session,
                    page_id_of(self.page_id),
                    publish_at=_moment(data, "publish_at"),
                    unpublish_at=_moment(data, "unpublish_at"),
                    forward=_forward(data),
                    revision=editor.stamp,
                )
            self.epoch += 1
            yield toast_done(_(_PLANNED))
            yield EditorState.refresh

    @rx.event
    @requires(CmsPermission.PUBLISH)
    async def unplan(self) -> Any:
        async with unit_of_work() as session:
            await schedule(session, page_id_of(self.page_id))
        self.epoch += 1
        yield toast_done(_(_UNPLANNED))
        yield EditorState.refresh

    @rx.event
    @requires(CmsPermission.PUBLISH)
    async def unpublish(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                await unpublish(session, page_id_of(self.page_id), forward=_forward(data))
            yield toast_done(_(_WITHDRAWN))
            yield EditorState.refresh
            yield GoingLiveState.look

    async def _look(self) -> None:
        async with unit_of_work() as session:
            self.live = await find_live_state(session, page_id_of(self.page_id))
        self.is_waiting = any(row.state == "pending" for row in self.live)


def _moment(data: dict[str, Any], field: Literal["publish_at", "unpublish_at"]) -> Any:
    text = str(data.get(field, ""))
    return read_moment(text, field) if text.strip() else None


def _forward(data: dict[str, Any]) -> Forward | None:
    path = str(data.get("forward", "")).strip()
    return Forward(path=path) if path else None
