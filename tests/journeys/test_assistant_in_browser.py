"""A visitor asks the assistant, opens what it read, and asks for a person."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.harness.product import Product
from tests.harness.tabs import quiet_tab

pytestmark = pytest.mark.journey


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
    reference = page.get_by_text(re.compile(r"^CONV-\d{4}-\d{5}$"))
    await expect(reference).to_be_visible()
    told = await reference.inner_text()
    await page.get_by_role("link", name="Apri il modulo di contatto").click()
    # The page of the form sleeps until somebody touches it.
    await page.get_by_label("Nome").click()
    await expect(page.get_by_text(told)).to_be_visible()
