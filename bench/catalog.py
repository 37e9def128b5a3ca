"""The catalogue when it is large: lists, items and searches over the API, and what PostgreSQL needs for them alone."""

import asyncio
import time
import tomllib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.catalog.queries import find_service, read_services
from aistrategyhub.features.catalog.schemas import ListQuery
from aistrategyhub.features.catalog.seed import seed
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.settings import ROOT
from bench.figures import Figure, Section, percentile, sampled
from bench.lab import FOLDER, Lab, settle
from bench.readers import HOW, read_at_once

_SEARCHES = tomllib.loads((ROOT / "tests/golden/catalog/searches.toml").read_text())["searches"]
_DEMO_ITEMS = 8
_AN_ITEM = "dpia-fria"
_BARE = {
    "List": text(
        "SELECT item_id FROM catalog_listings WHERE tenant_id = :tenant AND locale = 'it' ORDER BY sort_order LIMIT 20"
    ),
    "Item": text("SELECT id FROM catalog_items WHERE tenant_id = :tenant AND slug = 'dpia-fria'"),
    "Search": text(
        "SELECT item_id FROM catalog_listings WHERE tenant_id = :tenant AND locale = 'it'"
        " AND vector @@ to_tsquery('italian', 'valutazione & impatto')"
        " ORDER BY ts_rank(vector, to_tsquery('italian', 'valutazione & impatto')) DESC LIMIT 5"
    ),
}
_HOW = (
    "{items:,} published items in two languages. " + HOW + " Asked anew: the very queries of the product, one after the"
    " other in this process, nothing kept; the ratio is that of their median to the bare statement that finds the"
    " ids alone. Recall: of {searches} written searches with slips and inflections, those whose service, or one"
    " of its kin, is among the first five."
)
Ask = Callable[[AsyncSession], Awaitable[Any]]


def measure(lab: Lab) -> Section:
    """List, item and search, kept and asked anew, and how good the search is."""
    scale, product = lab.times(12_500, 250), lab.product
    folder = lab.folder / FOLDER
    server = EmbeddedPostgres(folder)
    how = _HOW.format(items=scale * _DEMO_ITEMS, searches=len(_SEARCHES))
    section = Section("catalog", "A large catalogue", how)
    with lab.inside(folder, server):
        tenant = asyncio.run(_fill(scale))
        settle(server)
        for label, path in _paths().items():
            section.figures += read_at_once(label, product.url + path, lab.times(8, 2))
        section.figures += asyncio.run(_asked_anew(tenant, lab.times(240, 60)))
    return section


def _paths() -> dict[str, str]:
    return {
        "API, list": "/api/v1/services",
        "API, item": f"/api/v1/services/{_AN_ITEM}",
        "API, search": f"/api/v1/services?q={quote('valutazzione impatto')}",
    }


async def _fill(scale: int) -> UUID:
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    async with unit_of_work(tenant.id) as session:
        await seed(session, SeedPlan(tenant.id, scale))
    await close_engine()
    return tenant.id


async def _asked_anew(tenant: UUID, times: int) -> list[Figure]:
    figures = []
    asked = {"List": [_list()], "Item": [_item()], "Search": [_search(one) for one in _SEARCHES]}
    for label, asks in asked.items():
        took = await _timed(tenant, asks, times)
        bare = await _timed(tenant, [_bare(label, tenant)], times)
        figures.append(sampled(f"{label}, asked anew", took, "ms", at_most=50))
        figures.append(sampled(f"{label}: bare statement", bare, "ms"))
        figures.append(Figure(f"{label}: ratio to the bare statement", percentile(took, 50) / percentile(bare, 50)))
    figures.append(Figure("Search: recall in the first five", await _recall(tenant) * 100, "%"))
    await close_engine()
    return figures


async def _timed(tenant: UUID, asks: Sequence[Ask], times: int) -> list[float]:
    """Milliseconds of each, the transaction apart."""
    took = []
    for number in range(times):
        async with unit_of_work(tenant) as session:
            began = time.perf_counter()
            await asks[number % len(asks)](session)
            took.append((time.perf_counter() - began) * 1e3)
    return took


def _bare(label: str, tenant: UUID) -> Ask:
    return lambda session: session.execute(_BARE[label], {"tenant": tenant})


def _list() -> Ask:
    return lambda session: read_services(session, "it", ListQuery())


def _item() -> Ask:
    return lambda session: find_service(session, _AN_ITEM, "it")


def _search(search: dict[str, str]) -> Ask:
    return lambda session: read_services(session, search["locale"], ListQuery(search["q"]), PageRequest(1, 5))


async def _recall(tenant: UUID) -> float:
    found = 0
    async with unit_of_work(tenant) as session:
        for search in _SEARCHES:
            page = await _search(search)(session)
            found += any(row.slugs["it"].startswith(search["expected"]) for row in page.rows)
    return found / len(_SEARCHES)
