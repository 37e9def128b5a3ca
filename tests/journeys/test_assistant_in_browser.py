"""A visitor asks the assistant, opens what it read, asks for a person, and gets one in the same window."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.harness.axe import violations
from tests.harness.product import Product
from tests.harness.tabs import OWNER, quiet_tab, signed_in_tab

pytestmark = pytest.mark.journey

NUMBER = re.compile(r"^TKT-\d{4}-\d{5}$")
DESKTOP = {"width": 1440, "height": 900}


@pytest.fixture
async def page(browser: Browser, product: Product) -> AsyncIterator[Page]:
    """A telephone's tab, in which no script may fail."""
    options = {"viewport": {"width": 360, "height": 740}, "locale": "it-IT", "is_complaint": lambda said: False}
    async with quiet_tab(browser, product.url, **options) as tab:
        yield tab


async def test_from_a_question_to_its_source_and_to_a_person(product: Product, page: Page) -> None:
    await page.goto(f"{product.url}/chat")
    await expect(page.get_by_text("sistema di intelligenza artificiale")).to_be_visible()
    question = page.get_by_label("La tua domanda")
    quoted = page.get_by_text("Estratti dai documenti, citati alla lettera")
    # The site is read in the background after the first start.
    for _attempt in range(12):
        await question.fill("Che cosa comprende la formazione sull’AI Act?")
        await question.press("Enter")
        await expect(page.get_by_role("button", name="Chiedi", exact=True)).to_be_enabled()
        await expect(page.get_by_role("button", name="Risposta utile").last).to_be_visible()
        if await quoted.count():
            break
        await page.wait_for_timeout(5_000)
    await expect(quoted.first).to_be_visible()
    await expect(question).to_have_value("")
    await page.get_by_role("button", name="Apri la fonte 1").first.click()
    await expect(page.get_by_role("link", name="Apri la pagina").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.get_by_role("button", name="Risposta utile").last.click()
    await expect(page.get_by_role("button", name="Risposta utile").last).to_have_attribute("aria-pressed", "true")

    await page.get_by_role("button", name="Parla con una persona").click()
    await page.get_by_role("button", name="Chiedi una persona").click()
    await expect(page.get_by_text("Scrivi l’indirizzo e-mail a cui rispondere.")).to_be_visible()
    await page.get_by_label("Indirizzo e-mail").fill("lucia@officinebrenta.example")
    await page.get_by_label("Ho letto l’informativa").check()
    await _shoot(page, "handover-phone")
    await page.get_by_role("button", name="Chiedi una persona").click()
    await expect(page.get_by_text(NUMBER)).to_be_visible()
    await _shoot(page, "ticket-phone")
    await page.get_by_role("button", name="Ricevi la conversazione per e-mail").click()
    await page.get_by_label("Indirizzo e-mail").fill("lucia@officinebrenta.example")
    await page.get_by_label("Chiedo di ricevere questa conversazione").check()
    await page.get_by_role("button", name="Spedisci").click()
    await expect(page.get_by_text("La conversazione è in viaggio")).to_be_visible()
    await page.get_by_role("button", name="Cancella la conversazione").click()
    await page.get_by_role("button", name="Cancella", exact=True).click()
    await expect(page.get_by_text(NUMBER)).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_a_person_answers_in_the_same_window(browser: Browser, product: Product, page: Page) -> None:
    await page.goto(f"{product.url}/chat")
    await _ask(page, "La tua domanda", "Quanto costa la gap assessment NIS2?")
    await expect(page.get_by_role("button", name="Risposta utile").last).to_be_visible()
    await page.get_by_role("button", name="Parla con una persona").click()
    await page.get_by_label("Indirizzo e-mail").fill("marco@officinebrenta.example")
    await page.get_by_label("Ho letto l’informativa").check()
    await page.get_by_role("button", name="Chiedi una persona").click()
    number = await page.get_by_text(NUMBER).inner_text()

    async with signed_in_tab(browser, product.url, OWNER, viewport=DESKTOP, color_scheme="dark") as staff:
        await staff.goto("/admin/ticket")
        opening = staff.get_by_role("link", name=number)
        await expect(opening).to_be_visible()
        await _shoot(staff, "tickets-dark")
        await opening.click()
        await expect(staff.get_by_text("Visitatore: Quanto costa la gap assessment NIS2?")).to_be_visible()
        await _shoot(staff, "ticket-dark")
        await staff.get_by_role("link", name="Apri la conversazione dal vivo").click()
        await staff.get_by_role("button", name="Entra nella conversazione").click()
        await staff.get_by_label("Messaggio").fill("Buongiorno, dipende dalle sedi: quante sono?")
        await staff.get_by_role("button", name="Invia", exact=True).click()

        # The visitor's tab is never loaded again.
        await expect(page.get_by_text("dipende dalle sedi: quante sono?")).to_be_visible()
        await expect(page.get_by_text("In questo momento ti risponde una persona dello studio.")).to_be_visible()
        answers = await page.get_by_role("button", name="Risposta utile").count()
        await _ask(page, "Il tuo messaggio", "Due sedi.")
        await expect(staff.get_by_text("Due sedi.")).to_be_visible()
        await expect(staff.get_by_text("Il visitatore ha la finestra aperta")).to_be_visible()
        await _shoot(staff, "live-dark")
        await _shoot(page, "live-phone")
        assert await page.get_by_role("button", name="Risposta utile").count() == answers

        await staff.get_by_role("button", name="Ridai la parola all’assistente").click()
        await expect(page.get_by_text("risponde di nuovo l’assistente")).to_be_visible()
        await _ask(page, "La tua domanda", "E la formazione sull’AI Act?")
        await expect(page.get_by_role("button", name="Risposta utile")).to_have_count(answers + 1)


async def test_the_owner_looks_at_the_figures_and_gives_pages_to_read(
    browser: Browser, product: Product, axe_source: str
) -> None:
    async with signed_in_tab(browser, product.url, OWNER, viewport=DESKTOP) as staff:
        asked = {"message": "A che punto è il mio ordine?"}
        said = await staff.request.post("/api/v1/chat/message", data=asked, headers={"Origin": product.url})
        assert said.ok
        await staff.goto("/admin/assistente")
        await staff.get_by_role("link", name="Analisi", exact=True).click()
        await expect(staff.get_by_role("heading", name="Analisi", exact=True)).to_be_visible()
        await staff.get_by_role("button", name="12 mesi").click()
        await expect(staff.get_by_role("heading", name="Le domande più frequenti")).to_be_visible()
        assert await violations(staff, axe_source) == []
        await _shoot(staff, "analytics-desk")
        await staff.get_by_label("Al", exact=True).fill("1/1/2019")
        await staff.get_by_role("button", name="Mostra", exact=True).click()
        await expect(staff.get_by_text("Il primo giorno possibile è il").first).to_be_visible()

        await staff.goto("/admin/assistente/1")
        await staff.get_by_label("Indirizzo", exact=True).fill("http://localhost/interno")
        await staff.get_by_role("button", name="Leggi", exact=True).click()
        row = staff.get_by_role("row").filter(has_text="http://localhost/interno")
        await expect(row.get_by_text("L’indirizzo non è quello di un sito pubblico.")).to_be_visible()
        await _shoot(staff, "sites-desk")
        for width, name in ((360, "phone"), (1440, "dark")):
            await staff.set_viewport_size({"width": width, "height": 800})
            await staff.emulate_media(color_scheme="dark" if name == "dark" else "light")
            await staff.goto("/admin/assistente/analisi")
            await expect(staff.get_by_role("heading", name="Analisi", exact=True)).to_be_visible()
            await staff.wait_for_timeout(500)
            assert await staff.evaluate("document.documentElement.scrollWidth") <= width
            await _shoot(staff, f"analytics-{name}")


async def test_whoever_signs_out_leaves_nothing_in_the_window(browser: Browser, product: Product) -> None:
    async with signed_in_tab(browser, product.url, OWNER, viewport=DESKTOP) as tab:
        await tab.goto("/servizi")
        opening = tab.get_by_role("link", name="Chiedi all’assistente")
        await opening.click()
        await _ask(tab, "La tua domanda", "A che punto è il mio ordine?")
        log = tab.get_by_role("log")
        await expect(log.get_by_text("sono nell’area clienti")).to_be_visible()
        await tab.get_by_role("button", name="Parla con una persona").click()
        await expect(tab.get_by_label("Messaggio (facoltativo)")).to_be_visible()
        await expect(tab.get_by_label("Indirizzo e-mail")).to_have_count(0)
        await _shoot(tab, "own-window")
        await tab.get_by_role("button", name="Annulla").click()
        out = await tab.request.post("/api/v1/auth/logout", headers={"Origin": product.url}, max_redirects=0)
        assert out.status == 303
        # Another tab signed out: this one is looked at again.
        await tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await expect(log.get_by_text("A che punto è il mio ordine?")).to_have_count(0)
        await tab.goto("/servizi")
        await opening.click()
        await _ask(tab, "La tua domanda", "A che punto è il mio ordine?")
        await expect(log.get_by_text("acceda all’area clienti")).to_be_visible()
        await expect(log.get_by_text("sono nell’area clienti")).to_have_count(0)


async def _ask(page: Page, label: str, words: str) -> None:
    await page.get_by_label(label).fill(words)
    await page.get_by_label(label).press("Enter")
    await expect(page.get_by_label(label)).to_have_value("")


async def _shoot(page: Page, name: str) -> None:
    """Keeps a picture where SHOTS says."""
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
