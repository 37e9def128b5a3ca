"""The parts as a person meets them, in Chromium, under the strict content policy."""

from collections.abc import Callable

import pytest
from playwright.async_api import Browser, expect

from tests.harness.site import WebProcess, visit

pytestmark = pytest.mark.journey

EVERY_PAGE = (
    "/dev/ui",
    "/dev/ui/densa",
    "/dev/ui/accesso",
    "/dev/ui/vuota",
    "/dev/ui/muoversi",
    "/dev/ui/scegliere",
    "/dev/ui/guardare",
    "/en/dev/ui",
    "/en/dev/ui/densa",
    "/en/dev/ui/muoversi",
    "/en/dev/ui/scegliere",
    "/en/dev/ui/guardare",
)
WIDTHS = (320, 390, 820, 1440)


@pytest.fixture(scope="module")
def web(start_web: Callable[..., WebProcess]) -> WebProcess:
    return start_web(WEB_WORKERS="1")


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_a_page_wakes_without_a_complaint_at_every_width(browser: Browser, web: WebProcess, path: str) -> None:
    async with visit(browser, web, path) as page:
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            overflow = await page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert overflow == 0, f"{overflow} px too wide at {width}"
        assert await page.evaluate("document.documentElement.lang") == ("en" if path.startswith("/en") else "it")
        assert await page.locator("h1").count() == 1


async def test_a_form_keeps_what_was_typed_and_points_at_the_error(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui") as page:
        await page.get_by_label("Richiesta").fill("Vorrei un preventivo")
        await page.get_by_role("button", name="Manda la richiesta").click()
        email = page.get_by_label("Email")
        await expect(email).to_have_attribute("aria-invalid", "true")
        await expect(email).to_be_focused()
        await expect(email).to_have_accessible_description(
            "Lì arriva la fattura. Scrivi l'indirizzo a cui risponderti."
        )
        await expect(page.get_by_role("alert").filter(has_text="Alcuni dati non sono corretti")).to_be_visible()
        await expect(page.get_by_label("Richiesta")).to_have_value("Vorrei un preventivo")

        await email.fill("ada@example.test")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status").get_by_text("Salvato", exact=True)).to_be_visible()
        await expect(email).to_have_attribute("aria-invalid", "false")
        await expect(page.get_by_role("button", name="Manda la richiesta")).to_be_enabled()


async def test_a_dialog_holds_the_keyboard_and_gives_it_back(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui") as page:
        opener = page.get_by_role("button", name="Apri una finestra")
        await opener.press("Enter")
        dialog = page.get_by_role("dialog", name="Eliminare l'ordine?")
        await expect(dialog.get_by_role("button", name="Tienilo")).to_be_focused()
        for _ in range(4):
            await page.keyboard.press("Tab")
            inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
            assert await page.evaluate(inside)
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await expect(opener).to_be_focused()

        await opener.click()
        await dialog.get_by_role("button", name="Tienilo").click()
        await expect(dialog).to_be_hidden()


async def test_toasts_come_from_the_server_and_can_be_closed(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui") as page:
        for tone in ("neutral", "action", "waiting", "failed"):
            await page.get_by_role("button", name=f"Messaggio: {tone}").click()
        toasts = page.locator(".toasts li")
        await expect(toasts).to_have_count(3)
        await toasts.first.get_by_role("button", name="Chiudi").click()
        await expect(toasts).to_have_count(2)


async def test_a_table_searches_sorts_and_turns(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui/densa") as page:
        rows = page.locator("tbody tr")
        await expect(rows).to_have_count(8)
        await page.get_by_role("button", name="Successiva").click()
        await expect(rows.first).to_contain_text("ORD-2026-00009")
        await page.get_by_role("searchbox").fill("Ada Conti")
        await expect(page.get_by_role("navigation", name="Pagine")).to_contain_text("Pagina 1 di 2")
        heading = page.get_by_role("columnheader", name="Numero")
        await heading.get_by_role("button").click()
        await expect(heading).to_have_attribute("aria-sort", "ascending")
        await heading.get_by_role("button").click()
        await expect(heading).to_have_attribute("aria-sort", "descending")
        await expect(rows.first).to_contain_text("ORD-2026-00047")
        await page.get_by_role("searchbox").fill("nessuno si chiama così")
        await expect(page.get_by_text("Nessun ordine trovato")).to_be_visible()


async def test_colours_follow_the_system_until_one_chooses(browser: Browser, web: WebProcess) -> None:
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    async with visit(browser, web, "/dev/ui", color_scheme="dark") as page:
        dark = await page.evaluate(paper)
        await page.get_by_label("Colori").select_option("light")
        await expect(page.locator("html")).to_have_class("light")
        light = await page.evaluate(paper)
        assert light != dark
        await page.reload(wait_until="networkidle")
        assert await page.evaluate(paper) == light


async def test_a_page_is_read_and_navigated_without_any_script(browser: Browser, web: WebProcess) -> None:
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = await context.new_page()
    await page.goto(f"{web.url}/en/dev/ui")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.locator("header summary").click()
    await expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
    await page.get_by_role("link", name="Italiano").click()
    assert page.url == f"{web.url}/dev/ui"
    await context.close()


async def test_the_first_tab_leads_past_the_menu(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui") as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Vai al contenuto")).to_be_focused()
        await page.keyboard.press("Enter")
        assert page.url.endswith("#contenuto")


async def test_nothing_moves_for_who_asked_for_less(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui", reduced_motion="reduce") as page:
        running = "document.getAnimations().filter(it => it.effect.getComputedTiming().duration > 1).length"
        assert await page.evaluate(running) == 0


@pytest.mark.parametrize(
    ("path", "words"), [("/nulla", "Questa pagina non c'è"), ("/en/nulla", "There is no such page")]
)
async def test_a_missing_page_says_so_in_the_language_of_the_address(
    browser: Browser, web: WebProcess, path: str, words: str
) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    answer = await page.goto(web.url + path, wait_until="networkidle")
    assert answer is not None
    assert answer.status == 404
    await expect(page.locator("h1:visible")).to_have_text(words)
    await context.close()


async def test_a_lost_connection_is_told_and_forgotten(browser: Browser, start_web: Callable[..., WebProcess]) -> None:
    web = start_web(WEB_WORKERS="1")
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{web.url}/dev/ui", wait_until="networkidle")
    banner = page.get_by_role("status").filter(has_text="Connessione interrotta")
    await expect(banner).to_have_count(0)
    web.stop()
    await expect(banner).to_be_visible(timeout=20_000)
    start_web(PORT=str(web.port), WEB_WORKERS="1")
    await expect(banner).to_have_count(0, timeout=30_000)
    await context.close()
