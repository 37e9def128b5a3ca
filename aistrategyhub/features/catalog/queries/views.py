"""What the public pages show, looked up and put into words."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.catalog.models import ItemKind, ListAudience
from aistrategyhub.features.catalog.queries.links import list_parts, list_related
from aistrategyhub.features.catalog.queries.listing import read_services
from aistrategyhub.features.catalog.queries.prices import list_plans
from aistrategyhub.features.catalog.queries.services import find_drafted, find_service, services_of
from aistrategyhub.features.catalog.rules import LIST_ROUTE, act_of_plans, plan_lines, service_card, service_detail
from aistrategyhub.features.catalog.schemas import (
    ListQuery,
    PartLine,
    PictureView,
    PriceBody,
    ServiceBody,
    ServiceCard,
    ServiceContent,
    ServiceDetail,
    ServiceDetailBody,
    ServicePage,
)
from aistrategyhub.features.media.queries import image_views
from aistrategyhub.features.media.schemas import ImageView
from aistrategyhub.features.vat.queries import seller_scheme
from aistrategyhub.features.vat.schemas import Scheme


async def read_cards(
    session: AsyncSession, wanted: ListQuery, page: PageRequest
) -> tuple[ServicePage, list[ServiceCard]]:
    """A page of the list with its cards, priced for firms and for people. Raises InvalidInput for what is none."""
    found = await read_services(session, current_locale(), wanted, page)
    return found, await cards_of(session, [service.id for service in found.rows])


async def cards_of(session: AsyncSession, ids: Sequence[UUID]) -> list[ServiceCard]:
    """The cards of these items in this order; those that are not published are left out."""
    return await _cards(session, ids, await seller_scheme(session))


async def _cards(session: AsyncSession, ids: Sequence[UUID], scheme: Scheme) -> list[ServiceCard]:
    locale = current_locale()
    firms = await services_of(session, locale, ids, audience=ListAudience.FIRMS)
    people = {one.id: one for one in await services_of(session, locale, ids, audience=ListAudience.PEOPLE)}
    return [service_card(service, people[service.id].price, scheme) for service in firms]


async def read_detail(session: AsyncSession, slug: str) -> tuple[ServiceDetailBody, ServiceDetail, list[str]] | None:
    """The item at this address, how its page shows it, and the addresses of its pictures; None where nothing published
    has it."""
    locale = current_locale()
    service = await find_service(session, slug, locale, audience=ListAudience.FIRMS)
    if service is None:
        return None
    (for_people,) = await services_of(session, locale, [service.id], audience=ListAudience.PEOPLE)
    shown = await _detail(session, service, for_people.price)
    return service, shown, [view.src for view in (shown.hero, *(one.image for one in shown.pictures)) if view.src]


async def draft_detail(
    session: AsyncSession, publication_id: UUID, words: ServiceContent, lang: str
) -> ServiceDetail | None:
    """How the page of an item would show these words, which are in `lang`, beside the facts that it has now; None where
    the publication is of no item."""
    firms, people = [
        await find_drafted(session, publication_id, words, lang, current_locale(), audience=audience)
        for audience in (ListAudience.FIRMS, ListAudience.PEOPLE)
    ]
    return None if firms is None or people is None else await _detail(session, firms, people.price)


async def _detail(session: AsyncSession, service: ServiceDetailBody, for_people: PriceBody | None) -> ServiceDetail:
    scheme = await seller_scheme(session)
    images = await image_views(session, _picture_ids(service))
    pictures = [
        PictureView(view, picture.caption)
        for picture in service.sections.images
        if (view := _shown(images, picture.image_id)).src
    ]
    plans = plan_lines(await list_plans(session, service.id), service.vat_class, scheme)
    shown = service_detail(service, for_people, scheme)
    return replace(
        shown,
        act=act_of_plans(service) if plans and service.kind is ItemKind.SUBSCRIPTION else shown.act,
        price_note="" if plans else shown.price_note,
        hero=_shown(images, service.sections.hero_image_id),
        pictures=pictures,
        plans=plans,
        parts=await _parts(session, service),
        related=await _cards(session, await _related_ids(session, service), scheme),
    )


async def _related_ids(session: AsyncSession, service: ServiceBody) -> list[UUID]:
    linked = await list_related(session, service.id, only_published=True)
    return [one.id for one in linked]


async def _parts(session: AsyncSession, service: ServiceBody) -> list[PartLine]:
    if service.kind is not ItemKind.BUNDLE:
        return []
    parts = await list_parts(session, service.id, current_locale(), only_published=True)
    return [
        PartLine(part.name, f"{LIST_ROUTE}/{part.slug}", f"{part.quantity} ×" if part.quantity > 1 else "")
        for part in parts
    ]


async def read_compared_services(session: AsyncSession, slugs: Sequence[str]) -> list[ServiceDetailBody]:
    """The published items of these Italian slugs, in their order."""
    found = [await find_service(session, slug, current_locale(), audience=ListAudience.FIRMS) for slug in slugs]
    return [service for service in found if service is not None]


def _picture_ids(service: ServiceDetailBody) -> list[UUID]:
    sections = service.sections
    named = (sections.hero_image_id, sections.seo.image_id, *(picture.image_id for picture in sections.images))
    return [UUID(picture) for picture in named if picture]


def _shown(images: dict[UUID, ImageView], image_id: str) -> ImageView:
    return images.get(UUID(image_id), ImageView()) if image_id else ImageView()
