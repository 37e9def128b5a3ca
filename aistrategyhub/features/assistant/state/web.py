"""Pages of the web that a bot reads."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.assistant import queries
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.queries import BotNotFound
from aistrategyhub.features.assistant.queries.web import SiteNotFound, count_pages, list_sites, lock_site
from aistrategyhub.features.assistant.rules.web import read_source, site_row
from aistrategyhub.features.assistant.schemas.web import SiteCounts, SiteRow
from aistrategyhub.features.assistant.service import crawling
from aistrategyhub.features.assistant.state.admin import AdminDocumentsState
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done

_LOOKS, _BETWEEN_LOOKS = 200, 1.5


class AdminSitesState(FormMixin, rx.State):
    """The pages and sitemaps of one bot. `round` counts those that were taken, so that the field is drawn anew."""

    rows: list[SiteRow] = []
    is_loaded: bool = False
    round: int = 0

    @rx.event(background=True, supersedes=True)
    @requires(AssistantPermission.READ)
    async def watch(self) -> None:
        """Looks until nothing waits."""
        for _look in range(_LOOKS):
            async with self:
                await self._load()
                if not any(row.is_busy for row in self.rows):
                    return
            await asyncio.sleep(_BETWEEN_LOOKS)

    @rx.event
    @requires(AssistantPermission.READ)
    async def load(self) -> None:
        self.errors, self.form_error, self.busy = {}, "", False
        await self._load()

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def add(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            url, kind, locale, every_days = read_source(form)
            async with unit_of_work() as session:
                bot = await queries.get_numbered_bot(session, self.bot_number)
                await crawling.add_site(session, bot, url, kind, locale=locale, every_days=every_days)
            self.round += 1
            yield toast_done(_("La lettura è cominciata."))
        yield AdminSitesState.watch

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def read_again(self, site_id: str) -> AsyncIterator[Any]:
        async with unit_of_work() as session:
            bot = await queries.get_numbered_bot(session, self.bot_number)
            await crawling.ask_to_crawl(session, await lock_site(session, _known(site_id), bot_id=bot.id))
        yield AdminSitesState.watch

    @rx.event
    @requires(AssistantPermission.TEACH)
    async def delete(self, site_id: str) -> AsyncIterator[Any]:
        async with unit_of_work() as session:
            bot = await queries.get_numbered_bot(session, self.bot_number)
            await crawling.delete_site(session, storage_for(get_settings()), bot, _known(site_id))
        yield toast_done(_("Le pagine sono state eliminate."))
        yield AdminSitesState.load
        yield AdminDocumentsState.load

    async def _load(self) -> None:
        async with unit_of_work() as session:
            try:
                bot = await queries.get_numbered_bot(session, self.bot_number)
            except BotNotFound:
                return
            sites = await list_sites(session, bot.id)
            counts = await count_pages(session, [site.id for site in sites])
        self.rows = [site_row(site, counts.get(site.id, SiteCounts())) for site in sites]
        self.is_loaded = True


def _known(text: str) -> UUID:
    found = read_id(text)
    if found is None:
        raise SiteNotFound
    return found
