"""The panel in which staff ask a model about a request and take what is good, and the form that writes a request
down."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import new_token, read_id
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES, _
from aistrategyhub.features.prompts.queries import has_gateway
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.queries import RequestNotFound
from aistrategyhub.features.quotes.queries.analyses import find_analysis
from aistrategyhub.features.quotes.rules.analyses import IdeaNotFound
from aistrategyhub.features.quotes.rules.wishes import read_pasted
from aistrategyhub.features.quotes.schemas.analyses import AnalysisView
from aistrategyhub.features.quotes.service import accept_idea, ask_analysis, reject_idea, write_down_request
from aistrategyhub.features.quotes.state.listing import AdminRequestsState
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done, toast_failed

_LOOKS = 180
_BETWEEN_LOOKS = 1.0


class RequestAnalysisState(FormMixin, rx.State):
    """What a model made of one request, in a drawer of its own."""

    request_id: str = ""
    view: AnalysisView = AnalysisView()
    has_key: bool = True

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def open(self, request_id: str) -> Any:
        self.errors, self.form_error, self.busy = {}, "", False
        self.request_id = request_id[:40]
        await self._look()
        return RequestAnalysisState.watch if self.view.is_running else None

    @rx.event
    @public("closes a panel of this tab")
    async def leave(self) -> None:
        self.request_id = ""

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def ask(self) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                await ask_analysis(session, self._known_id())
            await self._look()
            yield RequestAnalysisState.watch

    @rx.event(background=True, supersedes=True)
    @requires(QuotesPermission.MANAGE)
    async def watch(self) -> None:
        """Looks until the question is answered."""
        for _look in range(_LOOKS):
            async with self:
                if not self.request_id:
                    return
                await self._look()
                if not self.view.is_running:
                    return
            await asyncio.sleep(_BETWEEN_LOOKS)

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def take(self, idea_id: str) -> Any:
        try:
            async with unit_of_work() as session:
                await accept_idea(session, self._known_id(), _id_of(idea_id))
        except DomainError as refusal:
            await self._look()
            yield toast_failed(_(refusal.sentence, **refusal.values))
            return
        await self._look()
        yield toast_done(_("Nella bozza dell’offerta. Nulla parte finché non la invii tu."))

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def put_aside(self, idea_id: str) -> None:
        async with unit_of_work() as session:
            await reject_idea(session, self._known_id(), _id_of(idea_id))
        await self._look()

    async def _look(self) -> None:
        async with unit_of_work() as session:
            self.has_key = await has_gateway(session)
            self.view = await find_analysis(session, self._known_id())

    def _known_id(self) -> UUID:
        known = read_id(self.request_id)
        if known is None:
            raise RequestNotFound
        return known


class PastedRequestState(FormMixin, rx.State):
    """A request that came by mail or on the phone, being written down."""

    is_open: bool = False
    _visit: str = ""

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def begin(self) -> None:
        self.errors, self.form_error, self.busy, self._visit, self.is_open = {}, "", False, new_token(), True

    @rx.event
    @public("closes a panel of this tab")
    async def leave(self) -> None:
        self.is_open = False

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def save(self, data: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        request_id = ""
        async with self._filling():
            wish, language = read_pasted(data), str(data.get("language"))
            async with unit_of_work() as session:
                request = await write_down_request(
                    session,
                    wish,
                    locale=language if language in LOCALES else DEFAULT_LOCALE,
                    submit=self._visit,
                    by=current_principal().person_id,
                )
                request_id = str(request.id)
            self.is_open = False
        if request_id:
            yield toast_done(_("La richiesta è annotata."))
            yield AdminRequestsState.open(request_id)


def _id_of(text: str) -> UUID:
    found = read_id(text)
    if found is None:
        raise IdeaNotFound
    return found
