"""How fast the blog answers with 20,000 posts: lists, a post, a search, the API, each beside its bare SQL query."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import text

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.blog.queries.lists import find_list, find_search
from aistrategyhub.features.blog.queries.reading import find_post
from aistrategyhub.features.blog.queries.searching import PostSearch, search_posts
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING, Shelf, ShelfKind
from aistrategyhub.features.blog.seed import seed
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from bench.figures import Figure, Section, percentile, sampled
from bench.lab import FOLDER, Lab, settle
from bench.readers import HOW, read_at_once

_POSTS, _POSTS_QUICK = 20_000, 2_000
_DEMO_POSTS = 7
_HOW = (
    "{posts:,} live posts in Italian and English. " + HOW + " Asked anew: each read as a page makes it, one after the"
    " other in this process, nothing kept. The bare query is the statement that finds the rows, alone; the ratio is"
    " that of the medians."
)
_ADDRESSES = {
    "API, list": "/api/v1/blog",
    "API, post": "/api/v1/blog/fornitore-o-deployer",
    "API, search": f"/api/v1/blog?q={quote('registri dei sistemi')}",
}
_BARE = {
    "List": "SELECT id FROM posts WHERE live_at IS NOT NULL ORDER BY live_at DESC, id DESC LIMIT 12",
    "Search": (
        "SELECT p.id FROM posts p JOIN post_texts t ON t.post_id = p.id WHERE t.locale = 'it'"
        " AND t.tenant_id = p.tenant_id AND t.vector @@ to_tsquery('italian', 'registro & sistema')"
        " AND p.live_at IS NOT NULL ORDER BY p.live_at DESC LIMIT 12"
    ),
    "Post": (
        "SELECT v.content FROM addresses a JOIN publications p ON p.id = a.publication_id"
        " JOIN publication_versions v ON v.id = p.published_version_id WHERE a.path = '/blog/fornitore-o-deployer'"
    ),
}
Read = Callable[[], Awaitable[object]]


def measure(lab: Lab) -> Section:
    """Reads of the blog: through the API, then alone."""
    posts, product, folder = lab.times(_POSTS, _POSTS_QUICK), lab.product, lab.folder / FOLDER
    section = Section("blog", "Blog", _HOW.format(posts=posts))
    server = EmbeddedPostgres(folder)
    with lab.inside(folder, server):
        tenant = asyncio.run(_fill(posts))
        settle(server)
        for label, path in _ADDRESSES.items():
            section.figures += read_at_once(label, product.url + path, lab.times(8, 2))
        section.figures += asyncio.run(_asked_anew(tenant, lab.times(200, 30)))
    return section


async def _fill(posts: int) -> UUID:
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    with acting_as(Principal.system(tenant.id)):
        async with unit_of_work() as session:
            await seed(session, SeedPlan(tenant.id, scale=-(-posts // _DEMO_POSTS)))
    await close_engine()
    return tenant.id


async def _asked_anew(tenant: UUID, times: int) -> list[Figure]:
    figures: list[Figure] = []
    with acting_as(Principal.system(tenant)):
        for name, read in _reads().items():
            figures += await _figures(name, read, times)
    await close_engine()
    return figures


def _reads() -> dict[str, Read]:
    async def listed(shelf: Shelf, number: int | None = None) -> object:
        async with unit_of_work() as session:
            return await find_list(session, shelf, number)

    async def read() -> object:
        async with unit_of_work() as session:
            return await find_post(session, "fornitore-o-deployer")

    async def searched() -> object:
        async with unit_of_work() as session:
            return await find_search(session, "registri dei sistemi", 1)

    async def found() -> object:
        async with unit_of_work() as session:
            return await search_posts(session, PostSearch(q="registri dei sistemi"), PageRequest(1, 12))

    return {
        "List": lambda: listed(EVERYTHING),
        "List, in the middle": lambda: listed(EVERYTHING, 80),
        "List of a tag": lambda: listed(Shelf(ShelfKind.TAG, "governance")),
        "Post": read,
        "Search": searched,
        "Search, ids alone": found,
    }


async def _figures(name: str, read: Read, times: int) -> list[Figure]:
    await read()
    whole = [await _timed(read) for _ in range(times)]
    figures = [sampled(f"{name}, asked anew", whole, "ms", at_most=50)]
    if bare := _BARE.get(name):
        alone = [await _timed(lambda: _bare(bare)) for _ in range(times)]
        figures.append(sampled(f"{name}: bare query", alone, "ms"))
        figures.append(
            Figure(f"{name}: ratio to the bare query", percentile(whole, 50) / percentile(alone, 50), "times")
        )
    return figures


async def _bare(statement: str) -> None:
    async with unit_of_work() as session:
        (await session.execute(text(statement))).all()


async def _timed(read: Read) -> float:
    began = time.perf_counter()
    await read()
    return (time.perf_counter() - began) * 1e3
