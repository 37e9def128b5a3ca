"""An order made for a customer on the phone: its lines, its buyer, and what is wrong with either."""

from collections.abc import AsyncIterator
from typing import Any, Literal
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.billing_form import BillingView
from aistrategyhub.core.ids import new_token, read_id
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.territories import ITALY
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES, money_label
from aistrategyhub.features.accounts.queries.directory import find_person
from aistrategyhub.features.accounts.queries.profiles import get_billing_view
from aistrategyhub.features.backoffice.schemas import HandLineRow, HandService
from aistrategyhub.features.catalog.queries import find_service, list_services
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.rules import read_checkout
from aistrategyhub.features.orders.rules.by_hand import HandLine, read_line
from aistrategyhub.features.orders.service import place_by_hand
from aistrategyhub.features.vat.checkout import check_of
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.vies.choose import vat_register
from aistrategyhub.ui.forms import FormMixin


class HandLinesState(FormMixin, rx.State):
    """What is ordered. `round` counts the lines added: each leaves an empty form behind."""

    services: list[HandService] = []
    rows: list[HandLineRow] = []
    round: int = 0
    _lines: list[HandLine] = []

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def arrive(self) -> None:
        self.errors, self.form_error, self.busy, self.rows, self._lines = {}, "", False, [], []
        async with unit_of_work() as session:
            page = await list_services(session, DEFAULT_LOCALE, page=PageRequest(1, MOST_PER_PAGE))
        self.services = [HandService(service.slug, service.name) for service in page.rows]

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def add(self, form: dict[str, Any]) -> AsyncIterator[None]:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                service = await find_service(session, str(form.get("slug") or ""), DEFAULT_LOCALE)
            line = read_line(form, service.price if service else None)
            name = service.name if service else line.slug
            shown = HandLineRow(new_token(), name, f"{line.quantity}", money_label(line.unit_price), line.reason)
            self.rows, self._lines = [*self.rows, shown], [*self._lines, line]
            self.round += 1

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def remove(self, line_id: str) -> None:
        kept = [place for place, row in enumerate(self.rows) if row.line_id != line_id]
        self.rows, self._lines = [self.rows[place] for place in kept], [self._lines[place] for place in kept]

    def _ordered(self) -> list[HandLine]:
        return list(self._lines)


class HandOrderState(FormMixin, rx.State):
    """Who buys. What is typed stays in the browser."""

    kind: str = BuyerKind.COMPANY.value
    country: str = ITALY
    known: BillingView = BillingView()
    is_loaded: bool = False
    _visit: str = ""

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def arrive(self) -> None:
        self.errors, self.form_error, self.busy, self._visit = {}, "", False, new_token()
        person_id = read_id(self.router.url.query_parameters.get("persona", ""))
        self.known = await _known_buyer(person_id) if person_id else BillingView()
        self.kind, self.country, self.is_loaded = self.known.kind, self.known.country, True

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def choose_kind(self, kind: Literal["company", "person"]) -> None:
        self.kind, self.errors, self.form_error = kind, {}, ""

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def choose_country(self, country: str) -> None:
        self.country, self.errors, self.form_error = country, {}, ""

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def place(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            lines = (await self.get_state(HandLinesState))._ordered()
            buyer = read_checkout(form)
            vat_check = await check_of(buyer, vat_register(get_settings()))
            language = str(form.get("language"))
            async with unit_of_work() as session:
                order = await place_by_hand(
                    session,
                    lines=lines,
                    buyer_data=buyer,
                    locale=language if language in LOCALES else DEFAULT_LOCALE,
                    request_key=self._visit,
                    vat_check=vat_check,
                )
            yield rx.redirect(f"/admin/ordini/{order.number}")


async def _known_buyer(person_id: UUID) -> BillingView:
    """The form as the profile of this person fills it."""
    async with unit_of_work() as session:
        await find_person(session, person_id)
        return await get_billing_view(session, person_id)
