"""Tabs, drawers, trees and banners by keyboard, by hand and by what a screen reader is told, in Chromium."""

from collections.abc import Callable

import pytest
from playwright.async_api import Browser, Page, expect

from tests.harness.site import WebProcess, visit

pytestmark = pytest.mark.journey

PATH = "/dev/ui/muoversi"


@pytest.fixture(scope="module")
def web(start_web: Callable[..., WebProcess]) -> WebProcess:
    return start_web(WEB_WORKERS="1")


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def test_arrows_choose_a_tab_and_what_was_typed_stays(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, PATH) as page:
        await page.get_by_label("Titolo").fill("Il metodo")
        await page.get_by_role("tab", name="Contenuto").focus()
        await press(page, "ArrowRight")
        await expect(page.get_by_role("tab", name="Motori di ricerca 2 errori", selected=True)).to_be_focused()
        await expect(page.get_by_role("tabpanel", name="Motori di ricerca")).to_be_visible()
        await press(page, "End")
        await expect(page.get_by_role("tab", name="Precipitevolissimevolmente")).to_be_focused()
        await press(page, "ArrowRight")
        await expect(page.get_by_role("tab", name="Contenuto", selected=True)).to_be_focused()
        await press(page, "ArrowLeft", "ArrowLeft")
        await expect(page.get_by_role("tab", name="In arrivo", selected=True)).to_be_focused()
        await press(page, "Home", "Tab")
        await expect(page.get_by_role("tabpanel", name="Contenuto")).to_be_focused()
        await expect(page.get_by_label("Titolo")).to_have_value("Il metodo")


async def test_a_drawer_keeps_its_acts_in_sight_and_gives_the_focus_back(browser: Browser, web: WebProcess) -> None:
    for width in (360, 1280):
        async with visit(browser, web, PATH, viewport={"width": width, "height": 600}) as page:
            opener = page.get_by_role("button", name="Apri il cassetto")
            await opener.press("Enter")
            drawer = page.get_by_role("dialog", name="Dettagli della pagina")
            await expect(drawer.get_by_label("Indirizzo")).to_be_focused()
            await expect(drawer.get_by_role("button", name="Salva")).to_be_in_viewport(ratio=1)
            await drawer.get_by_text("Riga 29").scroll_into_view_if_needed()
            await expect(drawer.get_by_role("heading")).to_be_in_viewport(ratio=1)
            await press(page, "Escape")
            await expect(opener).to_be_focused()


async def test_a_drawer_that_the_server_opened_tells_it_when_closed(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, PATH) as page:
        opener = page.get_by_role("button", name="Aperto dal server")
        drawer = page.get_by_role("dialog", name="Aperto dal server")
        for _ in range(2):
            await opener.click()
            await expect(drawer).to_be_visible()
            await drawer.get_by_role("button", name="Chiudi").click()
            await expect(drawer).to_be_hidden()


async def test_a_tree_is_walked_with_the_keys(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, PATH) as page:
        row = page.get_by_role("treeitem", name="Le persone")
        await row.focus()
        await expect(row).to_have_attribute("aria-expanded", "false")
        await press(page, "ArrowRight", "ArrowRight")
        await expect(page.get_by_role("treeitem", name="Ada Conti")).to_be_focused()
        await press(page, "Enter")
        await expect(page.get_by_role("treeitem", name="Ada Conti", selected=True)).to_have_count(1)
        await press(page, "ArrowLeft", "ArrowLeft")
        await expect(row).to_have_attribute("aria-expanded", "false")
        await press(page, "Home")
        await expect(page.get_by_role("treeitem", name="Home")).to_be_focused()
        await press(page, "c", "c")
        await expect(page.get_by_role("treeitem", name="Contatti")).to_be_focused()
        await press(page, "ArrowUp", "*")
        await expect(row).to_have_attribute("aria-expanded", "true")


async def test_a_row_moves_by_keys_by_buttons_and_by_hand_and_the_move_is_said(
    browser: Browser, web: WebProcess
) -> None:
    async with visit(browser, web, PATH) as page:
        tree = page.get_by_role("tree", name="Pagine del sito")
        said = page.locator(".tree [role=status]").first
        row = tree.get_by_role("treeitem", name="Contatti")
        await row.focus()
        await press(page, "Alt+ArrowUp")
        await expect(said).to_have_text("Contatti: ora è 2 di 3.")
        await expect(row).to_be_focused()
        await press(page, "Alt+ArrowRight")
        await expect(said).to_have_text("Contatti: ora è 1 di 1 sotto Home.")
        await expect(row).to_have_attribute("aria-level", "2")
        await page.get_by_role("button", name="Porta fuori di un livello: Contatti").click()
        await expect(said).to_have_text("Contatti: ora è 2 di 3.")
        await page.locator("[data-row=contact]").drag_to(page.locator("[data-row=method]"))
        await expect(said).to_have_text("Contatti: ora è 1 di 1 sotto Il metodo.")


async def test_a_banner_closes(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, PATH) as page:
        banner = page.get_by_role("complementary", name="Chiusura natalizia.")
        await banner.get_by_role("button", name="Chiudi l'avviso").click()
        await expect(banner).to_have_count(0)
