"""How soon a published page is live, how fast all are written, and how fast the file of one is served."""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

import httpx
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.catalog.models import CatalogItem, CatalogText
from aistrategyhub.features.catalog.seed import seed
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SiteIdentity
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.ports import free_port
from aistrategyhub.infra.settings import ROOT
from aistrategyhub.prerender.models import PageStatus
from aistrategyhub.prerender.queries import PageCounts, count_pages
from aistrategyhub.prerender.service import touch, want_all
from aistrategyhub.prerender.tree import serving
from bench import nextjs
from bench.figures import Figure, Section, sampled
from bench.lab import Lab
from bench.load import press
from bench.processes import memory
from bench.product import Product

_FOLDER = "public-pages"
# Each makes 32 pages, in two languages: some 5,000 in all.
_SCALE, _QUICK_SCALE = 155, 10
_SLUG = "ai-act-gap-assessment"
_PAGE = f"/servizi/{_SLUG}"
_LOOK_EVERY_SECONDS = 0.002
_LONGEST_SECONDS = 600
_CLIENTS = 16
# What any file server says of a file.
_BY_ITSELF = frozenset(
    ["accept-ranges", "content-encoding", "content-length", "content-type", "date", "etag", "last-modified", "vary"]
)
_PLAIN = """{
	admin off
}
http://localhost:%d {
	root * %s
%s	file_server {
		precompressed br zstd gzip
	}
}
"""
_HOW = (
    "The demo firm with thousands of services, each a page in two languages, written by one job process with one Node."
    " Live is measured from before the commit that changes a service until its address has the new words, asked"
    " every 2 ms. Then every page is written again, with other words in each. Memory is that of the Node that rendered"
    f" them. Throughput: {_CLIENTS} clients ask for a page through Caddy with the repository's file, for the same bytes"
    " as a plain static file of a Caddy that knows nothing else, for these with the headers of the page, and for the"
    " page from the application alone (two web workers); the first three in turns, the best of three each. Next.js: the"
    f" same words as a static page of Next.js {nextjs.VERSION}, one process of `next start`, asked by as many"
    " clients, the best of three."
)


def measure(lab: Lab) -> Section:
    """Publishing and serving with thousands of pages, in a product of its own."""
    lab.prepare_pages()
    section = Section("prerender", "Public pages as files", _HOW)
    folder = lab.folder / _FOLDER
    with lab.start_product(_FOLDER) as product:
        with lab.inside(folder, EmbeddedPostgres(folder)):
            section.figures += asyncio.run(_publishing(lab, product))
        section.figures += _serving(lab, product.url, folder / "prerender")
    return section


async def _publishing(lab: Lab, product: Product) -> list[Figure]:
    async with transaction() as session:
        found = await first_tenant(session)
    assert found is not None
    tenant = found.id
    with acting_as(Principal.system(tenant)):
        async with unit_of_work() as session:
            await seed(session, SeedPlan(tenant, lab.times(_SCALE, _QUICK_SCALE)))
            await want_all(session)
        pages = await _all_written()
        live = [await _publish(product.url, f"Edizione {number}") for number in range(lab.times(60, 10))]
        seconds = await _write_all_again()
    await close_engine()
    return [
        Figure("Pages in the tree", pages, "pages"),
        sampled("Published to live", live, "s", at_most=2.0),
        Figure("All written again", seconds, "s", at_most=20.0 if pages <= 5_100 else None),
        Figure("All written again: pages", pages / seconds, "pages/s"),
        Figure("Memory of Node", _memory_of_node(product), "MB"),
    ]


async def _all_written() -> int:
    """Waits until nothing is due; how many pages there are. Raises TimeoutError."""
    async with asyncio.timeout(_LONGEST_SECONDS):
        while True:
            counts = await _count()
            if not counts.requests and set(counts.by_status) == {PageStatus.DONE}:
                return counts.by_status[PageStatus.DONE]
            await asyncio.sleep(0.05)


async def _count() -> PageCounts:
    async with unit_of_work() as session:
        return await count_pages(session)


async def _publish(url: str, name: str) -> float:
    """Seconds from before the commit until the page says the new name."""
    began = time.perf_counter()
    async with unit_of_work() as session:
        await touch(session, f"service:{await _name(session, name)}")
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client, asyncio.timeout(_LONGEST_SECONDS):
        while True:
            if name in (await client.get(_PAGE)).text:
                return time.perf_counter() - began
            await asyncio.sleep(_LOOK_EVERY_SECONDS)


