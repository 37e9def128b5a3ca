"""Where the page of an item stands on the site, and the ways to change that."""

from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.moments import read_moment
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.catalog.kinds import SERVICE
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import ItemNotFound, get_item
from aistrategyhub.features.catalog.rules.screens.items import hindrance_label, page_card
from aistrategyhub.features.catalog.schemas.screens import PageCard
from aistrategyhub.features.catalog.state.owner.item import ItemPartMixin, ItemState, item_id_of
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.queries import PublicationNotFound, get_row, names_of
from aistrategyhub.features.publishing.service import publish, schedule, unpublish
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done

_PUBLISHED = mark("Pubblicato.")
_PLANNED = mark("In programma.")
_UNPLANNED = mark("Programma annullato.")
_WITHDRAWN = mark("Tolto dal sito.")


class ItemPageState(ItemPartMixin, FormMixin, rx.State):
    """The publication of an item's words. `unfinished` is everything that kept it from being published."""

    page: PageCard = PageCard()
    unfinished: list[str] = []
    is_planning: bool = False

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> None:
        self.unfinished, self.form_error, self.errors = [], "", {}
        await self._read()
        if self._arrive():
            self.is_planning = False

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def publish(self) -> Any:
        self._start()
        self.unfinished = []
        yield
        async with self._filling():
            try:
                async with unit_of_work() as session:
                    await publish(session, self._publication_id(), revision=self.page.revision)
            except InvalidInput as refusal:
                self.unfinished = [hindrance_label(error) for error in refusal.fields]
                raise
            yield toast_done(_(_PUBLISHED))
            yield self._show_again()

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def unpublish(self) -> Any:
        async with unit_of_work() as session:
            await unpublish(session, self._publication_id())
        yield toast_done(_(_WITHDRAWN))
        yield self._show_again()

    @rx.event
    @public("opens a form of this tab")
    async def begin_plan(self) -> None:
        self.is_planning, self.errors, self.form_error = True, {}, ""

    @rx.event
    @public("closes a form of this tab")
    async def leave_plan(self) -> None:
        self.is_planning, self.form_error = False, ""

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def plan(self, data: dict[str, Any]) -> Any:
        """Publishes the draft of now, withdraws the item, or both, at moments of Rome."""
        self._start()
        yield
        async with self._filling():
            publish_at, unpublish_at = _moment(data, "publish_at"), _moment(data, "unpublish_at")
            try:
                async with unit_of_work() as session:
                    await schedule(
                        session,
                        self._publication_id(),
                        publish_at=publish_at,
                        unpublish_at=unpublish_at,
                        revision=self.page.revision,
                    )
            except InvalidInput as refusal:
                self.unfinished = [hindrance_label(error) for error in refusal.fields if error.field not in data]
                raise
            self.is_planning = False
            yield toast_done(_(_PLANNED))
            yield self._show_again()

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def unplan(self) -> Any:
        async with unit_of_work() as session:
            await schedule(session, self._publication_id())
        self.is_planning = False
        yield toast_done(_(_UNPLANNED))
        yield self._show_again()

    async def _read(self) -> None:
        try:
            async with unit_of_work() as session:
                item = await get_item(session, item_id_of(self.item_id))
                if item.publication_id is None:
                    self.page = PageCard()
                    return
                publication = await get_row(session, item.publication_id)
                names = await names_of(session, [publication.updated_by])
        except ItemNotFound:
            return
        self.page = page_card(publication, names, SERVICE.editor_route.format(id=publication.id))

    def _publication_id(self) -> UUID:
        publication_id = read_id(self.page.publication_id)
        if publication_id is None:
            raise PublicationNotFound
        return publication_id

    def _show_again(self) -> list[Any]:
        return [ItemState.refresh, ItemPageState.load]


def _moment(data: dict[str, Any], field: str) -> datetime | None:
    text = str(data.get(field, ""))
    return read_moment(text, field) if text.strip() else None
