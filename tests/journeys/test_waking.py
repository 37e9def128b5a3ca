"""A prerendered page in Chromium: complete while it sleeps, and nothing of what the visitor does is lost or done twice.

The pages are rendered here and given to the browser in place of what the web process answers; the rest is its own.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from aistrategyhub import registry
from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.paths import in_language
from aistrategyhub.features.catalog import seed as catalog
from aistrategyhub.features.site_settings import seed as site_settings
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db
from aistrategyhub.infra.embedded.postgres import DatabaseUrls, EmbeddedPostgres
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.prerender.building import Built
from aistrategyhub.prerender.declared import WAKE_COOKIE
from aistrategyhub.prerender.render import Press
from aistrategyhub.prerender.styles import allowing_styles
from aistrategyhub.ui.gallery import waking
from tests.harness.database import use_database
from tests.harness.site import WebProcess

pytestmark = pytest.mark.journey

LIST, SERVICE, GALLERY = "/servizi", "/servizi/dpia-fria", waking.ROUTE


@dataclass
class Visit:
    """A page that a visitor opened, what it asked for, and what the browser complained of."""

    page: Page
    scripts: list[str] = field(default_factory=list)
    sockets: int = 0
    complaints: list[str] = field(default_factory=list)

    @property
    def is_asleep(self) -> bool:
        return not self.scripts and not self.sockets

    async def wake(self) -> None:
        await expect(self.page.locator("html[data-awake]")).to_be_attached()

    async def knows(self, name: str, value: str) -> None:
        """The server was told, and says so."""
        await expect(self.page.get_by_label(name, exact=True)).to_have_text(value)


@dataclass
class Site:
    """The web process, and HTML by path."""

    url: str
    policy: str
    pages: dict[str, bytes]
    browser: Browser

    @asynccontextmanager
    async def visit(
        self,
        path: str,
        *,
        cpu: int = 1,
        script_delay: float = 0,
        page_delay: float = 0,
        scripts: bool = True,
        **options: Any,
    ) -> AsyncIterator[Visit]:
        """Opens a page; `cpu` times slower, every script or page some seconds late, or no script to be had."""
        context = await self.browser.new_context(**options)
        visit = Visit(await context.new_page())
        visit.page.on("console", lambda said: visit.complaints.append(said.text) if said.type != "log" else None)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on("websocket", lambda _: setattr(visit, "sockets", visit.sockets + 1))

        async def answer(route: Route) -> None:
            asked = route.request.url.removeprefix(self.url).split("?")[0].split("#")[0]
            if asked.endswith(".js"):
                visit.scripts.append(asked)
                await asyncio.sleep(script_delay)
                await (route.continue_() if scripts else route.abort())
            elif route.request.resource_type == "document" and asked in self.pages:
                await asyncio.sleep(page_delay)
                html = self.pages[asked]
                policy = allowing_styles(self.policy, html.decode())
                headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}
                await route.fulfill(body=html, headers=headers)
            else:
                await route.continue_()

        await visit.page.route("**/*", answer)
        slow = await context.new_cdp_session(visit.page)
        await slow.send("Emulation.setCPUThrottlingRate", {"rate": cpu})
        await visit.page.goto(self.url + path)
        yield visit
        await visit.page.unroute_all(behavior="ignoreErrors")
        await context.close()
        if scripts:
            assert visit.complaints == []


@pytest.fixture(scope="module")
async def site(
    embedded_postgres: EmbeddedPostgres,
    migrated: DatabaseUrls,
    embedded_redis: EmbeddedRedis,
    start_web: Callable[..., WebProcess],
    browser: Browser,
) -> Site:
    """The site of the demo firm, shared by the visitors of this module: none of them changes it."""
    urls = embedded_postgres.fresh_database("waking", template="migrated")
    addresses = {"DATABASE_URL": urls.application, "MIGRATION_DATABASE_URL": urls.owner}
    await db.close_engine()
    use_database(urls)
    async with db.transaction() as session:
        tenant = await create_tenant(session, slug="prova", name="Ditta di prova", is_demo=True)
    web = start_web(WEB_WORKERS="1", REDIS_URL=embedded_redis.url, **addresses)
    with acting_as(Principal.system(tenant.id)):
        async with db.unit_of_work() as session:
            await site_settings.seed(session, SeedPlan(tenant.id))
            await catalog.seed(session, SeedPlan(tenant.id))
        pages = await rendered(web.url)
    await db.close_engine()
    return Site(web.url, Built.last().policy(), pages, browser)


async def rendered(origin: str) -> dict[str, bytes]:
    pages: dict[str, bytes] = {}
    declared = sorted([*registry.public_pages(), waking.PRERENDERED], key=lambda page: "[[" in page.route)
    async with Press(registry.shared_snapshots()) as press, db.unit_of_work() as session:
        for path in (LIST, SERVICE, GALLERY):
            page, params = next((page, found) for page in declared if (found := page.match(path)) is not None)
            for locale in ("it", "en"):
                made = await press.render(session, page, params, path=path, locale=locale, origin=origin)
                assert made is not None
                pages[in_language(path, locale)] = made.html
    return pages


async def writes(visit: Visit) -> None:
    page = visit.page
    await page.get_by_label("Testo", exact=True).click()
    await page.keyboard.type("Perché gli spazi, «così»", delay=20)
    await page.get_by_label("Pieno", exact=True).press("Home")
    await page.keyboard.type("XYZ", delay=20)
    await visit.wake()
    await page.keyboard.type("!")
    await visit.knows("testo", "Perché gli spazi, «così»")
    await visit.knows("pieno", "XYZ!già scritto")


async def chooses(visit: Visit) -> None:
    tick, choice = visit.page.get_by_role("checkbox", name="Spunta"), visit.page.locator("main select").first
    await tick.click()
    await choice.select_option("tre")
    await visit.knows("spunta", "sì")
    await visit.knows("scelta", "tre")
    await expect(tick).to_be_checked()
    await expect(choice).to_have_value("tre")


async def presses(visit: Visit) -> None:
    await visit.page.get_by_role("button", name="Premi").click()
    await visit.knows("pressioni", "1")


async def presses_with_the_keyboard(visit: Visit) -> None:
    await visit.page.get_by_role("button", name="Premi").press("Enter")
    await visit.knows("pressioni", "1")


async def sends_with_enter(visit: Visit) -> None:
    await visit.page.get_by_label("Riga", exact=True).click()
    await visit.page.keyboard.type("ciao")
    await visit.page.keyboard.press("Enter")
    await visit.knows("riga", "ciao")
    await visit.knows("invii", "1")


async def opens_details_and_presses(visit: Visit) -> None:
    await visit.page.get_by_text("Di più").click()
    await visit.page.get_by_role("button", name="Premi").click()
    await visit.knows("pressioni", "1")
    await expect(visit.page.get_by_text("Il resto.")).to_be_visible()


ACTS = (writes, chooses, presses, presses_with_the_keyboard, sends_with_enter, opens_details_and_presses)


class TestAsleep:
    @pytest.mark.parametrize("path", [LIST, SERVICE, f"/en{SERVICE}"])
    async def test_a_page_is_whole_and_asks_for_no_script(self, site: Site, path: str) -> None:
        async with site.visit(path) as visit:
            await expect(visit.page.locator("h1")).to_be_visible()
            await expect(visit.page.locator("footer")).to_contain_text("Meridiana")
            await visit.page.mouse.wheel(0, 2000)
            await visit.page.wait_for_load_state("networkidle")
            assert visit.is_asleep

    @pytest.mark.parametrize(
        ("query", "sleeps"), [("?utm_source=x&fbclid=y", True), ("?categoria=ai-compliance", False)]
    )
    async def test_only_what_the_page_reads_in_its_address_wakes_it(self, site: Site, query: str, sleeps: bool) -> None:
        async with site.visit(LIST + query) as visit:
            await visit.page.wait_for_load_state("networkidle")
            assert visit.is_asleep is sleeps
            if not sleeps:
                await expect(visit.page.locator("main nav [aria-current=page]")).to_contain_text("compliance")

    async def test_a_page_wakes_at_once_for_whoever_is_signed_in(self, site: Site) -> None:
        cookie = {"name": WAKE_COOKIE, "value": "1", "domain": "localhost", "path": "/"}
        async with site.visit(LIST, storage_state={"cookies": [cookie]}) as visit:
            await visit.wake()

    async def test_chosen_colours_are_there_before_anything_is_awake(self, site: Site) -> None:
        kept = [{"origin": site.url, "localStorage": [{"name": "theme", "value": "dark"}]}]
        async with site.visit(LIST, storage_state={"origins": kept}, color_scheme="light") as visit:
            await expect(visit.page.locator("html.dark")).to_be_attached()
            assert visit.is_asleep

    async def test_links_within_and_between_pages_need_no_script(self, site: Site) -> None:
        async with site.visit(f"{GALLERY}#in-fondo") as visit:
            await expect(visit.page.get_by_role("heading", name="In fondo")).to_be_in_viewport()
            await visit.page.get_by_role("link", name="Servizi").first.click()
            await expect(visit.page.get_by_role("heading", level=1, name="Servizi")).to_be_visible()
            await visit.page.get_by_role("link", name="English").click()
            await expect(visit.page.locator("html[lang=en]")).to_be_attached()
            assert visit.page.url == f"{site.url}/en/servizi"
            assert visit.is_asleep

    async def test_without_javascript_everything_is_there(self, site: Site) -> None:
        async with site.visit(SERVICE, java_script_enabled=False) as visit:
            await expect(visit.page.get_by_text("€ + IVA").first).to_be_visible()
            await visit.page.locator("main summary").first.click()
            await expect(visit.page.locator("main details").first).to_have_attribute("open", "")


class TestWaking:
    @pytest.mark.parametrize("act", ACTS)
    async def test_what_is_done_at_once_is_done(self, site: Site, act: Callable[[Visit], Awaitable[None]]) -> None:
        async with site.visit(GALLERY) as visit:
            await act(visit)
            assert visit.sockets == 1

    @pytest.mark.parametrize("act", ACTS)
    async def test_nothing_is_lost_on_a_slow_machine_behind_a_slow_network(
        self, site: Site, act: Callable[[Visit], Awaitable[None]]
    ) -> None:
        async with site.visit(GALLERY, cpu=20, script_delay=0.4) as visit:
            await act(visit)

    async def test_an_impatient_visitor_presses_three_times_and_is_heard_once(self, site: Site) -> None:
        async with site.visit(GALLERY, script_delay=0.5) as visit:
            await visit.page.get_by_role("button", name="Premi").click(click_count=3)
            await visit.wake()
            await visit.knows("pressioni", "1")

    async def test_a_form_that_the_browser_sends_is_one_step_though_the_page_wakes_meanwhile(self, site: Site) -> None:
        async with site.visit(LIST, page_delay=2) as visit:
            steps = await visit.page.evaluate("history.length")
            await visit.page.get_by_role("searchbox").fill("nis2")
            await visit.page.keyboard.press("Enter")
            await visit.wake()
            await visit.page.wait_for_url(f"{site.url}{LIST}?q=nis2")
            assert await visit.page.evaluate("history.length") == steps + 1

    async def test_the_living_page_replaces_what_is_no_longer_so_even_by_a_first_value(self, site: Site) -> None:
        async with site.visit(GALLERY) as visit:
            await expect(visit.page.get_by_label("mostrato")).to_have_text("com’era")
            await visit.page.get_by_role("button", name="Premi").click()
            await expect(visit.page.get_by_label("mostrato")).to_have_text("")

    @pytest.mark.parametrize("path", [LIST, SERVICE])
    async def test_the_words_of_the_head_stay_and_go_with_the_page(self, site: Site, path: str) -> None:
        async with site.visit(path) as visit:
            title = await visit.page.title()
            said = await visit.page.locator("meta[name=description]").get_attribute("content")
            assert said
            await visit.page.get_by_label("Colori").select_option("dark")
            await visit.wake()
            await expect(visit.page.locator("html.dark")).to_be_attached()
            await visit.page.wait_for_load_state("networkidle")
            assert await visit.page.title() == title
            assert await visit.page.locator("meta[name=description]").get_attribute("content") == said
            await visit.page.get_by_role("link", name="Accedi").first.click()
            await expect(visit.page.locator("[data-of-page]")).to_have_count(0)

    async def test_a_page_whose_scripts_are_not_to_be_had_goes_on_as_a_page(self, site: Site) -> None:
        async with site.visit(LIST, scripts=False) as visit:
            await visit.page.get_by_role("searchbox").fill("nis2")
            await visit.page.keyboard.press("Enter")
            await visit.page.wait_for_url("**/servizi?q=nis2*")
            await visit.page.get_by_role("link", name="DPIA").first.click()
            await visit.page.wait_for_url(f"**{SERVICE}")
