"""A guest puts a service in the cart, orders it and pays, in English."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from tests.harness.product import Product
from tests.harness.tabs import quiet_tab

pytestmark = pytest.mark.journey

SERVICE = "/servizi/ai-act-gap-assessment"
DESKTOP = {"width": 1440, "height": 900}
BUYER = {
    "person_name": "Niccolò D'Amico",
    "person_fiscal_code": "DMCNCL90C15D612N",
    "billing_address.street": "Borgo San Jacopo 3",
    "billing_address.zip": "50125",
    "billing_address.city": "Firenze",
    "billing_address.province": "FI",
}


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


async def test_a_guest_orders_what_is_in_a_cart_and_pays_in_english(browser: Browser, product: Product) -> None:
    async with quiet_tab(browser, product.url, viewport=DESKTOP, locale="en-GB") as page:
        await _add(page, f"/en{SERVICE}", "Add to cart")
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
