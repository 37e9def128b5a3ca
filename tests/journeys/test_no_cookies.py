"""A visitor who signs in nowhere: no cookie, nothing kept in the browser but what pages need, no other site asked."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from aistrategyhub import registry
from aistrategyhub.core.feature import SeedPlan, Shell
from aistrategyhub.features.catalog import seed as catalog
from aistrategyhub.features.legal.rules import storage
from aistrategyhub.features.site_settings import seed as site_settings
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.embedded.postgres import DatabaseUrls
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from tests.harness.site import WebProcess

pytestmark = pytest.mark.journey


@dataclass
class Visit:
    """A browser of a visitor, and which hosts its pages asked for something."""

    context: BrowserContext
    page: Page
    hosts: set[str] = field(default_factory=set)


@pytest.fixture
async def site(
    committed: DatabaseUrls,
    committed_tenant: UUID,
    embedded_redis: EmbeddedRedis,
    start_web: Callable[..., WebProcess],
) -> str:
    """The address of the demo firm's site."""
    async with unit_of_work() as session:
        await site_settings.seed(session, SeedPlan(committed_tenant))
        await catalog.seed(session, SeedPlan(committed_tenant))
    return start_web(
        WEB_WORKERS="1",
        DATABASE_URL=committed.application,
        MIGRATION_DATABASE_URL=committed.owner,
        REDIS_URL=embedded_redis.url,
    ).url


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    context = await browser.new_context()
    page = await context.new_page()
    visit = Visit(context, page)
    context.on("request", lambda request: visit.hosts.add(urlsplit(request.url).netloc))
    page.on("websocket", lambda socket: visit.hosts.add(urlsplit(socket.url).netloc))
    yield visit
    await context.close()


def public_pages() -> list[str]:
    """Every page that a visitor opens without an account; one of each kind where the address has parameters."""
    shown = {"[service_slug]": "dpia-fria"}
    routes = []
    for feature in registry.features():
        for page in feature.pages:
            if page.shell not in (Shell.PUBLIC, Shell.AUTH) or page.outside_production_only:
                continue
            segments = [shown.get(segment, segment) for segment in page.route.split("/")]
            if not any(segment.startswith("[") for segment in segments):
                routes.append("/".join(segments) or "/")
    return sorted({*routes, *(f"/en{route}".rstrip("/") for route in routes)})


async def test_no_page_keeps_anything_or_asks_anybody_else(site: str, visit: Visit) -> None:
    pages = public_pages()
    assert {"/", "/contatti", "/servizi/dpia-fria", "/accedi"} <= set(pages)

    for path in pages:
        await visit.page.goto(site + path)
        await visit.page.mouse.wheel(0, 300)
        await visit.page.wait_for_load_state("networkidle")

    assert await visit.context.cookies() == []
    kept = await visit.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert set(kept) <= {item.name for item in storage()}
    assert visit.hosts == {urlsplit(site).netloc}