async def _name(session: AsyncSession, name: str) -> UUID:
    item = (await session.execute(select(CatalogItem.id).where(CatalogItem.slug == _SLUG))).scalar_one()
    await session.execute(
        update(CatalogText).where(CatalogText.item_id == item, CatalogText.locale == "it").values(name=name)
    )
    return item


async def _write_all_again() -> float:
    async with unit_of_work() as session:
        identity = await find_setting(session, SiteIdentity)
        assert identity is not None
        await save_setting(session, identity.model_copy(update={"site_name": "Un altro nome"}))
        await touch(session, "firm")
    began = time.perf_counter()
    await _all_written()
    return time.perf_counter() - began


def _memory_of_node(product: Product) -> float:
    return max((one.rss for one in memory(product.pid) if "renderer.mjs" in one.command), default=0.0)


def _serving(lab: Lab, url: str, trees: Path) -> list[Figure]:
    seconds = lab.times(8, 2)
    alone = press(url + _PAGE, clients=_CLIENTS, seconds=seconds)
    figures = [Figure("Page from the application alone", alone.per_second, "requests/s")]
    if shutil.which("caddy") is None:
        return figures
    tree = serving(trees)
    assert tree is not None
    page = next(tree.folder.glob(f"*/{_PAGE.strip('/')}/index.html")).parent
    with _caddy(lab, ROOT / "Caddyfile", url, trees) as ours:
        headers = httpx.get(ours + _PAGE, trust_env=False).headers
        with _plain_caddy(lab, page) as plain, _plain_caddy(lab, page, headers) as guarded:
            addresses = (ours + _PAGE, plain + "/", guarded + "/")
            runs = [[_per_second(address, seconds) for address in addresses] for _ in range(3)]
    through, file, with_headers = (max(values) for values in zip(*runs, strict=True))
    with nextjs.static_page(lab.folder / "nextjs", (page / "index.html").read_text()) as theirs:
        same = max(_per_second(theirs, seconds) for _ in range(3))
    return [
        *figures,
        Figure("Page through Caddy", through, "requests/s"),
        Figure("Plain static file through Caddy", file, "requests/s"),
        Figure("Plain static file with the page's headers through Caddy", with_headers, "requests/s"),
        Figure("Page, of the plain file's throughput", 100 * through / file, "%", at_least=95),
        Figure("Page, of that of the plain file with its headers", 100 * through / with_headers, "%"),
        Figure("Static page of Next.js", same, "requests/s"),
        Figure("Page through Caddy, to that of Next.js", through / same, "times", at_least=10),
    ]


def _per_second(url: str, seconds: int) -> float:
    load = press(url, clients=_CLIENTS, seconds=seconds)
    assert not load.failed, f"{url}: {load.failed} failed"
    return load.per_second


@contextmanager
def _plain_caddy(lab: Lab, folder: Path, headers: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """A Caddy that knows only this folder, and adds what of `headers` no file server says by itself: its address."""
    port = free_port()
    file = lab.folder / f"plain-{port}.caddy"
    added = "".join(f"\theader {name} `{value}`\n" for name, value in headers.items() if name not in _BY_ITSELF)
    file.write_text(_PLAIN % (port, folder, added))
    with _running_caddy(lab, file, f"http://localhost:{port}", {}) as address:
        yield address


@contextmanager
def _caddy(lab: Lab, file: Path, upstream: str, trees: Path) -> Iterator[str]:
    """Caddy with the repository's file in front of the product: its address."""
    address = f"http://localhost:{free_port()}"
    variables = {
        "SITE_ADDRESS": address,
        "UPSTREAM": upstream.removeprefix("http://"),
        "PRERENDER_DIR": str(trees),
    }
    with _running_caddy(lab, file, address, variables) as running:
        yield running


@contextmanager
def _running_caddy(lab: Lab, file: Path, address: str, variables: dict[str, str]) -> Iterator[str]:
    command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
    environment = {**os.environ, "HOME": str(lab.folder), **variables}
    caddy = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(address)
        yield address
    finally:
        caddy.terminate()
        caddy.wait(20)


def _wait_for(address: str) -> None:
    for _ in range(200):
        with suppress(httpx.TransportError):
            httpx.get(address, trust_env=False)
            return
        time.sleep(0.05)
    raise TimeoutError(address)
