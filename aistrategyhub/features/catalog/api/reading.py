"""The catalogue as everybody reads it, for integrators and for other front ends.

`/services` is its public word; `/products` answers the same for programs that look for products and know them by id.
"""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from aistrategyhub.core.access import public
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.catalog.api.asked import Listed, ListRequest
from aistrategyhub.features.catalog.models import ListAudience
from aistrategyhub.features.catalog.queries import (
    find_category,
    get_service,
    get_service_by_id,
    list_categories,
    read_services,
)
from aistrategyhub.features.catalog.rules import cursor_text
from aistrategyhub.features.catalog.schemas import CategoryBody, ServiceBody, ServiceDetailBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, Meta, Pagination
from aistrategyhub.infra.http.fields import Fields, chosen, told
from aistrategyhub.infra.http.remembered import remembered

router = APIRouter(tags=["catalog"])

_EVERYBODY = "the catalogue is shown to everybody"
_UNCHANGED: Any = {304: {"description": "Unchanged since the answer whose ETag came in `If-None-Match`"}}
Audience = Annotated[ListAudience, Query(description="For whom prices are asked")]


class ServiceListEnvelope(BaseModel):
    """One page of items. `is_guessed`: not every word of the search was found as it was typed."""

    success: bool = True
    data: list[ServiceBody]
    pagination: Pagination
    is_guessed: bool = False
    meta: Meta = Field(default_factory=Meta)


class CategoryDetailBody(CategoryBody):
    """A branch with the first of its items; `/services?category=` has them all."""

    services: list[ServiceBody]


@router.get("/services", summary="Published services", response_model=ServiceListEnvelope, responses=_UNCHANGED)
@public(_EVERYBODY)
async def services(request: Request, asked: Listed) -> Response:
    """Published items in the language asked for (`Accept-Language` or `?locale=`), Italian where untranslated."""
    return await _list(request, asked)


@router.get("/products", summary="The same as /services", response_model=ServiceListEnvelope, responses=_UNCHANGED)
@public(_EVERYBODY)
async def products(request: Request, asked: Listed) -> Response:
    """Published items; `kind=digital` or `physical` for products in the narrow sense."""
    return await _list(request, asked)


@router.get(
    "/services/{slug}",
    summary="One service with its whole page",
    response_model=Envelope[ServiceDetailBody],
    responses=_UNCHANGED,
)
@public(_EVERYBODY)
async def service(
    request: Request, slug: str, audience: Audience = ListAudience.EVERYONE, fields: Fields = ""
) -> Response:
    """A published item. 404 ITEM_NOT_FOUND when nothing published has this slug."""
    return await _one(request, slug, audience, fields)


@router.get(
    "/products/slug/{slug}",
    summary="The same as /services/{slug}",
    response_model=Envelope[ServiceDetailBody],
    responses=_UNCHANGED,
)
@public(_EVERYBODY)
async def product_by_slug(
    request: Request, slug: str, audience: Audience = ListAudience.EVERYONE, fields: Fields = ""
) -> Response:
    """A published item by its slug. 404 ITEM_NOT_FOUND."""
    return await _one(request, slug, audience, fields)


@router.get(
    "/products/{item_id}",
    summary="One item by its id",
    response_model=Envelope[ServiceDetailBody],
    responses=_UNCHANGED,
)
@public(_EVERYBODY)
async def product(
    request: Request, item_id: UUID, audience: Audience = ListAudience.EVERYONE, fields: Fields = ""
) -> Response:
    """A published item by its id. 404 ITEM_NOT_FOUND."""
    names = chosen(ServiceDetailBody, fields)

    async def make() -> Any:
        async with unit_of_work() as session:
            found = await get_service_by_id(session, item_id, current_locale(), audience=audience)
        return {"data": told(found, names)}

    return await remembered(request, make)


@router.get(
    "/categories",
    summary="The branches of the catalogue",
    response_model=Envelope[list[CategoryBody]],
    responses=_UNCHANGED,
)
@public(_EVERYBODY)
async def categories(request: Request) -> Response:
    """Every category in its order, with the number of published items in it, counted up to 1,001."""

    async def make() -> Any:
        async with unit_of_work() as session:
            found = await list_categories(session, current_locale())
        return {"data": [told(category, None) for category in found]}

    return await remembered(request, make)


@router.get(
    "/categories/{category_id}",
    summary="One branch with its items",
    response_model=Envelope[CategoryDetailBody],
    responses=_UNCHANGED,
)
@public(_EVERYBODY)
async def category(request: Request, category_id: UUID, asked: Listed) -> Response:
    """A branch and one page of the items in it and below it. 404 CATEGORY_NOT_FOUND."""
    names = chosen(ServiceBody, asked.fields)

    async def make() -> Any:
        async with unit_of_work() as session:
            found = await find_category(session, category_id, current_locale())
            wanted = replace(asked.wanted, category=found.slug)
            page = await read_services(session, current_locale(), wanted, asked.page)
        return {"data": {**told(found, None), "services": [told(row, names) for row in page.rows]}}

    return await remembered(request, make)


async def _list(request: Request, asked: ListRequest) -> Response:
    names = chosen(ServiceBody, asked.fields)

    async def make() -> Any:
        async with unit_of_work() as session:
            page = await read_services(session, current_locale(), asked.wanted, asked.page)
        place = Pagination.of(
            total=page.total,
            page=page.page,
            per_page=page.per_page,
            is_exact=not page.is_cut,
            next_cursor=cursor_text(page.after) if page.after else None,
        )
        return {
            "data": [told(row, names) for row in page.rows],
            "pagination": place.model_dump(),
            "is_guessed": page.is_guessed,
        }

    return await remembered(request, make)


async def _one(request: Request, slug: str, audience: ListAudience, fields: str) -> Response:
    names = chosen(ServiceDetailBody, fields)

    async def make() -> Any:
        async with unit_of_work() as session:
            found = await get_service(session, slug, current_locale(), audience=audience)
        return {"data": told(found, names)}

    return await remembered(request, make)
