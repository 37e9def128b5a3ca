"""What the catalogue's pages show. Where a list stands is in its address, not here."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.paths import in_every_language, in_language
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.catalog.queries import find_service, list_categories, list_services, list_slugs
from aistrategyhub.features.catalog.rules import (
    LONGEST_SEARCH,
    category_choices,
    faq_data,
    list_route,
    read_asked,
    service_card,
    service_data,
    service_detail,
)
from aistrategyhub.features.catalog.schemas import (
    Asked,
    CategoryChoice,
    ServiceBody,
    ServiceCard,
    ServiceDetail,
    ServiceDetailBody,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender.declared import Head, PublicPage, Session, Snapshot, breadcrumbs
from aistrategyhub.prerender.snapshots import show_page
from aistrategyhub.ui.parts.base import localized

_EVERYBODY = "the catalogue is shown to everybody"
_PER_PAGE = 12
LIST_ROUTE = "/servizi"
LIST_TITLE = mark("Servizi")
LIST_DESCRIPTION = mark(
    "Consulenza a prezzo scritto su AI Act, NIS2 e formazione: che cosa comprende, a chi serve, quanto costa."
)
SERVICE_TITLE = mark("Servizio")


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
        async with unit_of_work() as session:
            snapshot = await _list_snapshot(session, asked)
        await show_page(self, SERVICES_PAGE, snapshot)

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
        if self.is_loaded and self.service.slug != slug:
            self.is_loaded = False
            yield
        async with unit_of_work() as session:
            snapshot = await _service_snapshot(session, {"service_slug": slug})
        await show_page(self, SERVICE_PAGE, snapshot or _no_service())


async def _list_snapshot(session: Session, asked: Asked) -> Snapshot:
    locale, refusal = current_locale(), ""
    categories = await list_categories(session, locale)
    try:
        wanted = PageRequest(asked.page, _PER_PAGE)
        page = await list_services(session, locale, q=asked.q, category=asked.category or None, page=wanted)
    except InvalidInput as error:
        page = Page[ServiceBody]([], 0, 1, _PER_PAGE)
        refusal = _(error.fields[0].sentence, **error.fields[0].values)
    last = max(page.total_pages, 1)
    shown = {
        "cards": [service_card(service) for service in page.rows],
        "categories": category_choices(categories, asked),
        "q": asked.q,
        "refusal": refusal,
        "previous_route": _turned(asked, min(page.page - 1, last)) if page.has_prev else "",
        "next_route": _turned(asked, page.page + 1) if page.has_next else "",
        "is_loaded": True,
    }
    return Snapshot({ServicesState: shown}, _list_head(), frozenset({"catalog"}))


def _list_head() -> Head:
    crumbs = breadcrumbs((_("Servizi"), localized(LIST_ROUTE)))
    return Head(_(LIST_TITLE), _(LIST_DESCRIPTION), alternates=in_every_language(LIST_ROUTE), data=(crumbs,))


async def _service_snapshot(session: Session, params: Mapping[str, str]) -> Snapshot | None:
    found = await find_service(session, params["service_slug"], current_locale())
    if found is None:
        return None
    shown = {"service": service_detail(found), "is_missing": False, "is_loaded": True}
    things = frozenset({f"service:{found.id}", f"category:{found.category.slug}"})
    return Snapshot({ServiceState: shown}, _service_head(found), things)


def _service_head(service: ServiceDetailBody) -> Head:
    alternates = {locale: in_language(f"{LIST_ROUTE}/{slug}", locale) for locale, slug in service.slugs.items()}
    address = alternates[current_locale()]
    crumbs = breadcrumbs((_("Servizi"), localized(LIST_ROUTE)), (service.name, address))
    return Head(
        service.name,
        service.short_description,
        alternates=alternates,
        data=(service_data(service, address), crumbs, *faq_data(service)),
    )


def _no_service() -> Snapshot:
    shown = {"service": ServiceDetail(), "is_missing": True, "is_loaded": True}
    return Snapshot({ServiceState: shown}, Head(_(SERVICE_TITLE)))


async def _whole_list(session: Session, params: Mapping[str, str]) -> Snapshot:
    return await _list_snapshot(session, Asked())


async def _list_address(session: Session) -> list[str]:
    return [LIST_ROUTE]


async def _service_addresses(session: Session) -> list[str]:
    return [f"{LIST_ROUTE}/{slug}" for slug in await list_slugs(session, current_locale())]


def _turned(asked: Asked, page: int) -> str:
    return list_route(Asked(asked.q, asked.category, page))


SERVICES_PAGE = PublicPage(LIST_ROUTE, _whole_list, _list_address, query=("q", "categoria", "pagina"))
SERVICE_PAGE = PublicPage(f"{LIST_ROUTE}/[service_slug]", _service_snapshot, _service_addresses)
