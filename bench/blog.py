"""How fast the blog answers with 20,000 posts: lists, a post, a search, the API, each beside its bare SQL query."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx
from sqlalchemy import text

from aistrategyhub import registry
from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.accounts.api import principal_finder
from aistrategyhub.features.blog.queries.lists import find_list, find_search
from aistrategyhub.features.blog.queries.reading import find_post
from aistrategyhub.features.blog.queries.searching import PostSearch, search_posts
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING, Shelf, ShelfKind
from aistrategyhub.features.blog.seed import seed
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from aistrategyhub.infra.http.api import build_api
from aistrategyhub.infra.http.edge import edge
from aistrategyhub.infra.settings import get_settings
from bench.figures import Figure, Section, sampled
from bench.lab import Lab

_READERS = 50
_POSTS, _POSTS_QUICK = 20_000, 2_000
_DEMO_POSTS = 7
_HOW = (
    "{posts:,} live posts in Italian and English. Each read as the page or the API makes it, in one process on the"
    " machine that PostgreSQL has too: one after the other, then by {readers} readers at once, who share the process,"
    " so that each waits for the others and for a connection. The bare query is the statement that finds the rows,"
    " alone; the ratio is the median of the whole read, one after the other, to it."
)
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
    """Reads of the blog, alone and at once."""
    _ = lab.database
    posts = lab.times(_POSTS, _POSTS_QUICK)
    section = Section("blog", "Blog", _HOW.format(posts=posts, readers=_READERS))
    section.figures += asyncio.run(_measure(posts, lab.times(200, 30)))
    return section


async def _measure(posts: int, times: int) -> list[Figure]:
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    figures: list[Figure] = []
    with acting_as(Principal.system(tenant.id)):
        async with unit_of_work() as session:
            await seed(session, SeedPlan(tenant.id, scale=-(-posts // _DEMO_POSTS)))
        async with unit_of_work() as session:
            await session.execute(text("ANALYZE posts, post_texts, post_tags, post_authors, publications, addresses"))
        for name, read in _reads().items():
            figures += await _figures(name, read, times)
    async with _api() as client:
        for name, path in {"API list": "/api/v1/blog", "API post": "/api/v1/blog/fornitore-o-deployer"}.items():
            figures += await _figures(name, lambda path=path: _answered(client, path), times)
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
    alone = [await _timed(read) for _ in range(times)]
    figures = [sampled(name, alone, "ms")]
    if bare := _BARE.get(name):
        bare_times = [await _timed(lambda: _bare(bare)) for _ in range(times)]
        figures.append(sampled(f"{name}: bare query", bare_times, "ms"))
        ratio = sorted(alone)[times // 2] / sorted(bare_times)[times // 2]
        figures.append(Figure(f"{name}: ratio to the bare query", ratio, "times"))
    door = asyncio.Semaphore(get_settings().database_pool_size)

    async def behind_the_door() -> None:
        async with door:
            await read()

    together = await asyncio.gather(*(_reader(behind_the_door, max(times // 20, 2)) for _ in range(_READERS)))
    figures.append(sampled(f"{name}, {_READERS} readers", [one for reader in together for one in reader], "ms"))
    return figures


async def _reader(read: Read, times: int) -> list[float]:
    return [await _timed(read) for _ in range(times)]


async def _bare(statement: str) -> None:
    async with unit_of_work() as session:
        (await session.execute(text(statement))).all()


async def _timed(read: Read) -> float:
    began = time.perf_counter()
    await read()
    return (time.perf_counter() - began) * 1e3


async def _answered(client: httpx.AsyncClient, path: str) -> None:
    (await client.get(path)).raise_for_status()


def _api() -> httpx.AsyncClient:
    """The API with its edge, in this process."""
    rooms = [router for feature in registry.features() for router in feature.routers]
    application = edge(principal_finder(registry.granted))(build_api(rooms, []))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url="http://localhost")
