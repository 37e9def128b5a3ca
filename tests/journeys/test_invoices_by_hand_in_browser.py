"""An invoice is written by hand and leaves by itself; a supplier's comes in and counts in the settlement."""

import os
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.features.invoicing.document.parts import TaxId
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml
from tests.factories.received import STATIONER, supplied
from tests.harness.product import Product
from tests.harness.tabs import MOST_MS, OWNER, signed_in_tab

pytestmark = pytest.mark.journey

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1440, "height": 900}
ANSWERS = {
    "Ragione sociale": "Officine Brenta S.r.l.",
    "Partita IVA": "12345678903",
    "Codice destinatario o ufficio": "M5UXCR1",
    "Indirizzo e-mail": "acquisti@officinebrenta.example",
    "Via e numero civico": "Via Roma 1",
    "Comune": "Padova",
    "CAP": "35121",
    "Provincia": "PD",
    "Descrizione": "Formazione sull’AI Act in sede",
    "Prezzo netto": "1.450,00",
}


async def _seen(page: Page, name: str) -> None:
    """Keeps a picture where SHOTS says."""
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def test_a_document_written_by_hand_leaves_by_itself(browser: Browser, product: Product) -> None:
    async with signed_in_tab(browser, product.url, OWNER, viewport=DESKTOP) as page:
        await page.goto("/admin/fatture")
        await page.get_by_role("button", name="Nuova fattura").click()
        await page.wait_for_url("**/admin/fatture/bozze/*")
        for label, answer in ANSWERS.items():
            field = page.get_by_label(label, exact=True).or_(page.get_by_role("textbox", name=label)).first
            await field.fill(answer)
            await field.blur()
        await expect(page.get_by_text("I controlli del Sistema di Interscambio sono passati.")).to_be_visible(
            timeout=MOST_MS
        )
        await expect(page.get_by_text("1.769,00").first).to_be_visible()
        await _seen(page, "draft-desktop")
        await page.get_by_role("button", name="Emetti").first.click()
        await page.get_by_role("dialog").get_by_role("button", name="Emetti").click()
        await page.wait_for_url(lambda url: "/bozze/" not in url, timeout=MOST_MS)
        for _attempt in range(30):
            if await page.get_by_text("Consegnata").count():
                break
            await page.wait_for_timeout(1000)
            await page.reload()
        await expect(page.get_by_text("Consegnata").first).to_be_visible()
        await page.get_by_role("button", name="Scrivi una nota di credito").click()
        await page.wait_for_url("**/admin/fatture/bozze/*")
        await expect(page.get_by_text("Nota di credito da emettere").first).to_be_visible()
        draft = page.url
    async with signed_in_tab(browser, product.url, OWNER, viewport=PHONE, color_scheme="dark") as page:
        for name, address in (("draft", draft), ("drafts", "/admin/fatture/bozze")):
            await page.goto(address)
            await expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=MOST_MS)
            await page.wait_for_timeout(500)
            await _seen(page, f"{name}-phone-dark")
            assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_what_a_supplier_billed_counts_in_the_settlement(
    browser: Browser, product: Product, tmp_path: Path
) -> None:
    (firm,) = product.sql("SELECT setting_value FROM site_settings WHERE setting_key = 'seller_info' LIMIT 1")
    today: date = today_in_rome()
    bill = tmp_path / "IT12345678903_00077.xml"
    document = supplied("77/A", vat_number=firm["setting_value"]["vat_number"], issued_on=today)
    bill.write_bytes(build_xml(document, transmitter=TaxId("IT", "12345678903"), progressive="00077"))
    async with signed_in_tab(browser, product.url, OWNER, viewport=DESKTOP) as page:
        await page.goto("/admin/fatture/ricevute")
        await page.locator("input[type=file]").set_input_files(bill)
        await expect(page.get_by_text("importata").first).to_be_visible(timeout=MOST_MS)
        await page.get_by_role("link", name="77/A").click()
        await expect(page.get_by_role("link", name="Copia leggibile (PDF)")).to_be_visible(timeout=MOST_MS)
        await expect(page.get_by_text(STATIONER.party.name).first).to_be_visible()
        await _seen(page, "received-one-desktop")
        await page.get_by_label("Detraibile, in %").fill("40")
        await page.get_by_role("button", name="Salva").click()
        await expect(page.get_by_text("Salvato.").first).to_be_visible()
        await page.goto(f"/admin/fatture/registro?periodo={today:%Y-%m}")
        await expect(page.get_by_role("cell").filter(has_text="88,00").last).to_be_visible(timeout=MOST_MS)
        await _seen(page, "register-desktop")
    async with signed_in_tab(browser, product.url, OWNER, viewport=PHONE, color_scheme="dark") as page:
        pages = {"received": "/admin/fatture/ricevute", "register": f"/admin/fatture/registro?periodo={today:%Y-%m}"}
        for name, address in pages.items():
            await page.goto(address)
            await expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=MOST_MS)
            await page.wait_for_timeout(500)
            await _seen(page, f"{name}-phone-dark")
            assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
