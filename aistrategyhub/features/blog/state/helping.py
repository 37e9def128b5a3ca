"""The panel in which an editor asks a model for help with a draft, and takes what is good."""

import asyncio
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.queries.helping import SuggestionNotFound, find_last_help
from aistrategyhub.features.blog.rules.help_view import help_view
from aistrategyhub.features.blog.rules.helping import read_wish
from aistrategyhub.features.blog.schemas.helping import HelpView
from aistrategyhub.features.blog.service.helping import accept, ask_help, reject
from aistrategyhub.features.blog.state.desk import PostDeskState, post_id_of
from aistrategyhub.features.prompts.queries import has_gateway
from aistrategyhub.features.publishing.queries import get_publication
from aistrategyhub.features.publishing.service import EditedMeanwhile
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done, toast_failed

_LOOKS = 180
_BETWEEN_LOOKS = 1.0
_TAKEN = mark("Nella bozza. Niente è pubblicato finché non lo pubblichi tu.")


class DraftHelpState(FormMixin, rx.State):
    """What was last asked for this post. `revision` is the draft that accepted pieces go into."""

    view: HelpView = HelpView()
    revision: int = 0
    has_key: bool = True
    is_open: bool = False

    @rx.event
    @requires(BlogPermission.EDIT)
    async def start(self) -> Any:
        self.errors, self.form_error = {}, ""
        await self._look()
        self.is_open = True
        return DraftHelpState.watch if self.view.is_running else None

    @rx.event
    @public("closes a panel of this tab")
    async def leave(self) -> None:
        self.is_open = False

    @rx.event
    @requires(BlogPermission.EDIT)
    async def ask(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            wish = read_wish(form)
            async with unit_of_work() as session:
                await ask_help(session, post_id_of(self.post_id), wish)
            await self._look()
            yield DraftHelpState.watch

    @rx.event(background=True)
    @requires(BlogPermission.READ)
    async def watch(self) -> None:
        """Looks until every question is answered."""
        for _look in range(_LOOKS):
            async with self:
                await self._look()
                if not self.view.is_running:
                    return
            await asyncio.sleep(_BETWEEN_LOOKS)

    @rx.event
    @requires(BlogPermission.EDIT)
    async def take(self, suggestion_id: str) -> Any:
        """Puts a suggestion into the draft, unless somebody wrote in it meanwhile."""
        self.form_error = ""
        post_id = post_id_of(self.post_id)
        try:
            async with unit_of_work() as session:
                await accept(session, post_id, _id_of(suggestion_id), revision=self.revision)
        except EditedMeanwhile as refusal:
            # The next try goes into the draft as it is now.
            await self._look()
            yield toast_failed(_(refusal.sentence, **refusal.values))
            return
        await self._look()
        yield toast_done(_(_TAKEN))
        yield PostDeskState.refresh

    @rx.event
    @requires(BlogPermission.EDIT)
    async def put_aside(self, suggestion_id: str) -> None:
        async with unit_of_work() as session:
            await reject(session, post_id_of(self.post_id), _id_of(suggestion_id))
        await self._look()

    async def _look(self) -> None:
        post_id = post_id_of(self.post_id)
        async with unit_of_work() as session:
            self.has_key = await has_gateway(session)
            self.revision = (await get_publication(session, post_id)).draft_revision
            found = await find_last_help(session, post_id)
        self.view = help_view(found) if found else HelpView()


def _id_of(text: str) -> UUID:
    found = read_id(text)
    if found is None:
        raise SuggestionNotFound
    return found
