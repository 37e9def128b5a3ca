"""A guest fills a cart, uses a coupon, orders and pays: on a phone, at a desk, and once in English."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from tests.harness.product import Product
from tests.harness.tabs import quiet_tab

pytestmark = pytest.mark.journey

FIRST, SECOND = "/servizi/ai-act-gap-assessment", "/servizi/formazione-nis2-cda"
PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1440, "height": 900}
BUYER = {
    "person_name": "Niccolò D'Amico",
    "person_fiscal_code": "DMCNCL90C15D612N",
    "billing_address.street": "Borgo San Jacopo 3",
    "billing_address.zip": "50125",
    "billing_address.city": "Firenze",
    "billing_address.province": "FI",
}


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
async def page(browser: Browser, product: Product, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """A tab of that size whose console must stay silent, and which nothing may overflow."""
    async with quiet_tab(browser, product.url, viewport=request.param, locale="it-IT") as tab:
        yield tab
        assert await tab.evaluate("document.documentElement.scrollWidth") <= request.param["width"]


async def _add(page: Page, service: str, words: str = "Aggiungi al carrello") -> None:
    await page.goto(service)
    slug = service.rpartition("/")[2]
    form = page.locator("form").filter(has=page.locator(f"input[name=slug][value='{slug}']"))
    await form.get_by_role("button", name=words).locator("visible=true").first.click()
    await page.wait_for_url("**/carrello")


async def _fill(page: Page, email: str) -> None:
    await page.locator("input[name=kind][value=person]").check()
    for name, answer in (BUYER | {"email": email}).items():
        await page.locator(f"input[name='{name}']").fill(answer)
    await page.locator("main form button[type=submit]").last.click()
    await page.wait_for_url("**/cassa?passo=riepilogo")


async def _pay(page: Page, order_button: str, card_button: str) -> None:
    await page.get_by_role("button", name=order_button).click()
    await page.wait_for_url("**/dev/stripe/**")
    await page.locator("[autocomplete=cc-number]").fill("4242 4242 4242 4242")
    await page.locator("[autocomplete=cc-exp]").fill("12/34")
    await page.locator("[autocomplete=cc-csc]").fill("123")
    await page.locator("[autocomplete=cc-name]").fill("Prova Prova")
    await page.get_by_role("button", name=card_button).click()


async def _expect_count(page: Page, count: str) -> None:
    """What the header shows beside the cart; with an empty `count` it shows none."""
    await expect(page.locator(f"html[data-cart='{count}']" if count else "html:not([data-cart])")).to_be_attached()
    cart = page.locator(".cart-link")
    await (expect(cart).to_be_visible() if count else expect(cart).to_be_hidden())


async def test_a_guest_fills_a_cart_orders_it_and_pays(page: Page, request: pytest.FixtureRequest) -> None:
    await page.goto(FIRST)
    await _expect_count(page, "")
    await _add(page, FIRST)
    await _add(page, SECOND)
    await _expect_count(page, "2")
    await page.goto("/servizi")
    await _expect_count(page, "2")
    await page.locator(".cart-link").click()
    await page.wait_for_url("**/carrello")

    gap = "Gap assessment AI Act"
    quantity = page.get_by_role("spinbutton", name=f"Quantità di {gap}")
    change = page.get_by_role("button", name=f"Aggiorna la quantità di {gap}")
    await quantity.fill("3")
    await change.click()
    await _expect_count(page, "4")
    await expect(quantity).to_have_value("3")
    await page.get_by_role("button", name=f"Togli {gap}").click()
    await _expect_count(page, "1")
    await page.get_by_role("button", name="Rimetti nel carrello").click()
    await _expect_count(page, "4")
    await quantity.fill("1")
    await change.click()
    await _expect_count(page, "2")

    await page.get_by_text("Hai un codice sconto?").click()
    await page.get_by_label("Codice sconto").fill("MAI-VISTO")
    await page.get_by_role("button", name="Applica il codice").click()
    await expect(page.get_by_text("Questo codice non c’è")).to_be_visible()
    await page.get_by_label("Codice sconto").fill("benvenuto10")
    await page.get_by_role("button", name="Applica il codice").click()
    await expect(page.get_by_text("Sconto, già tolto")).to_be_visible()
    await expect(page.get_by_text("IVA 22% su")).to_be_visible()

    await page.get_by_role("link", name="Vai alla cassa").click()
    await page.wait_for_url("**/cassa")
    await _fill(page, f"{request.node.callspec.id}@damico.example")
    total = await page.locator("aside dl > div").last.locator("dd").inner_text()
    # The step is left and reloaded: everything is there.
    await page.reload()
    await expect(page.get_by_text("Niccolò D'Amico")).to_be_visible()
    await page.get_by_role("button", name="Ordina con obbligo di pagare").click()
    await expect(page.get_by_text("Per ordinare serve accettare le condizioni")).to_be_visible()
    await page.get_by_label("Ho letto e accetto").check()
    await page.get_by_label("Chiedo che il servizio cominci subito").check()
    await page.get_by_role("button", name="Ordina con obbligo di pagare").click()
    await page.wait_for_url("**/ordine/**")
    await _expect_count(page, "")
    await _pay(page, f"Paga {total.split()[0]}", "Paga")
    await page.wait_for_url("**/ordine/**")
    await expect(page.get_by_text("Pagato", exact=True).first).to_be_visible(timeout=30_000)
    await page.goto("/carrello")
    await expect(page.get_by_text("Il carrello è vuoto")).to_be_visible()


async def test_the_same_in_english(browser: Browser, product: Product) -> None:
    async with quiet_tab(browser, product.url, viewport=DESKTOP, locale="en-GB") as page:
        await _add(page, f"/en{FIRST}", "Add to cart")
        assert urlsplit(page.url).path == "/en/carrello"
        await page.get_by_role("link", name="Go to checkout").click()
        await page.wait_for_url("**/en/cassa")
        await _fill(page, "english@damico.example")
        await page.get_by_label("I have read and accept").check()
        await page.get_by_role("button", name="Order with obligation to pay").click()
        await page.wait_for_url("**/en/ordine/**")
        await _pay(page, "Pay", "Pay")
        await page.wait_for_url("**/en/ordine/**")
        await expect(page.get_by_text("Paid", exact=True).first).to_be_visible(timeout=30_000)
