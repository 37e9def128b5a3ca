"""A visitor answers a self-assessment, loses the connection, gets a report, and asks for a quote with it."""

import io
from collections.abc import AsyncIterator
from itertools import count

import httpx
import pytest
from playwright.async_api import Browser, Page, expect
from pypdf import PdfReader

from tests.harness.product import Product
from tests.harness.tabs import quiet_tab

pytestmark = pytest.mark.journey


@pytest.fixture
async def page(browser: Browser, product: Product) -> AsyncIterator[Page]:
    """A telephone's tab, in which no script may fail."""
    options = {"viewport": {"width": 360, "height": 740}, "locale": "it-IT", "is_complaint": lambda said: False}
    async with quiet_tab(browser, product.url, **options) as tab:
        yield tab


async def test_from_the_first_answer_to_the_report_and_a_quote(product: Product, page: Page) -> None:
    await page.goto(f"{product.url}/valutazioni/nis2")
    await expect(page.get_by_text("non è una certificazione").first).to_be_visible()
    await page.get_by_role("button", name="Inizia").first.click()
    await page.get_by_label("Un settore ad alta criticità (allegato I)").check()
    await page.get_by_label("Oltre la media impresa").check()
    await page.get_by_label("Nessuno di questi", exact=True).last.check()
    await expect(page.get_by_text("3 risposte su 32").first).to_be_visible()

    await page.context.set_offline(True)
    await page.get_by_role("button", name="Avanti").click()
    first = page.get_by_role("group", name="hanno approvato le modalità")
    await first.get_by_label("No", exact=True).check()
    await expect(page.get_by_text("Non salvato: riproviamo da soli")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_text("Tutto salvato")).to_be_visible()
    await page.reload()
    await expect(first.get_by_label("No", exact=True)).to_be_checked()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360

    for _step in count():
        if await page.get_by_role("button", name="Vedi il risultato").count():
            break
        await page.get_by_role("button", name="Avanti").or_(page.get_by_role("button", name="Riepilogo")).click()
    await expect(page.get_by_text("Restano le domande qui sotto")).to_be_visible()
    await page.get_by_role("button", name="Vedi il risultato").click()

    await expect(page.get_by_text("Probabile soggetto essenziale")).to_be_visible()
    await expect(page.get_by_text("Gli organi di amministrazione non hanno approvato").first).to_be_visible()
    address = await page.get_by_role("link", name="Scarica il PDF").get_attribute("href")
    async with httpx.AsyncClient(timeout=60) as client:
        printed = await client.get(product.url + str(address))
    text = " ".join(PdfReader(io.BytesIO(printed.content)).pages[1].extract_text().split())
    assert "Probabile soggetto essenziale" in text

    quote = await page.get_by_role("link", name="Chiedi un preventivo con questo rapporto").get_attribute("href")
    await page.goto(product.url + str(quote))
    await expect(page.get_by_text("Dalla tua autovalutazione")).to_be_visible()
    await page.get_by_label("Nome").fill("Lucia Brenta")
    await page.get_by_label("Indirizzo e-mail").fill("lucia@officinebrenta.example")
    await page.get_by_label("Di che cosa hai bisogno").fill("Un piano per i primi trenta giorni.")
    await page.get_by_role("checkbox").check()
    await expect(page.locator("input[name=proof]")).not_to_have_value("", timeout=30_000)
    # The form lets nobody in who filled it faster than people do.
    await page.evaluate("() => new Promise((go) => setTimeout(go, Math.max(0, 5000 - performance.now())))")
    await page.get_by_role("button", name="Richiedi il preventivo").click()
    await expect(page.get_by_text("QR-")).to_be_visible()
