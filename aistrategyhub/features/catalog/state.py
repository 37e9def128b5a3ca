"""What the catalogue's pages show. Where a list stands is in its address, not here."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.catalog.queries import find_service, list_categories, list_services
from aistrategyhub.features.catalog.rules import (
    LONGEST_SEARCH,
    category_choices,
    list_route,
    read_asked,
    service_card,
    service_detail,
)
from aistrategyhub.features.catalog.schemas import Asked, CategoryChoice, ServiceBody, ServiceCard, ServiceDetail
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.base import localized

_EVERYBODY = "the catalogue is shown to everybody"
_PER_PAGE = 12


class ServicesState(rx.State):
    """The list of services, as its address asks: `?q=`, `?categoria=`, `?pagina=`."""

    cards: list[ServiceCard] = []
    categories: list[CategoryChoice] = []
    q: str = ""
    refusal: str = ""
    previous_route: str = ""
    next_route: str = ""
    is_loaded: bool = False

    @rx.event
    @public(_EVERYBODY)
    async def load(self) -> None:
        asked = read_asked(self.router.url.query_parameters)
        locale, self.q, self.refusal = current_locale(), asked.q, ""
        async with unit_of_work() as session:
            categories = await list_categories(session, locale)
            try:
                wanted = PageRequest(asked.page, _PER_PAGE)
                page = await list_services(session, locale, q=asked.q, category=asked.category or None, page=wanted)
            except InvalidInput as error:
                page = Page[ServiceBody]([], 0, 1, _PER_PAGE)
                self.refusal = _(error.fields[0].sentence, **error.fields[0].values)
        self.categories = category_choices(categories, asked)
        self._show(page, asked)

    def _show(self, page: Page[ServiceBody], asked: Asked) -> None:
        self.cards = [service_card(service) for service in page.rows]
        last = max(page.total_pages, 1)
        self.previous_route = _turned(asked, min(page.page - 1, last)) if page.has_prev else ""
        self.next_route = _turned(asked, page.page + 1) if page.has_next else ""
        self.is_loaded = True

    @rx.event
    @public("takes the visitor to the address of their own search")
    async def search(self, form: dict[str, Any]) -> Any:
        # One letter too many is enough for the list to refuse it, and an address has to stay short.
        q = str(form.get("q", ""))[: LONGEST_SEARCH + 1]
        asked = read_asked({**self.router.url.query_parameters, "q": q, "pagina": "1"})
        return rx.redirect(localized(list_route(asked)))


class ServiceState(rx.State):
    """One service on its own page; `is_missing` when nothing published has this address."""

    service: ServiceDetail = ServiceDetail()
    is_loaded: bool = False
    is_missing: bool = False

    @rx.event
    @public(_EVERYBODY)
    async def load(self) -> AsyncIterator[None]:
        slug = self.service_slug
        if self.service.slug != slug:
            self.is_loaded = False
            yield
        async with unit_of_work() as session:
            found = await find_service(session, slug, current_locale())
        self.service = service_detail(found) if found else ServiceDetail()
        self.is_missing, self.is_loaded = found is None, True


def _turned(asked: Asked, page: int) -> str:
    return list_route(Asked(asked.q, asked.category, page))
