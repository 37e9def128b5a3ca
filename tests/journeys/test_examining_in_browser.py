"""The owner asks the bot before visitors do, and teaches it how people talk."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.harness.axe import violations
from tests.harness.product import Product
from tests.harness.tabs import OWNER, signed_in_tab

pytestmark = pytest.mark.journey

DESK = {"width": 1200, "height": 900}


async def test_a_check_says_what_goes_wrong_and_the_glossary_mends_it(
    browser: Browser, product: Product, axe_source: str
) -> None:
    async with signed_in_tab(browser, product.url, OWNER, viewport=DESK) as tab:
        await tab.goto("/admin/assistente/1/prove")
        await _site_is_read(tab)
        await tab.goto("/admin/assistente/1")
        await tab.get_by_role("link", name="Prove", exact=True).click()
        await expect(tab.get_by_role("heading", name="Prove", exact=True)).to_be_visible()
        await tab.get_by_role("button", name="Aggiungi", exact=True).click()
        await expect(tab.get_by_text("Scrivi la domanda.").first).to_be_visible()
        await tab.get_by_role("textbox", name="Domanda", exact=True).fill("Il guaio grosso vi riguarda?")
        await tab.get_by_label("Nella sezione").fill("DPIA")
        await tab.get_by_role("button", name="Aggiungi", exact=True).click()
        await expect(tab.get_by_role("cell", name="Il guaio grosso vi riguarda?")).to_be_visible()
        failed = tab.get_by_role("table", name="Domande a cui non si è risposto come si deve")
        await _check(tab)
        await expect(failed.get_by_text("Il guaio grosso vi riguarda?")).to_be_visible()
        await expect(tab.get_by_role("table", name="Modi di cercare").get_by_text("In uso")).to_be_visible()
        assert await violations(tab, axe_source) == []
        await _fits_a_telephone(tab, "Con che cosa si trova")
        await _picture(tab, "prove")

        await tab.goto("/admin/assistente/1/glossario")
        await tab.get_by_label("Che cosa dicono le persone").fill("guaio grosso")
        await tab.get_by_label("Come lo chiamano i documenti").fill("DPIA valutazioni d’impatto")
        await tab.get_by_role("button", name="Salva", exact=True).click()
        await expect(tab.get_by_text("Aggiunta: «guaio grosso» → «DPIA valutazioni d’impatto»")).to_be_visible()
        assert await violations(tab, axe_source) == []
        await _fits_a_telephone(tab, "Glossario")
        await _picture(tab, "glossario")

        await tab.goto("/admin/assistente/1/prove")
        await _check(tab)
        await expect(failed.get_by_text("Il guaio grosso vi riguarda?")).to_have_count(0)


async def _site_is_read(tab: Page) -> None:
    """A product that has just begun is still reading its own pages."""
    for _attempt in range(30):
        await expect(tab.get_by_role("heading", name="Con che cosa si trova")).to_be_visible()
        if not await tab.get_by_text("0 passaggi su 0").count():
            return
        await tab.wait_for_timeout(2000)
        await tab.reload()
    raise AssertionError("the site was not read in a minute")


async def _check(tab: Page) -> None:
    button = tab.get_by_role("button", name="Fai la prova")
    await expect(button).to_be_enabled()
    await button.click()
    await expect(tab.get_by_text("In corso").or_(tab.get_by_text("In attesa"))).to_be_visible()
    await expect(tab.get_by_text("Conclusa")).to_be_visible(timeout=60_000)


async def _fits_a_telephone(tab: Page, heading: str) -> None:
    await tab.set_viewport_size({"width": 360, "height": 800})
    await tab.reload()
    await expect(tab.get_by_role("heading", name=heading).first).to_be_visible()
    assert await tab.evaluate("document.documentElement.scrollWidth") <= 360
    await tab.set_viewport_size(DESK)


async def _picture(tab: Page, name: str) -> None:
    """For whoever wants to look: EXAMINING_SHOTS names a folder."""
    folder = os.environ.get("EXAMINING_SHOTS")
    if not folder:
        return
    for width, colours in ((1200, "light"), (1200, "dark"), (360, "light")):
        await tab.set_viewport_size({"width": width, "height": 900})
        await tab.emulate_media(color_scheme=colours)
        await tab.screenshot(path=Path(folder) / f"{name}-{width}-{colours}.png", full_page=True)
    await tab.set_viewport_size(DESK)
    await tab.emulate_media(color_scheme="light")
