"""Lists and searches of what is published, from a real PostgreSQL."""

import tomllib

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.catalog.queries import read_services
from aistrategyhub.features.catalog.schemas import ListQuery
from aistrategyhub.features.catalog.seed import seed
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.infra.settings import ROOT
from tests.factories.catalog import create_service

SEARCHES = tomllib.loads((ROOT / "tests/golden/catalog/searches.toml").read_text())["searches"]


async def slugs(session: AsyncSession, q: str = "", locale: str = "it", **wanted: object) -> list[str]:
    page = await read_services(session, locale, ListQuery(q, **wanted), PageRequest(1, 5))
    return [service.slug for service in page.rows]


async def words_of(session: AsyncSession, **texts: tuple[str, str]) -> None:
    """Services by their slug (`_` for `-`): name and short description."""
    for place, (slug, (name, lead)) in enumerate(texts.items()):
        words = {"it": {"name": name, "short_description": lead}}
        await create_service(session, slug=slug.replace("_", "-"), texts=words, sort_order=place)


async def test_the_written_searches_find_what_they_are_after(session: AsyncSession, tenant: Tenant) -> None:
    await seed(session, SeedPlan(tenant.id))

    missed = [
        (search["q"], found)
        for search in SEARCHES
        if search["expected"] not in (found := await slugs(session, search["q"], search["locale"]))
    ]

    assert len(SEARCHES) == 60
    assert len(missed) <= 3, missed
