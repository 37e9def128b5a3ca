"""A paid order becomes by itself an invoice that SdI accepted; a wrong code is rejected, put right and accepted."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from aistrategyhub.features.invoicing.queries import document_path
from tests.harness.product import Product
from tests.harness.tabs import MOST_MS, OWNER, signed_in_tab

pytestmark = pytest.mark.journey

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1440, "height": 900}


def _buyer(name: str, sdi_code: str) -> dict[str, Any]:
    return {
        "company_name": name,
        "email": "acquisti@officinebrenta.example",
        "vat_number": "12345678903",
        "sdi_code": sdi_code,
        "billing_address": {"street": "Via Roma 1", "city": "Padova", "zip": "35121", "province": "PD"},
    }


def _standing(product: Product, number: str) -> Callable[[], list[dict[str, Any]]]:
    def rows() -> list[dict[str, Any]]:
        return product.sql(
            "SELECT i.id, i.invoice_number, i.issue_date, t.status, t.file_name FROM invoices i"
            " JOIN invoice_transmissions t ON t.invoice_id = i.id JOIN orders o ON o.id = i.order_id"
            " WHERE o.number = %s ORDER BY t.attempt",
            number,
        )

    return rows


async def test_the_receipt_is_on_the_orders_page(browser: Browser, product: Product) -> None:
    sale = product.customer().buy(_buyer("Officine Brenta S.r.l.", "M5UXCR1"))
    async with signed_in_tab(browser, product.url, OWNER, viewport=DESKTOP) as page:
        await page.goto(f"/admin/ordini/{sale['order_number']}")
        await expect(page.get_by_text("inviato al Sistema di Interscambio").first).to_be_visible(timeout=MOST_MS)
        delivered = page.get_by_text("consegnato dal Sistema di Interscambio")
        for _attempt in range(20):
            if await delivered.count():
                break
            await page.wait_for_timeout(1000)
            await page.reload()
        await expect(delivered.first).to_be_visible()
        await page.get_by_role("link", name=sale["invoice"]["number"]).click()
        await expect(page.get_by_role("link", name="Ricevuta di consegna")).to_be_visible()
        async with page.expect_download() as started:
            await page.get_by_role("link", name="Ricevuta di consegna").click()
        assert b"RicevutaConsegna" in (await (await started.value).path()).read_bytes()
        await page.goto("/admin/fatture")
        await expect(page.get_by_text("Consegnata").first).to_be_visible()
    async with signed_in_tab(browser, product.url, OWNER, viewport=PHONE, color_scheme="dark") as page:
        await page.goto("/admin/fatture")
        await expect(page.get_by_text("Consegnata").first).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_a_wrong_code_is_rejected_corrected_and_accepted_with_the_same_number(
    browser: Browser, product: Product
) -> None:
    sale = product.customer().buy(_buyer("Officine Piave S.r.l.", "ZZZZZZZ"))
    standing = _standing(product, sale["order_number"])
    async with signed_in_tab(browser, product.url, OWNER, viewport=PHONE) as page:
        for _attempt in range(40):
            if [row["status"] for row in standing()] == ["rejected"]:
                break
            await page.wait_for_timeout(1000)
        (before,) = standing()
        await page.goto(document_path(before["id"]))
        await expect(page.get_by_text("00311").first).to_be_visible()
        await expect(page.get_by_text("Da correggere entro").first).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        code = page.get_by_label("Codice destinatario")
        await code.fill("CORTO")
        await page.get_by_role("button", name="Correggi e invia").click()
        await expect(page.get_by_text("Il codice destinatario è di 7 lettere o cifre.")).to_be_visible()
        await code.fill("M5UXCR1")
        await page.get_by_role("button", name="Correggi e invia").click()
        await expect(page.get_by_text("Sostituita")).to_be_visible()
        for _attempt in range(40):
            if [row["status"] for row in standing()] == ["resent", "delivered"]:
                break
            await page.wait_for_timeout(1000)
        first, second = standing()
        assert (first["status"], second["status"]) == ("resent", "delivered")
        assert first["file_name"] != second["file_name"]
        assert (second["invoice_number"], second["issue_date"]) == (before["invoice_number"], before["issue_date"])
        await page.reload()
        await expect(page.get_by_role("link", name="Ricevuta di consegna")).to_be_visible()
        await expect(page.get_by_role("link", name="Ricevuta di scarto")).to_be_visible()
