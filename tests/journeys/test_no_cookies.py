"""A visitor who signs in nowhere: no cookie, nothing kept in the browser but what pages need, no other site asked."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page

from aistrategyhub import registry
from aistrategyhub.core.feature import Shell
from aistrategyhub.features.legal.rules import storage
from tests.harness.product import Product

pytestmark = pytest.mark.journey


# Waiting for a page to come to rest takes longer than loading it.
TABS = 3


@dataclass
class Visit:
    """A browser of a visitor, and which hosts its pages asked for something."""

    context: BrowserContext
    tabs: list[Page]
    hosts: set[str] = field(default_factory=set)


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    context = await browser.new_context()
    visit = Visit(context, [await context.new_page() for _ in range(TABS)])
    context.on("request", lambda request: visit.hosts.add(urlsplit(request.url).netloc))
    for tab in visit.tabs:
        tab.on("websocket", lambda socket: visit.hosts.add(urlsplit(socket.url).netloc))
    yield visit
    await context.close()


async def public_pages(site: str) -> list[str]:
    """Every address of the site map, and every page without an account that is in none because it is for nobody's
    search."""
    async with httpx.AsyncClient(base_url=site) as anybody:
        listed = re.findall("<loc>(.+?)</loc>", (await anybody.get("/sitemap.xml")).text)
    routes = [
        page.route
        for feature in registry.features()
        for page in feature.pages
        if page.shell in (Shell.PUBLIC, Shell.AUTH) and not page.outside_production_only and "[" not in page.route
    ]
    return sorted({*(urlsplit(address).path for address in listed), *routes, *(f"/en{route}" for route in routes)})


async def test_no_page_keeps_anything_or_asks_anybody_else(product: Product, visit: Visit) -> None:
    pages = await public_pages(product.url)
    assert {"/", "/contatti", "/en/privacy", "/servizi/dpia-fria", "/accedi"} <= set(pages)

    waiting = deque(pages)
    async with asyncio.TaskGroup() as together:
        for tab in visit.tabs:
            together.create_task(wake_all(tab, product.url, waiting))

    assert await visit.context.cookies() == []
    for tab in visit.tabs:
        kept = await tab.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
        assert set(kept) <= {item.name for item in storage()}
    assert visit.hosts == {urlsplit(product.url).netloc}


async def wake_all(tab: Page, site: str, waiting: deque[str]) -> None:
    """Opens the pages that wait, one after the other, and touches each."""
    while waiting:
        await tab.goto(site + waiting.popleft())
        await tab.mouse.click(1, 1)
        await tab.wait_for_load_state("networkidle")
