"""What a machine can tell of WCAG 2.2 AA, on every part and on the main pages: phone and desk, light and dark."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Iterable

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from aistrategyhub import registry
from aistrategyhub.core.feature import Shell
from tests.factories.messages import message_data, solved
from tests.harness.axe import violations
from tests.harness.product import Product
from tests.harness.tabs import OWNER, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.system]

GALLERY = (
    "/dev/ui",
    "/dev/ui/densa",
    "/dev/ui/accesso",
    "/dev/ui/muoversi",
    "/dev/ui/scegliere",
    "/dev/ui/guardare",
    "/dev/ui/testo",
)
MISSING = "/nulla"
INBOX = "/admin/messaggi"
DRAFTS = "/admin/fatture/bozze"
CONVERSATIONS = "/admin/assistente/1/conversazioni"
PUBLIC = (
    "/",
    "/servizi",
    "/servizi/confronta?con=dpia-fria&con=nis2-gap-assessment",
    "/servizi/dpia-fria",
    "/blog",
    "/blog/fornitore-o-deployer",
    "/valutazioni",
    "/preventivo",
    "/chat",
    "/carrello",
    "/cassa",
    "/en",
    "/en/servizi",
    "/en/blog",
    "/accedi",
    "/registrati",
    "/password-dimenticata",
    MISSING,
)
OWN = (
    "/area-clienti",
    "/area-clienti/preventivi",
    "/profilo",
    "/profilo/dispositivi",
    "/profilo/chiavi-api",
    "/profilo/sicurezza",
    "/profilo/privacy",
)
# Waiting for a page to come to rest takes longer than looking at it.
AT_ONCE = 3
LINKS = "() => [...document.querySelectorAll('a[href]')].map((link) => link.pathname)"
SIGHTS = (({"width": 390, "height": 844}, "light"), ({"width": 1280, "height": 900}, "dark"))


@pytest.fixture(params=SIGHTS, ids=["phone-light", "desk-dark"])
async def page(request: pytest.FixtureRequest, browser: Browser, product: Product) -> AsyncIterator[Page]:
    """A tab of the demo firm's site."""
    viewport, colours = request.param
    # Colours are judged as they stand, not half way through a movement.
    context = await browser.new_context(
        base_url=product.url, viewport=viewport, color_scheme=colours, reduced_motion="reduce", locale="it-IT"
    )
    yield await context.new_page()
    await context.close()


class Inspection:
    """Looks at pages in a few tabs at once. `faults` is what each breaks, by its path; `linked` where they lead to."""

    def __init__(self, page: Page, source: str) -> None:
        self.faults: dict[str, list[str]] = {}
        self.linked: set[str] = set()
        self._page, self._source = page, source

    async def look_at(self, paths: Iterable[str]) -> None:
        waiting = deque(paths)
        tabs = [self._page, *[await self._page.context.new_page() for _ in range(AT_ONCE - 1)]]
        async with asyncio.TaskGroup() as together:
            for tab in tabs:
                together.create_task(self._go_through(tab, waiting))
        for tab in tabs[1:]:
            await tab.close()

    def addresses_of(self, routes: Iterable[str]) -> dict[str, str]:
        """For each route with a parameter an address that some page leads to."""
        found = {}
        for route in routes:
            pattern = re.compile(re.sub(r"\\\[\w+\\\]", "[^/?#]+", re.escape(route)))
            addresses = sorted(path for path in self.linked if pattern.fullmatch(path) and path not in routes)
            if "[" in route and addresses:
                found[route] = addresses[0]
        return found

    async def _go_through(self, tab: Page, waiting: deque[str]) -> None:
        while waiting:
            path = waiting.popleft()
            answer = await tab.goto(path, wait_until="networkidle")
            assert answer is not None
            assert answer.status == (404 if path == MISSING else 200), path
            await has_its_data(tab, shows_waiting=path in GALLERY)
            self.linked |= set(await tab.evaluate(LINKS))
            if faults := await violations(tab, self._source):
                self.faults[path] = faults


async def has_its_data(tab: Page, *, shows_waiting: bool) -> None:
    """Waits for what comes over the websocket, which no rest of the network tells: lists, and the name of the firm.
    Some pages of the gallery show for ever how waiting looks."""
    await tab.locator("h1").first.wait_for()
    await expect(tab.locator("a .display:empty")).to_have_count(0)
    if not shows_waiting:
        await expect(tab.locator("[aria-label='Caricamento in corso']")).to_have_count(0)


async def broken(page: Page, source: str, paths: Iterable[str]) -> dict[str, list[str]]:
    """What each page breaks, by its path; pages that break nothing are left out."""
    look = Inspection(page, source)
    await look.look_at(paths)
    return look.faults


async def test_every_part(page: Page, axe_source: str) -> None:
    assert await broken(page, axe_source, GALLERY) == {}


async def test_what_floats(page: Page, axe_source: str) -> None:
    await page.goto("/dev/ui/scegliere", wait_until="networkidle")
    await page.locator(".date-field").first.get_by_role("button").click()
    assert await violations(page, axe_source) == []
    await page.goto("/dev/ui/muoversi", wait_until="networkidle")
    await page.get_by_role("button", name="Apri il cassetto").click()
    assert await violations(page, axe_source) == []
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox", name="Cerca o vai a…").wait_for()
    assert await violations(page, axe_source) == []


async def test_what_visitors_see(page: Page, axe_source: str) -> None:
    assert await broken(page, axe_source, PUBLIC) == {}


async def test_what_the_owner_sees(page: Page, axe_source: str, product: Product) -> None:
    """Every page of the administration, the first of its kind where there are many, and the owner's own."""
    routes = [one.route for room in registry.features() for one in room.pages if one.shell is Shell.ADMIN]
    look = Inspection(page, axe_source)
    async with httpx.AsyncClient(base_url=product.url, trust_env=False) as visitor:
        challenge = (await visitor.get("/api/v1/contact/challenge")).json()["data"]
        await sign_in(page, OWNER)
        await page.goto(DRAFTS)
        await page.get_by_role("button", name="Nuova fattura").first.click()
        await page.wait_for_url(f"**{DRAFTS}/*")
        await look.look_at([*(route for route in routes if "[" not in route and route != INBOX), *OWN])
        # By now a person would have written it.
        written = await visitor.post("/api/v1/contact", json=message_data(proof=solved(challenge)))
        assert written.status_code == 201, written.text
        asked = await visitor.post("/api/v1/chat/message", json={"message": "Che cos’è la NIS2?"})
        assert asked.status_code == 200, asked.text
    # Only the editor of a service leads back to it by its words.
    services = (await (await page.request.get("/api/v1/editor/services")).json())["data"]
    await look.look_at([INBOX, CONVERSATIONS, f"/admin/pagine/{services[0]['publication_id']}"])
    of_lists = look.addresses_of(routes)
    await look.look_at(of_lists.values())
    of_items = look.addresses_of(routes)
    await look.look_at(path for route, path in of_items.items() if route not in of_lists)
    assert look.faults == {}
    assert {route for route in routes if "[" in route} == set(of_items)


async def test_a_page_with_a_fault_is_found_out(page: Page, axe_source: str) -> None:
    await page.goto("/dev/ui/vuota", wait_until="networkidle")
    await page.evaluate(
        """const deep = Object.assign(document.createElement("h6"), { textContent: "Troppo in fondo" });
        document.querySelector("main").append(document.createElement("input"), deep)"""
    )
    assert {fault.partition(":")[0] for fault in await violations(page, axe_source)} == {"heading-order", "label"}
