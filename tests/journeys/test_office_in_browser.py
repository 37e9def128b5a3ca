"""A public office: the owner lets offices order, and one buys without paying the VAT to the seller."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.harness.product import Product
from tests.harness.tabs import MOST_MS, OWNER, quiet_tab, signed_in_tab

pytestmark = pytest.mark.journey

SERVICE = "/servizi/ai-act-gap-assessment"
SETTING = "/admin/impostazioni/uffici-pubblici"
PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1440, "height": 900}
OFFICE = {
    "company_name": "Comune di Borgo Prova",
    "fiscal_code": "97103880585",
    "sdi_code": "UFLHM1",
    "cig": "Z1234567AB",
    "email": "ragioneria@borgoprova.example",
    "billing_address.street": "Piazza del Comune 1",
    "billing_address.zip": "50125",
    "billing_address.city": "Firenze",
    "billing_address.province": "FI",
}


async def _seen(page: Page, name: str) -> None:
    """Keeps a picture where SHOTS says."""
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def _let_offices_order(page: Page, *, until: str) -> None:
    await page.goto(SETTING)
    box = page.get_by_label("Gli uffici pubblici possono ordinare dal sito")
    await expect(box).to_be_visible(timeout=MOST_MS)
    await box.set_checked(True)
    await page.get_by_label("Scissione dei pagamenti autorizzata fino al").fill(until)
    await page.get_by_role("button", name="Salva").click()
    await expect(page.get_by_text("Salvato").first).to_be_visible(timeout=MOST_MS)


async def test_an_office_orders_without_paying_the_vat_to_the_seller(browser: Browser, product: Product) -> None:
    async with signed_in_tab(browser, product.url, OWNER, viewport=DESKTOP) as owner:
        await _let_offices_order(owner, until="2099-12-31")
        await _seen(owner, "offices-setting-desktop")
    async with quiet_tab(browser, product.url, viewport=PHONE, locale="it-IT", color_scheme="dark") as page:
        await page.goto(SERVICE)
        await page.get_by_role("button", name="Aggiungi al carrello").locator("visible=true").first.click()
        await page.wait_for_url("**/carrello")
        await page.get_by_role("link", name="Vai alla cassa").click()
        await page.wait_for_url("**/cassa")
        for name, answer in OFFICE.items():
            await page.locator(f"input[name='{name}']").locator("visible=true").fill(answer)
        await _seen(page, "offices-form-phone-dark")
        await page.locator("main form button[type=submit]").last.click()
        await page.wait_for_url("**/cassa?passo=riepilogo")
        await expect(page.get_by_text("da versare all’Erario")).to_be_visible()
        await _seen(page, "offices-review-phone-dark")
        await page.get_by_label("Ho letto e accetto").check()
        await page.get_by_role("button", name="Ordina con obbligo di pagare").click()
        await page.wait_for_url("**/ordine/**")
        await expect(page.get_by_text("da versare all’Erario").first).to_be_visible(timeout=MOST_MS)
        await expect(page.get_by_role("button", name="Paga 2.900,00").first).to_be_visible()
        await _seen(page, "offices-order-phone-dark")
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
