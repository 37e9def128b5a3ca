"""What the catalogue's pages show. Where a list stands is in its address."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.paths import in_every_language, in_language
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.catalog.queries import find_view, list_categories, list_slugs, read_cards, read_detail
from aistrategyhub.features.catalog.rules import (
    LIST_ROUTE,
    LIST_WORDS,
    address_of,
    category_choices,
    faq_data,
    found_label,
    list_address,
    list_data,
    list_query,
    list_route,
    read_asked,
    service_data,
)
from aistrategyhub.features.catalog.schemas import (
    Asked,
    CategoryChoice,
    CategoryView,
    ServiceCard,
    ServiceDetail,
    ServiceDetailBody,
    ServicePage,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender.declared import Head, PublicPage, Session, Snapshot, breadcrumbs
from aistrategyhub.prerender.snapshots import show, show_page
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.tables import remember_address

_EVERYBODY = "the catalogue is shown to everybody"
_OWN_LIST = "shows the visitor another part of what everybody may see"
_PER_PAGE = 12
_LONGEST_VALUE = 201
LIST_TITLE = mark("Servizi")
LIST_DESCRIPTION = mark(
    "Consulenza a prezzo scritto su AI Act, NIS2 e formazione: che cosa comprende, a chi serve, quanto costa."
)
SERVICE_TITLE = mark("Servizio")


class ServicesState(rx.State):
    """The list of services, as its address asks for it."""

    cards: list[ServiceCard] = []
    categories: list[CategoryChoice] = []
    category: CategoryView = CategoryView()
    asked: Asked = Asked()
    found_label: str = ""
    is_guessed: bool = False
    is_filtered: bool = False
    refusal: str = ""
    previous_route: str = ""
    next_route: str = ""
    is_loaded: bool = False

    @rx.event
    @public(_EVERYBODY)
    async def load(self) -> Any:
        url = self.router.url
        asked = read_asked(url.query_parameters)
        async with unit_of_work() as session:
            snapshot = await _list_snapshot(session, asked)
        await show_page(self, SERVICES_PAGE, snapshot)
        # A form that the browser sends by itself names every field, also the empty ones.
        if any(word in LIST_WORDS and not value for word, value in parse_qsl(url.query, keep_blank_values=True)):
            return remember_address(localized(LIST_ROUTE), list_address(asked), True)
        return None

    @rx.event(supersedes=True)
    @public(_OWN_LIST)
    async def search(self, form: dict[str, Any]) -> Any:
        """The whole form, as the browser would send it without us: also a moment after the last key. Other words for
        those that one was searching for are no step of their own on the way back."""
        typed = {word: str(form.get(word, ""))[:_LONGEST_VALUE] for word in LIST_WORDS}
        asked = replace(read_asked(typed), page=1)
        goes_on = bool(self.asked.q) and asked == replace(self.asked, q=asked.q, page=1)
        return await self._show(asked, is_step=not goes_on)

    @rx.event(supersedes=True)
    @public(_OWN_LIST)
    async def choose(self, word: str, value: str) -> Any:
        """One of the choices beside the search."""
        present = dict(parse_qsl(list_address(self.asked)))
        asked = read_asked({**present, word: value[:_LONGEST_VALUE]})
        return await self._show(replace(asked, page=1))

    async def _show(self, asked: Asked, *, is_step: bool = True) -> Any:
        async with unit_of_work() as session:
            await show(self, await _list_snapshot(session, asked))
        return remember_address(localized(LIST_ROUTE), list_address(asked), not is_step)


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
    categories = await list_categories(session, current_locale())
    category = await find_view(session, asked.category, current_locale())
    refusal = ""
    try:
        page, cards = await read_cards(session, list_query(asked), PageRequest(asked.page, _PER_PAGE))
    except InvalidInput as error:
        page, cards = ServicePage([], 0, 1, _PER_PAGE), []
        refusal = _(error.fields[0].sentence, **error.fields[0].values)
    last = max(page.total_pages, 1)
    shown = {
        "cards": cards,
        "categories": category_choices(categories, asked),
        "category": category,
        "asked": asked,
        "found_label": found_label(page),
        "is_guessed": page.is_guessed and bool(cards),
        "is_filtered": asked != Asked(asked.q, asked.category, page=asked.page),
        "refusal": refusal,
        "previous_route": list_route(replace(asked, page=min(page.page - 1, last))) if page.has_prev else "",
        "next_route": list_route(replace(asked, page=page.page + 1)) if page.has_next else "",
        "is_loaded": True,
    }
    things = {"catalog"} | ({f"media:{category.image.id}"} if category.image.id else set())
    return Snapshot({ServicesState: shown}, _list_head(page), frozenset(things))


def _list_head(page: ServicePage) -> Head:
    crumbs = breadcrumbs((_("Servizi"), localized(LIST_ROUTE)))
    return Head(
        _(LIST_TITLE),
        _(LIST_DESCRIPTION),
        alternates=in_every_language(LIST_ROUTE),
        data=(crumbs, *list_data(page.rows, [address_of(service) for service in page.rows])),
        updated_at=max((service.updated_at for service in page.rows), default=None),
    )


async def _service_snapshot(session: Session, params: Mapping[str, str]) -> Snapshot | None:
    found = await read_detail(session, params["service_slug"])
    if found is None:
        return None
    service, detail, pictures = found
    shown = {"service": detail, "is_missing": False, "is_loaded": True}
    things = {f"service:{service.id}", f"category:{service.category.slug}"}
    things |= {f"media:{picture}" for picture in _pictures_of(service)}
    things |= {"catalog"} if detail.related or detail.parts else set()
    return Snapshot({ServiceState: shown}, _service_head(service, pictures), frozenset(things))


def _pictures_of(service: ServiceDetailBody) -> list[str]:
    sections = service.sections
    named = (sections.hero_image_id, sections.seo.image_id, *(picture.image_id for picture in sections.images))
    return [picture for picture in named if picture]


def _service_head(service: ServiceDetailBody, pictures: list[str]) -> Head:
    """An item shown in Italian for want of a translation names the Italian page as its own: two addresses with the same
    words are one to a search engine."""
    alternates = {locale: in_language(f"{LIST_ROUTE}/{slug}", locale) for locale, slug in service.slugs.items()}
    is_translated = service.locale == current_locale()
    address = alternates[current_locale()]
    crumbs = breadcrumbs((_("Servizi"), localized(LIST_ROUTE)), (service.name, address))
    seo = service.sections.seo
    return Head(
        seo.title or service.name,
        seo.description or service.short_description,
        canonical="" if is_translated else alternates[service.locale],
        image=pictures[0] if pictures else "",
        alternates=alternates if is_translated else {},
        data=(service_data(service, address, pictures), crumbs, *faq_data(service)),
        robots="noindex" if seo.robots == "noindex" else "",
        published_at=service.published_at,
        updated_at=service.updated_at,
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


SERVICES_PAGE = PublicPage(LIST_ROUTE, _whole_list, _list_address, query=LIST_WORDS)
SERVICE_PAGE = PublicPage(f"{LIST_ROUTE}/[service_slug]", _service_snapshot, _service_addresses)
