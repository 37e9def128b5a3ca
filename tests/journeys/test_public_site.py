"""A visitor reads the site of the demo firm, from the home page to the way to buy."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from tests.harness.product import Product
from tests.harness.tabs import is_error, quiet_tab

pytestmark = pytest.mark.journey

PAGES = ("/", "/servizi", "/servizi/dpia-fria", "/servizi/piano-adeguamento-nis2", "/chi-siamo", "/contatti")


@pytest.fixture
def site(product: Product) -> str:
    """The address of the demo firm's site."""
    return product.url


def _is_complaint(message: ConsoleMessage) -> bool:
    return is_error(message) and "404 (Not Found)" not in message.text


@pytest.fixture
async def page(browser: Browser, site: str) -> AsyncIterator[Page]:
    """A tab whose console must stay silent, but for addresses that answer 404."""
    options = {"viewport": {"width": 1200, "height": 900}, "is_complaint": _is_complaint}
    async with quiet_tab(browser, site, **options) as tab:
        yield tab


async def test_a_visitor_finds_a_service_and_reads_its_page(site: str, page: Page) -> None:
    names = page.locator("main h3")
    await page.goto(site)
    await page.get_by_role("link", name="Tutti i servizi").click()
    published = (await (await page.request.get(f"{site}/api/v1/services")).json())["data"]
    assert len(published) >= 8
    await expect(names).to_have_count(len(published))

    await page.get_by_role("link", name="Cybersecurity e NIS2").click()
    await expect(names).to_have_text(["Gap assessment NIS2", "Piano di adeguamento NIS2"])
    await page.get_by_role("searchbox").fill("adeguamento")
    await page.keyboard.press("Enter")
    await expect(names).to_have_text(["Piano di adeguamento NIS2"])
    await page.wait_for_url(f"{site}/servizi?q=adeguamento&categoria=cybersecurity-nis2")

    await page.go_back()
    await expect(names).to_have_count(2)
    await page.wait_for_timeout(500)  # what was typed is searched a moment later, and must not be now
    assert page.url == f"{site}/servizi?categoria=cybersecurity-nis2"
    await names.first.click()
    await expect(page.locator("h1")).to_have_text("NIS2: a che punto siete, con le prove in mano")
    await expect(page.get_by_text("3.400,00\xa0€ + IVA").first).to_be_visible()
    buy = page.get_by_role("link", name="Acquista").first
    assert await buy.get_attribute("href") == "/acquista/nis2-gap-assessment"

    answer = page.get_by_text("che la norma non copre")
    await expect(answer).to_be_hidden()
    await page.get_by_text("Abbiamo già la ISO/IEC 27001").click()
    await expect(answer).to_be_visible()


@pytest.mark.parametrize("is_awake", [True, False], ids=["by a link of a living page", "by its address"])
async def test_back_and_forward_go_through_what_was_searched(site: str, page: Page, *, is_awake: bool) -> None:
    """The browser opens a list by itself, or the application does without loading a page."""
    names, search = page.locator("main h3"), page.get_by_role("searchbox")
    if is_awake:
        await page.goto(f"{site}/servizi?categoria=ai-compliance")
        await expect(names.filter(has_text="NIS2")).to_have_count(0)
        await expect(names.filter(has_text="AI Act").first).to_be_visible()
        await page.get_by_role("link", name="Cybersecurity e NIS2").click()
    else:
        await page.goto(f"{site}/servizi?categoria=cybersecurity-nis2")
    await expect(names).to_have_count(2)
    await search.fill("adeguamento")
    await page.wait_for_url("**?q=adeguamento&**")
    await expect(names).to_have_count(1)

    for _ in range(2):
        await page.go_back()
        await expect(names).to_have_count(2)
        await expect(search).to_have_value("")
        await page.go_forward()
        await expect(names).to_have_count(1)
        await expect(search).to_have_value("adeguamento")


async def test_the_same_page_speaks_english(site: str, page: Page) -> None:
    await page.goto(f"{site}/servizi/presidio-compliance")
    await page.get_by_role("link", name="English").click()

    await expect(page.locator("h1")).to_have_text("Someone who keeps hold of the thread, every month")
    assert page.url == f"{site}/en/servizi/presidio-compliance"
    assert await page.evaluate("document.documentElement.lang") == "en"
    ask = page.get_by_role("link", name="Ask for the subscription").first
    assert await ask.get_attribute("href") == "/en/preventivo/presidio-compliance"


async def test_pages_fit_a_phone_in_both_languages(site: str, page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    for prefix in ("", "/en"):
        for path in PAGES:
            await page.goto(f"{site}{prefix}{path}".rstrip("/"))
            await expect(page.locator("h1")).to_be_visible()
            await expect(page.locator("main [aria-label='Caricamento in corso']")).to_have_count(0)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{prefix}{path}"


async def test_an_address_that_nobody_owns_is_not_found(site: str, browser: Browser) -> None:
    tab = await browser.new_page()
    for path in ("/nulla", "/en/nothing/at/all"):
        answer = await tab.goto(f"{site}{path}")
        assert answer is not None
        assert answer.status == 404
        await expect(tab.locator("h1")).to_be_visible()
    await tab.close()


async def test_what_is_not_there_is_said(site: str, page: Page) -> None:
    await page.goto(f"{site}/servizi/nulla")
    await expect(page.get_by_text("Questo servizio non c’è")).to_be_visible()

    await page.goto(f"{site}/servizi?q={'x' * 5000}")
    await expect(page.get_by_text("Il testo supera i 200 caratteri ammessi.")).to_be_visible()

    await page.goto(f"{site}/servizi?q=%25%25")
    await expect(page.get_by_text("con i soli segni non si trova nulla")).to_be_visible()
