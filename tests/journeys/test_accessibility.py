"""What a machine can tell of WCAG 2.2 AA, on every part and on the main pages: phone and desk, light and dark."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from aistrategyhub.features.accounts.seed import DEMO_PASSWORD
from tests.harness.axe import violations
from tests.harness.product import Product

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
PUBLIC = ("/", "/servizi", "/en", "/en/servizi", "/accedi", "/registrati", "/password-dimenticata", MISSING)
ADMIN = (
    "/admin",
    "/admin/ordini",
    "/admin/fatture",
    "/admin/persone",
    "/admin/ruoli",
    "/admin/accessi",
    "/admin/messaggi",
    "/admin/servizi",
    "/admin/categorie",
    "/admin/listini",
    "/admin/media",
    "/admin/pagine-legali",
    "/admin/pubblicazione",
    "/admin/email",
    "/admin/lavori",
    "/admin/registro",
    "/admin/diagnostica",
    "/admin/impostazioni",
)
OWN = (
    "/area-clienti",
    "/profilo",
    "/profilo/dispositivi",
    "/profilo/chiavi-api",
    "/profilo/sicurezza",
    "/profilo/privacy",
)
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


async def sign_in(page: Page) -> None:
    await page.goto("/accedi", wait_until="networkidle")
    await page.locator("[name=email]").fill("titolare@meridiana.example")
    await page.locator("[name=password]").fill(DEMO_PASSWORD)
    await page.locator("[name=password]").press("Enter")
    await page.wait_for_url(lambda address: "/accedi" not in address)


async def broken(page: Page, source: str, paths: tuple[str, ...]) -> dict[str, list[str]]:
    """What each page breaks, by its path; pages that break nothing are left out."""
    found = {}
    for path in paths:
        answer = await page.goto(path, wait_until="networkidle")
        assert answer is not None
        assert answer.status == (404 if path == MISSING else 200), path
        await page.locator("h1").first.wait_for()
        if faults := await violations(page, source):
            found[path] = faults
    return found


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


async def test_what_the_owner_sees(page: Page, axe_source: str) -> None:
    await sign_in(page)
    assert await broken(page, axe_source, (*ADMIN, *OWN)) == {}


async def test_a_page_with_a_fault_is_found_out(page: Page, axe_source: str) -> None:
    await page.goto("/dev/ui/vuota", wait_until="networkidle")
    await page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert [fault.partition(":")[0] for fault in await violations(page, axe_source)] == ["label"]
