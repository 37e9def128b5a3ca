"""Tables, the palette, charts and boards by keyboard and by hand, in Chromium."""

import asyncio
from collections.abc import Callable

import pytest
from playwright.async_api import Browser, Page, expect

from tests.harness.site import WebProcess, visit

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def web(start_web: Callable[..., WebProcess]) -> WebProcess:
    return start_web(WEB_WORKERS="1")


async def until(page: Page, condition: str) -> None:
    """Waits for what the policy lets no page wait for by itself: Playwright's own way evaluates a string in it."""
    async with asyncio.timeout(20):
        while not await page.evaluate(condition):
            await page.wait_for_timeout(100)


async def test_going_back_shows_the_rows_one_came_from(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui/densa") as page:
        rows, search = page.locator("tbody tr"), page.get_by_role("searchbox")
        await page.get_by_role("button", name="Successiva").click()
        await expect(rows.first).to_contain_text("ORD-2026-00009")
        await page.wait_for_url("**/dev/ui/densa?pagina=2")
        await search.fill("Ada Conti")
        await page.wait_for_url("**/dev/ui/densa?q=Ada+Conti")
        await page.get_by_role("columnheader", name="Numero").get_by_role("button").click()
        await page.wait_for_url("**/dev/ui/densa?q=Ada+Conti&ordine=number")

        await page.go_back()
        await expect(page.get_by_role("columnheader", name="Numero")).to_have_attribute("aria-sort", "none")
        await expect(search).to_have_value("Ada Conti")
        await page.go_back()
        await expect(search).to_have_value("")
        await expect(rows.first).to_contain_text("ORD-2026-00009")
        await page.go_back()
        await expect(rows.first).to_contain_text("ORD-2026-00001")
        await page.go_forward()
        await expect(rows.first).to_contain_text("ORD-2026-00009")


async def test_a_link_to_rows_opens_them(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui/densa?q=Ada+Conti&ordine=-number&pagina=99") as page:
        await expect(page.get_by_role("searchbox")).to_have_value("Ada Conti")
        await expect(page.get_by_role("navigation", name="Pagine")).to_contain_text("Pagina 2 di 2")
        await expect(page.locator("tbody tr").first).to_contain_text("ORD-2026-00015")
        await page.wait_for_url("**/dev/ui/densa?q=Ada+Conti&ordine=-number&pagina=2")


async def test_letters_go_through_the_rows_unless_one_writes(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui/densa") as page:
        rows, search = page.locator("tbody tr"), page.get_by_role("searchbox")
        await expect(rows).to_have_count(8)
        for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
            await page.keyboard.press(key)
            await expect(rows.nth(row)).to_be_focused()
        await page.keyboard.press("/")
        await expect(search).to_be_focused()
        await page.keyboard.type("jk")
        await expect(search).to_have_value("jk")
        await expect(page.get_by_text("Nessun ordine trovato")).to_be_visible()


async def test_the_letters_can_be_turned_off(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui/densa") as page:
        await expect(page.locator("tbody tr")).to_have_count(8)
        await page.keyboard.press("Control+k")
        await page.keyboard.type("tasti")
        await page.keyboard.press("Enter")
        await page.locator("main h1").click()
        await page.keyboard.press("j")
        await expect(page.locator("tbody tr:focus-within")).to_have_count(0)


async def test_the_palette_leads_to_a_page_and_remembers_it(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui/muoversi") as page:
        await until(page, "localStorage.getItem('hub:recent:it')?.includes('/dev/ui/muoversi')")
        await page.goto(f"{web.url}/dev/ui/densa", wait_until="networkidle")
        await page.get_by_role("button", name="Cerca o vai a…").click()
        field = page.get_by_role("combobox", name="Cerca o vai a…")
        await expect(field).to_be_focused()
        await expect(page.get_by_role("option", name="Muoversi")).to_be_visible()
        await page.keyboard.type("muo")
        await expect(page.get_by_role("option", name="Muoversi", selected=True)).to_have_count(1)
        chosen = await page.get_by_role("option", name="Muoversi").get_attribute("id")
        await expect(field).to_have_attribute("aria-activedescendant", chosen or "")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/dev/ui/muoversi")
        await expect(page.locator("h1")).to_have_text("Muoversi")

        async with asyncio.timeout(20):
            # A page that has just come up does not listen for keys yet.
            while not await field.is_visible():
                await page.keyboard.press("Control+k")
                await page.wait_for_timeout(200)
        await page.keyboard.type("niente che si chiami così")
        await expect(page.get_by_role("status").filter(has_text="Nessun risultato.")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(field).to_have_count(0)


async def test_a_chart_says_its_figures_without_being_seen(browser: Browser, web: WebProcess) -> None:
    for width in (360, 1440):
        async with visit(browser, web, "/dev/ui/guardare", viewport={"width": width, "height": 900}) as page:
            drawing = page.get_by_role("img", name="Ricavi per mese. dic 8.200 €, gen 3.100 €")
            await expect(drawing).to_be_visible()
            data = page.locator(".chart").first
            await data.get_by_text("Dati in tabella").press("Enter")
            row = data.locator("tbody tr").filter(has_text="nov")
            await expect(row).to_be_visible()
            await expect(row).to_contain_text("6.400 €")
            await drawing.hover()
            await expect(data.locator(".chart-said")).not_to_be_empty()
            await expect(page.get_by_text("Il primo incasso comparirà qui.")).to_be_visible()


async def test_cards_move_by_keys_by_list_and_by_hand(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui/guardare") as page:
        board = page.get_by_role("group", name="Offerte")
        said = board.get_by_role("status")
        card = board.locator("[data-card=a]")
        await card.focus()
        await page.keyboard.press("Alt+ArrowRight")
        await expect(said).to_have_text("Officine Meccaniche Brambilla & Figli: ora in In trattativa, 2 di 2.")
        await expect(card).to_be_focused()
        await page.keyboard.press("Alt+ArrowUp")
        await expect(said).to_have_text("Officine Meccaniche Brambilla & Figli: ora in In trattativa, 1 di 2.")
        await page.keyboard.press("ArrowRight")
        await expect(board.locator("[data-card=d]")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Aperta: d")).to_be_visible()
        await board.get_by_label("Sposta Ada Conti in").select_option("Rifiutate")
        await expect(said).to_have_text("Ada Conti: ora in Rifiutate, 1 di 1.")
        await board.locator("[data-card=b]").drag_to(board.get_by_role("region", name="Accettate"))
        await expect(said).to_contain_text("Cantina Sociale di Sant'Ambrogio: ora in Accettate")
