"""The owner adds a service with prices, questions and FAQ, publishes it, and a stranger finds it."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.harness.product import Product
from tests.harness.tabs import MOST_MS, OWNER, signed_in_tab

pytestmark = pytest.mark.journey

DESK = {"width": 1440, "height": 1000}
NAME = "Verifica dei fornitori critici"
_LINKED_DATA = re.compile(r'<script[^>]*type="application/ld\+json"[^>]*>(.*?)</script>', re.S)


@pytest.fixture
async def owner(browser: Browser, product: Product) -> AsyncIterator[Page]:
    """A tab in which the owner has signed in; nothing may complain in its console."""
    async with signed_in_tab(browser, product.url, OWNER, viewport=DESK) as page:
        yield page


async def open_tab(page: Page, name: str) -> None:
    await page.get_by_role("tab", name=re.compile(f"^{name}")).click()


async def start_service(page: Page) -> str:
    """A new service at a fixed price; the address of its screen."""
    await page.goto("/admin/servizi", wait_until="networkidle")
    await page.get_by_role("button", name="Nuovo servizio").click()
    dialog = page.get_by_role("dialog", name="Nuovo servizio")
    await dialog.get_by_label("Nome").fill(NAME)
    await dialog.get_by_role("button", name="Crea la bozza").click()
    await expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible(timeout=MOST_MS)
    return page.url


async def price_it(page: Page) -> None:
    await open_tab(page, "Dati")
    await page.get_by_label("Classe IVA").select_option("standard")
    await page.get_by_role("button", name="Salva i dati").click()
    await expect(page.get_by_text("Dati salvati")).to_be_visible()
    await open_tab(page, "Prezzi")
    await page.get_by_role("button", name="Aggiungi un prezzo").click()
    drawer = page.get_by_role("dialog", name="Nuovo prezzo")
    await drawer.get_by_label("Netto, in euro").fill("1.450")
    await expect(drawer.get_by_role("status")).to_contain_text("1.769,00")
    await drawer.get_by_role("button", name="Salva il prezzo").click()
    row = page.get_by_role("table", name="Prezzi", exact=True).get_by_role("row").nth(1)
    await expect(row).to_contain_text("1.450,00")
    await expect(row).to_contain_text("1.769,00")


async def ask(page: Page, label: str) -> None:
    await page.get_by_role("button", name="Aggiungi una domanda").click()
    drawer = page.get_by_role("dialog", name="Nuova domanda")
    await drawer.get_by_label("Domanda", exact=True).fill(label)
    await drawer.get_by_role("button", name="Metti nel questionario").click()
    await expect(drawer).to_be_hidden()


async def test_unsaved_questions_are_not_lost_by_leaving(owner: Page) -> None:
    await start_service(owner)
    await open_tab(owner, "Questionario")
    await ask(owner, "Quanti fornitori avete?")
    await ask(owner, "Quando serve?")
    await owner.get_by_role("button", name="Sposta Quando serve?").press("Space")
    await owner.keyboard.press("ArrowUp")
    await owner.keyboard.press("Space")
    await expect(owner.locator("[data-ordered]").first).to_contain_text("Quando serve?")
    await owner.get_by_role("link", name="Servizi", exact=True).first.click()
    leaving = owner.get_by_role("dialog", name="Ci sono modifiche non salvate")
    await leaving.get_by_role("button", name="Resta e salva").click()
    await owner.get_by_role("button", name="Salva le domande").click()
    await expect(owner.get_by_text("Versione 1.")).to_be_visible()
    await owner.get_by_role("link", name="Servizi", exact=True).first.click()
    await owner.wait_for_url(re.compile("/admin/servizi$"))


async def saved(page: Page) -> None:
    await expect(page.locator("[data-keeper=saved]")).to_be_visible(timeout=MOST_MS)


async def write_words(page: Page) -> None:
    """Description and one question with its answer, in the editor."""
    await open_tab(page, "Pagina")
    await page.get_by_role("link", name="Scrivi i testi").click()
    await page.locator("[data-path=short_description]").fill(
        "Chi può fermare la vostra produzione, e come accorgersene."
    )
    await saved(page)
    await page.get_by_role("button", name=re.compile("^Aggiungi Domande frequenti")).click()
    await page.locator('[data-path="faqs.0.question"]').fill("Quanto dura la verifica?")
    await page.locator('[data-path="faqs.0.answer"]').fill("Tre settimane.")
    await saved(page)


async def publish(page: Page, address: str) -> str:
    """Publishes the service from its own screen; where visitors find it."""
    await page.goto(address, wait_until="networkidle")
    await page.get_by_role("button", name="Pubblica", exact=True).click()
    shown = page.get_by_role("link", name="Vedi sul sito")
    await expect(shown).to_be_visible(timeout=MOST_MS)
    path = await shown.get_attribute("href")
    assert path is not None
    return path


async def answered(anybody: httpx.AsyncClient, path: str, words: str) -> str:
    """The page once it says these words: it is written by another process."""
    for _look in range(60):
        text = (await anybody.get(path)).text
        if words in text:
            return text
        await asyncio.sleep(0.5)
    raise AssertionError(f"{path} never said {words!r}")


def linked_data(html: str) -> dict[str, dict[str, Any]]:
    """What the page tells programs, by its schema.org type."""
    return {data["@type"]: data for data in map(json.loads, _LINKED_DATA.findall(html))}


async def test_the_owner_sells_a_new_service_and_a_stranger_finds_it(product: Product, owner: Page) -> None:
    address = await start_service(owner)
    await price_it(owner)
    await open_tab(owner, "Questionario")
    await ask(owner, "Quanti fornitori avete?")
    await owner.get_by_role("button", name="Salva le domande").click()
    await expect(owner.get_by_text("Versione 1.")).to_be_visible()
    await write_words(owner)
    path = await publish(owner, address)
    async with httpx.AsyncClient(base_url=product.url, follow_redirects=True) as anybody:
        html = await answered(anybody, path, "Tre settimane.")
        told = linked_data(html)
        assert told["Service"]["name"] == NAME
        assert told["Service"]["offers"]["price"] == "1450.00"
        assert told["FAQPage"]["mainEntity"][0]["name"] == "Quanto dura la verifica?"
        found = (await anybody.get("/api/v1/services", params={"q": "verifika fornitore critico"})).json()
        assert NAME in [service["name"] for service in found["data"]]
