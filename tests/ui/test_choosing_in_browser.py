"""Dates, moments and files by keyboard and by hand, in Chromium."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.harness.site import WebProcess, visit

pytestmark = pytest.mark.journey

PATH = "/dev/ui/scegliere"


@pytest.fixture(scope="module")
def web(start_web: Callable[..., WebProcess]) -> WebProcess:
    return start_web(WEB_WORKERS="1")


def picture(name: str, *, size: int = 100, kind: str = "image/png") -> Any:
    return {"name": name, "mimeType": kind, "buffer": b"x" * size}


@pytest.mark.parametrize(
    ("typed", "shown", "sent"),
    [
        ("1 dic 27", "01/12/2027", "2027-12-01"),
        ("1 december 2027", "01/12/2027", "2027-12-01"),
        ("1.12.27", "01/12/2027", "2027-12-01"),
        ("01122027", "01/12/2027", "2027-12-01"),
        ("2027-12-01", "01/12/2027", "2027-12-01"),
        ("31/2/2027", "31/2/2027", "31/2/2027"),
        ("quando vuoi", "quando vuoi", "quando vuoi"),
    ],
)
async def test_a_date_is_read_as_people_write_it(
    browser: Browser, web: WebProcess, typed: str, shown: str, sent: str
) -> None:
    async with visit(browser, web, PATH) as page:
        due = page.get_by_label("Scadenza")
        await due.fill(typed)
        await due.press("Tab")
        await expect(due).to_have_value(shown)
        await expect(page.locator("input[name=due]")).to_have_value(sent)
        is_wrong = shown == sent
        await expect(page.get_by_text("Scrivi una data come 21/11/2026.")).to_have_count(int(is_wrong))
        if is_wrong:
            await expect(due).to_have_accessible_description("Un giorno lavorativo. Scrivi una data come 21/11/2026.")


async def test_a_day_is_picked_with_the_keys_and_the_focus_comes_back(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, PATH) as page:
        due = page.get_by_label("Scadenza")
        await due.fill("31/1/2027")
        await due.press("Tab")
        await page.keyboard.press("Enter")
        calendar = page.get_by_role("dialog", name="Scegli la data")
        await expect(calendar.get_by_role("button", name="domenica 31 gennaio 2027")).to_be_focused()
        for key, day in (
            ("PageDown", "domenica 28 febbraio 2027"),
            ("ArrowRight", "lunedì 1 marzo 2027"),
            ("End", "domenica 7 marzo 2027"),
            ("Home", "lunedì 1 marzo 2027"),
            ("ArrowDown", "lunedì 8 marzo 2027"),
            ("Shift+PageUp", "domenica 8 marzo 2026"),
            ("ArrowLeft", "sabato 7 marzo 2026"),
        ):
            await page.keyboard.press(key)
            await expect(calendar.get_by_role("button", name=day)).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(calendar).to_be_hidden()
        await expect(due).to_have_value("07/03/2026")
        await expect(page.get_by_role("button", name="Cambia la data, ora 07/03/2026")).to_be_focused()


async def test_escape_leaves_a_date_as_it_was_also_within_a_drawer(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, PATH, viewport={"width": 360, "height": 740}) as page:
        await page.get_by_role("button", name="Apri un cassetto con una data").click()
        drawer = page.get_by_role("dialog", name="Una data in un cassetto")
        await drawer.get_by_label("Nel cassetto").fill("1/3/2027")
        await drawer.get_by_role("button", name="Cambia la data").click()
        calendar = page.get_by_role("dialog", name="Scegli la data")
        await expect(calendar.get_by_role("button", name="lunedì 1 marzo 2027")).to_be_in_viewport(ratio=1)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Escape")
        await expect(calendar).to_be_hidden()
        await expect(drawer).to_be_visible()
        await expect(drawer.get_by_label("Nel cassetto")).to_have_value("01/03/2027")


async def test_a_day_outside_the_limits_can_be_looked_at_and_not_chosen(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, PATH) as page:
        field = page.get_by_label("Nel 2027, dal 10 febbraio al 20 marzo")
        await page.get_by_role("button", name="Cambia la data, ora 28/02/2027").click()
        calendar = page.get_by_role("dialog", name="Scegli la data")
        first = calendar.get_by_role("button", name="martedì 9 febbraio 2027")
        await expect(first).to_have_attribute("aria-disabled", "true")
        await first.click(force=True)
        await expect(calendar).to_be_visible()
        await calendar.get_by_role("button", name="mercoledì 10 febbraio 2027").click()
        await expect(field).to_have_value("10/02/2027")
        await expect(page.get_by_text("Scelta: 2027-02-10")).to_be_visible()
        await page.get_by_role("button", name="Cambia la data, ora 10/02/2027").click()
        await calendar.get_by_role("button", name="Togli la data").click()
        await expect(field).to_have_value("")


async def test_a_moment_says_what_ones_own_clock_will_show(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, PATH, timezone_id="America/New_York") as page:
        await page.get_by_label("Scadenza").fill("1/12/2026")
        await page.get_by_label("Pubblica il").fill("1/7/2026")
        time = page.get_by_label("Ora", exact=True).first
        await time.fill("9.30")
        await time.press("Tab")
        await expect(time).to_have_value("09:30")
        await expect(page.get_by_text("Ora di Roma (UTC+2). Da te: 1 lug 2026, 03:30.")).to_be_visible()
        await page.get_by_role("button", name="Programma").click()
        await expect(page.get_by_text("1 dicembre 2026; 1 lug 2026, 09:30")).to_be_visible()


async def test_what_is_no_date_is_refused_by_the_server_and_stays(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, PATH) as page:
        due = page.get_by_label("Scadenza")
        await due.fill("quando vuoi")
        await page.get_by_role("button", name="Programma").click()
        await expect(page.get_by_role("alert").filter(has_text="Alcuni dati non sono corretti")).to_be_visible()
        await expect(due).to_have_attribute("aria-invalid", "true")
        await expect(due).to_have_value("quando vuoi")


async def _answer(route: Route) -> None:
    if b"broken.png" in (route.request.post_data_buffer or b""):
        refusal = {"code": "NO_IMAGE", "message": "Non è un'immagine che si legge.", "details": {}}
        await route.fulfill(json={"success": False, "error": refusal})
    else:
        await route.fulfill(json={"success": True, "data": {"id": "the-picture"}})


async def test_files_arrive_fail_and_are_tried_again(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, PATH) as page:
        await page.route("**/api/v1/media*", _answer)
        files = [picture("good.png"), picture("broken.png"), picture("tool.exe", kind="application/x-msdownload")]
        await page.get_by_label("Immagini").set_input_files([*files, picture("huge.png", size=5_000_001)])
        await expect(_row(page, "good.png")).to_contain_text("Caricato")
        await expect(_row(page, "broken.png")).to_contain_text("Non è un'immagine che si legge.")
        await expect(_row(page, "tool.exe")).to_contain_text("Questo tipo di file qui non serve.")
        await expect(_row(page, "huge.png")).to_contain_text("È troppo grande: al massimo 5 MB.")
        await expect(page.get_by_text("Arrivati: the-picture")).to_be_visible()
        await _row(page, "broken.png").get_by_role("button", name="Riprova").click()
        await expect(_row(page, "broken.png")).to_contain_text("Non è un'immagine che si legge.")
        await _row(page, "broken.png").get_by_role("button", name="Togli").click()
        await expect(_row(page, "broken.png")).to_have_count(0)
        await expect(page.get_by_label("Immagini")).to_be_focused()


async def test_a_file_is_dropped_where_it_goes(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, PATH) as page:
        await page.route("**/api/v1/media*", _answer)
        carried = await page.evaluate_handle(
            "() => { const it = new DataTransfer();"
            " it.items.add(new File(['x'], 'dropped.png', { type: 'image/png' })); return it; }"
        )
        zone = page.locator(".file-drop").first
        await zone.dispatch_event("dragenter", {"dataTransfer": carried})
        await expect(zone).to_contain_text("Lascia andare per caricare")
        await zone.dispatch_event("drop", {"dataTransfer": carried})
        await expect(_row(page, "dropped.png")).to_contain_text("Caricato")


def _row(page: Page, name: str) -> Any:
    return page.locator(".file-rows li").filter(has_text=name)
