"""The firm's requests, one of them in a drawer, and a person's own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.quotes.links import EXPORT_ADDRESS, OWN_FILES, STAFF_FILES, editor_route, offer_path
from aistrategyhub.features.quotes.models import OfferStatus, QuoteRequest, RequestStatus
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.queries import RequestNotFound, get_request, list_own_requests, list_requests
from aistrategyhub.features.quotes.queries.files import list_files
from aistrategyhub.features.quotes.queries.offers import list_versions, page_own_offers
from aistrategyhub.features.quotes.rules.files import file_row
from aistrategyhub.features.quotes.rules.listing import FILTERS, request_row, request_view
from aistrategyhub.features.quotes.rules.offers import OPEN
from aistrategyhub.features.quotes.rules.views import offer_list_row
from aistrategyhub.features.quotes.schemas import RequestRow, RequestView
from aistrategyhub.features.quotes.schemas.sheets import OfferListRow
from aistrategyhub.features.quotes.service import delete_request, mark_request, start_offer
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.actions import leave_for
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_ALL = "richieste"


class AdminRequestsState(TableMixin, rx.State):
    """Requests by search and status, the newest first; `opened` is the one in the drawer, which the address names."""

    rows: list[RequestRow] = []
    chosen: str = _ALL
    wanted: str = ""
    opened: RequestView = RequestView()

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("stato", "chosen", _ALL, FILTERS), AddressFilter("richiesta", "wanted"))

    @rx.event(supersedes=True)
    @public("changes only what this tab asks for; the rows are guarded by `load`")
    async def choose(self, status: str) -> Any:
        self.chosen, self.page = status if status in FILTERS else _ALL, 1
        return self._ask()

    @rx.event
    @requires(QuotesPermission.READ)
    async def load(self) -> None:
        _label, statuses = FILTERS[self.chosen]
        async with unit_of_work() as session:
            if self.wanted and self.opened.request_id != self.wanted:
                await self._show_one(session)
            page = await list_requests(
                session, self._request(), q=self.q, statuses=statuses, sort=self.sort, descending=self.descending
            )
        self.rows = [request_row(request) for request in page.rows]
        self._show(page)

    @rx.event
    @requires(QuotesPermission.READ)
    async def open(self, request_id: str) -> Any:
        self.wanted = request_id[:40]
        return self._ask()

    @rx.event
    @public("changes only what this tab shows")
    async def close(self) -> Any:
        self.wanted, self.opened = "", RequestView()
        return self._ask(replace=True)

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def put(self, status: Literal["new", "in_review", "quoted", "spam"]) -> Any:
        async with unit_of_work() as session:
            request = await mark_request(
                session, self._known_id(), RequestStatus(status), by=current_principal().person_id
            )
            self.opened = await _view(session, request)
        yield toast_done(_("La richiesta è aggiornata."))
        yield AdminRequestsState.load

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def write_offer(self) -> Any:
        """Opens the offer that answers the request; a draft is begun where none is there."""
        async with unit_of_work() as session:
            versions = await list_versions(session, self._known_id())
            is_out = bool(versions) and versions[0].status in OPEN | {OfferStatus.ACCEPTED}
            offer = versions[0] if is_out else await start_offer(session, self._known_id())
        return rx.redirect(editor_route(offer.id))

    @rx.event
    @requires(QuotesPermission.DELETE)
    async def delete(self) -> Any:
        async with unit_of_work() as session:
            await delete_request(session, self._known_id())
        yield toast_done(_("La richiesta è stata eliminata."))
        yield AdminRequestsState.close

    @rx.event
    @requires(QuotesPermission.EXPORT, step_up=True)
    async def export(self) -> Any:
        _label, statuses = FILTERS[self.chosen]
        asked = [("q", self.q[:100])] if self.q else []
        asked += [("status", status.value) for status in statuses]
        yield leave_for(f"{EXPORT_ADDRESS}?{urlencode(asked)}")

    async def _show_one(self, session: Any) -> None:
        request_id, principal = read_id(self.wanted), current_principal()
        try:
            if request_id is None:
                raise RequestNotFound
            request = await get_request(session, request_id)
        except RequestNotFound:
            self.wanted, self.opened = "", RequestView()
            return
        if request.status is RequestStatus.NEW and principal.may(QuotesPermission.MANAGE):
            request = await mark_request(session, request_id, RequestStatus.IN_REVIEW, by=principal.person_id)
        self.opened = await _view(session, request)

    def _known_id(self) -> UUID:
        request_id = read_id(self.opened.request_id)
        if request_id is None:
            raise RequestNotFound
        return request_id


async def _view(session: Any, request: QuoteRequest) -> RequestView:
    files = await list_files(session, [request])
    return request_view(request, [file_row(file, href=f"{STAFF_FILES}/{file.id}") for file in files])


class OwnRequestsState(TableMixin, rx.State):
    """The requests of the person signed in."""

    rows: list[RequestRow] = []

    @rx.event
    @requires(QuotesPermission.READ_OWN)
    async def load(self) -> None:
        person_id = current_principal().person_id
        assert person_id is not None
        async with unit_of_work() as session:
            page = await list_own_requests(session, person_id, self._request())
            files = await list_files(session, page.rows)
        self.rows = [
            request_row(
                request,
                [file_row(file, href=f"{OWN_FILES}/{file.id}") for file in files if file.request_id == request.id],
                is_own=True,
            )
            for request in page.rows
        ]
        self._show(page)


class OwnOffersState(TableMixin, rx.State):
    """The offers that the person signed in was sent."""

    rows: list[OfferListRow] = []

    @rx.event
    @requires(QuotesPermission.READ_OWN)
    async def load(self) -> None:
        person_id = current_principal().person_id
        assert person_id is not None
        async with unit_of_work() as session:
            page = await page_own_offers(session, person_id, self._request())
        self.rows = [
            replace(offer_list_row(offer, request), href=offer_path(offer.id, current_locale()))
            for offer, request in page.rows
        ]
        self._show(page)
