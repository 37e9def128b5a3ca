"""A firm pays by bank transfer, the bank's statement brings the money, and a disputed card is answered."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from aistrategyhub.core.clock import today_in_rome
from tests.harness.product import Product
from tests.harness.tabs import OWNER, quiet_tab, signed_in_tab

pytestmark = pytest.mark.journey

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1440, "height": 900}
ANSWERS = {
    "Ragione sociale": "Officine Brenta S.r.l.",
    "Partita IVA": "12345678903",
    "Codice destinatario": "M5UXCR1",
    "Indirizzo e-mail": "acquisti@officinebrenta.example",
    "Via e numero civico": "Via Roma 1",
    "CAP": "35121",
    "Comune": "Padova",
    "Provincia": "PD",
}


@pytest.fixture
async def buyer(browser: Browser, product: Product) -> AsyncIterator[Page]:
    """A phone's tab, which nothing may overflow."""
    async with quiet_tab(browser, product.url, viewport=PHONE, locale="it-IT") as page:
        yield page
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def _order(page: Page) -> str:
    """Orders a service up to its payment; the order's number."""
    await page.goto("/acquista/ai-act-gap-assessment")
    for label, answer in ANSWERS.items():
        await page.get_by_label(label, exact=False).locator("visible=true").first.fill(answer)
    await page.get_by_label("Ho letto e accetto").check()
    await page.get_by_role("button", name="Continua al riepilogo").click()
    await page.wait_for_url("**/ordine/**")
    await expect(page.locator("h1")).to_contain_text("ORD-")
    return re.search(r"ORD-\d{4}-\d{5}", await page.locator("h1").inner_text()).group()


async def _shoot(page: Page, name: str) -> None:
    """Keeps a picture where SHOTS says."""
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def test_a_transfer_from_the_order_to_the_invoice(buyer: Page, browser: Browser, product: Product) -> None:
    number = await _order(buyer)
    await buyer.get_by_role("button", name="Scegli il bonifico").click()
    await expect(buyer.get_by_role("heading", name="Aspettiamo il tuo bonifico")).to_be_visible()
    await expect(buyer.get_by_text("IT60 X054 2811 1010 0000 0123 456")).to_be_visible()
    await expect(buyer.get_by_role("img", name="Codice QR con i dati del bonifico")).to_be_visible()
    await _shoot(buyer, "buyer-phone")

    async with signed_in_tab(browser, product.url, OWNER, viewport=DESKTOP, color_scheme="dark") as owner:
        await owner.goto(f"/admin/ordini/{number}")
        await owner.get_by_role("button", name="Registra un incasso…").click()
        await owner.locator("#field-amount").fill("538,00")
        await expect(owner.get_by_text("L’ordine resta da pagare: mancano 3.000,00")).to_be_visible()
        await _shoot(owner, "book-dark")
        await owner.get_by_role("button", name="Registra 538,00").click()
        await expect(owner.get_by_text("Incassato in parte")).to_be_visible()

        await owner.goto("/admin/incassi")
        day = f"{today_in_rome():%d/%m/%Y}"
        statement = f"Data;Ordinante;Causale;Importo\n{day};BRENTA SRL;saldo {number};3.000,00\n{day};X;spese;-4,00\n"
        await owner.locator("input[type=file]").set_input_files(
            {"name": "conto.csv", "mimeType": "text/csv", "buffer": statement.encode()}
        )
        await expect(owner.get_by_text("Numero e importo corrispondono")).to_be_visible()
        await _shoot(owner, "statements-dark")
        await owner.get_by_role("button", name="Registra le sicure").click()
        await expect(owner.get_by_text("Nessun accredito da registrare")).to_be_visible()

    await expect(buyer.get_by_role("link", name="Fattura elettronica (XML)")).to_be_visible(timeout=30_000)
    async with buyer.expect_download() as started:
        await buyer.get_by_role("link", name="Fattura elettronica (XML)").click()
    xml = (await (await started.value).path()).read_text()
    assert re.findall(r"<ModalitaPagamento>(\w+)<", xml) == ["MP05", "MP05"]
    assert re.findall(r"<CondizioniPagamento>(\w+)<", xml) == ["TP01"]
    assert "<IBAN>IT60X0542811101000000123456</IBAN>" in xml


async def test_a_disputed_card_is_seen_and_answered(buyer: Page, browser: Browser, product: Product) -> None:
    number = await _order(buyer)
    await buyer.get_by_role("button", name="Paga").first.click()
    await buyer.wait_for_url("**/dev/stripe/**")
    card = {"number": "4000 0000 0000 0259", "exp": "12/34", "csc": "123", "name": "Prova Prova"}
    for field, typed in card.items():
        await buyer.locator(f"[autocomplete=cc-{field}]").fill(typed)
    await buyer.get_by_role("button", name="Paga").click()
    await buyer.wait_for_url("**/ordine/**")
    await expect(buyer.get_by_text("contestato presso la banca")).to_be_visible(timeout=30_000)

    async with signed_in_tab(browser, product.url, OWNER, viewport=DESKTOP) as owner:
        await owner.goto("/admin/contestazioni")
        await expect(owner.get_by_role("link", name=number)).to_be_visible(timeout=30_000)
        await _shoot(owner, "disputes")
        await owner.get_by_role("link", name=number).click()
        await owner.get_by_label("La tua risposta alla banca").fill("losing_evidence")
        await _shoot(owner, "dispute-on-order")
        await owner.get_by_role("button", name="Invia la risposta").click()
        await expect(owner.get_by_text("La risposta inviata")).to_be_visible()
        await _reload_until(owner, "Perso in una contestazione")
        await _shoot(owner, "dispute-lost")


async def _reload_until(page: Page, words: str) -> None:
    """The order's page in the backoffice shows what is true when it is opened."""
    for _look in range(15):
        await page.reload()
        await expect(page.get_by_role("heading", name="Pagamenti")).to_be_visible()
        if await page.get_by_text(words).count():
            return
        await page.wait_for_timeout(1000)
    raise AssertionError(f"the page never said: {words}")
