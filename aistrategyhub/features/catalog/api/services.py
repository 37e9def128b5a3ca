"""The catalogue over HTTP, for integrators and for the site itself."""

from typing import Annotated

from fastapi import APIRouter, Query

from aistrategyhub.core.access import public
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.catalog.queries import get_service, list_categories, list_services
from aistrategyhub.features.catalog.rules import LONGEST_SEARCH
from aistrategyhub.features.catalog.schemas import CategoryBody, ServiceBody, ServiceDetailBody, ServiceSort
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged

router = APIRouter(tags=["catalog"])

_EVERYBODY = "the catalogue is shown to everybody"


@router.get("/services", summary="Published services")
@public(_EVERYBODY)
async def services(
    q: Annotated[str, Query(max_length=LONGEST_SEARCH, description="Words that must all be there")] = "",
    category: Annotated[str | None, Query(examples=["ai-compliance"])] = None,
    featured: bool | None = None,
    sort: ServiceSort = ServiceSort.RECOMMENDED,
    page: Annotated[int, Query(ge=1)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
) -> PagedEnvelope[ServiceBody]:
    """Published services in the language asked for (`Accept-Language` or `?locale=`), Italian where untranslated."""
    wanted = PageRequest(page, per_page)
    async with unit_of_work() as session:
        found = await list_services(
            session, current_locale(), q=q, category=category, featured=featured, sort=sort, page=wanted
        )
    return paged(found.rows, total=found.total, page=found.page, per_page=found.per_page)


@router.get("/services/{slug}", summary="One service with its whole page")
@public(_EVERYBODY)
async def service(slug: str) -> Envelope[ServiceDetailBody]:
    """A published service. 404 ITEM_NOT_FOUND when nothing published has this slug."""
    async with unit_of_work() as session:
        return ok(await get_service(session, slug, current_locale()))


@router.get("/categories", summary="The branches of the catalogue")
@public(_EVERYBODY)
async def categories() -> Envelope[list[CategoryBody]]:
    """Every category in its order, with the number of published services in it."""
    async with unit_of_work() as session:
        return ok(await list_categories(session, current_locale()))
