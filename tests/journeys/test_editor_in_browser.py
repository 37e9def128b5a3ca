"""An editor writes a page with an image, sees it beside the words, publishes it; a stranger without scripts reads."""

import re
from collections.abc import AsyncIterator
from io import BytesIO

import httpx
import pytest
from PIL import Image
from playwright.async_api import Browser, ConsoleMessage, FilePayload, Page, expect

from tests.harness.axe import violations
from tests.harness.product import Product
from tests.harness.tabs import EDITOR, MOST_MS, OWNER, is_error, signed_in_tab

pytestmark = pytest.mark.journey

DESK = {"width": 1440, "height": 1000}


def picture() -> FilePayload:
    """A photograph of one colour."""
    drawn = BytesIO()
    Image.new("RGB", (1200, 800), "#2f5d50").save(drawn, "JPEG")
    return {"name": "studio.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


@pytest.fixture
async def editor(browser: Browser, product: Product) -> AsyncIterator[Page]:
    """A tab in which an editor has signed in; nothing may complain in its console but a network that is away."""
    async with signed_in_tab(browser, product.url, EDITOR, viewport=DESK, is_complaint=_is_complaint) as page:
        yield page


def _is_complaint(said: ConsoleMessage) -> bool:
    return is_error(said) and "net::ERR_FAILED" not in said.text


async def saved(page: Page) -> None:
    await expect(page.locator("[data-keeper=saved]")).to_be_visible(timeout=MOST_MS)


async def add_block(page: Page, name: str) -> None:
    await page.get_by_role("button", name="Aggiungi un blocco").click()
    await page.get_by_role("dialog", name="Aggiungi un blocco").get_by_role("button", name=name).first.click()
    await saved(page)


async def start_page(page: Page, title: str) -> None:
    await page.goto("/admin/pagine", wait_until="networkidle")
    await page.get_by_role("button", name="Nuova pagina").click()
    dialog = page.get_by_role("dialog", name="Nuova pagina")
    await dialog.get_by_label("Titolo").fill(title)
    await dialog.get_by_role("button", name="Crea la bozza").click()
    await page.wait_for_url(re.compile("/admin/pagine/.+"))
    await expect(page.get_by_role("heading", level=1, name=title)).to_be_visible(timeout=MOST_MS)


async def test_a_page_is_written_seen_published_and_read(browser: Browser, product: Product, editor: Page) -> None:
    await start_page(editor, "Come lavoriamo")
    await add_block(editor, "Testo")
    await editor.get_by_role("textbox", name="Testo").click()
    await editor.keyboard.type("Prima leggiamo le carte, poi parliamo.")
    await saved(editor)
    await add_block(editor, "Immagine")
    block = editor.get_by_role("region", name="Immagine")
    await block.get_by_role("button", name="Scegli dalla libreria").click()
    library = editor.get_by_role("dialog", name="Scegli dalla libreria")
    await library.locator("input[type=file]").set_input_files(picture())
    await library.locator("[data-media]", has_text="studio").first.click()
    await expect(block.get_by_role("button", name="Togli", exact=True)).to_be_visible(timeout=MOST_MS)
    await saved(editor)

    preview = editor.frame_locator("iframe")
    await expect(preview.get_by_text("Prima leggiamo le carte, poi parliamo.")).to_be_visible(timeout=MOST_MS)
    await expect(preview.locator("img").first).to_be_visible(timeout=MOST_MS)

    await editor.get_by_role("button", name="Pubblica", exact=True).click()
    live = editor.get_by_role("status", name="Sul sito")
    await expect(live.get_by_text("Online").first).to_be_visible(timeout=MOST_MS)

    address = await live.get_by_role("link").first.get_attribute("href")
    async with httpx.AsyncClient(base_url=product.url) as anybody:
        written = (await anybody.get(address)).text
    assert "Prima leggiamo le carte, poi parliamo." in written
    assert "application/ld+json" in written
    stranger = await browser.new_context(base_url=product.url, java_script_enabled=False)
    reading = await stranger.new_page()
    await reading.goto(address)
    await expect(reading.get_by_text("Prima leggiamo le carte, poi parliamo.")).to_be_visible()
    await expect(reading.locator("main img").first).to_be_visible()
    await stranger.close()


async def test_words_written_without_a_connection_survive_a_reload(editor: Page) -> None:
    await start_page(editor, "Senza rete")
    await add_block(editor, "Citazione")
    quote = editor.locator("[data-path=text]")
    await editor.route("**/edits*", lambda route: route.abort())
    await quote.fill("Nessuna parola va persa.")
    await expect(editor.locator("[data-keeper=unsaved]")).to_be_visible(timeout=MOST_MS)
    await editor.unroute("**/edits*")
    editor.on("dialog", lambda dialog: dialog.accept())
    await editor.reload(wait_until="networkidle")
    await saved(editor)
    await editor.get_by_role("button", name=re.compile("^Citazione")).first.click()
    await expect(editor.locator("[data-path=text]")).to_have_value("Nessuna parola va persa.")


async def owner_changes_every_block(browser: Browser, product: Product, page_id: str) -> None:
    async with signed_in_tab(browser, product.url, OWNER) as owner:
        edited = (await (await owner.request.get(f"/api/v1/editor/pages/{page_id}")).json())["data"]
        for block in edited["content"]["it"]["blocks"]:
            block["text" if "text" in block else "title"] = "Della titolare"
        body = {"revision": edited["revision"], "content": edited["content"]}
        path, headers = f"/api/v1/editor/pages/{page_id}/draft", {"Origin": product.url}
        answer = await owner.request.put(path, data=body, headers=headers)
        assert answer.ok, await answer.text()


def _is_no_conflict(said: ConsoleMessage) -> bool:
    return is_error(said) and "409" not in said.text


async def test_a_conflict_leads_to_the_block_that_both_have_changed(
    browser: Browser, product: Product, axe_source: str
) -> None:
    async with signed_in_tab(browser, product.url, EDITOR, viewport=DESK, is_complaint=_is_no_conflict) as editor:
        await start_page(editor, "In due")
        for name in ("Citazione", "Testo"):
            await add_block(editor, name)
        await owner_changes_every_block(browser, product, editor.url.rpartition("/")[2])
        await editor.get_by_role("textbox", name="Testo").click()
        await editor.keyboard.type("Della redazione.")
        panel = editor.get_by_role("alert").filter(has_text="Tieni le mie")
        await expect(panel.get_by_role("listitem")).to_have_count(1)
        await expect(panel.get_by_role("listitem")).to_contain_text("Il blocco 2, Testo, è stato cambiato da")
        quote, text = (
            editor.get_by_role("button", name=re.compile(f"^{name}")).first for name in ("Citazione", "Testo")
        )
        await quote.click()
        await expect(text).to_have_attribute("aria-expanded", "false")
        await panel.get_by_role("button", name="Vai lì").click()
        await expect(text).to_have_attribute("aria-expanded", "true")
        await expect(text).to_be_focused()
        await expect(text).to_be_in_viewport()
        assert await violations(editor, axe_source) == []
        await panel.get_by_role("button", name="Prendi le sue").click()
        await expect(editor.locator("[data-keeper=saved]")).to_be_visible()
        await expect(editor.locator("[data-block] [data-path=title]").last).to_have_value("Della titolare")
