"""An editor drops pictures into the library, says what one shows and what must stay in view; on a phone; and a stranger
gets it in sizes, while what is refused says why."""

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from tests.factories import pictures
from tests.harness.product import Product
from tests.harness.tabs import EDITOR, MOST_MS, is_error, signed_in_tab

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}


@pytest.fixture
async def page(browser: Browser, product: Product) -> AsyncIterator[Page]:
    """A phone on which an editor has signed in."""
    async with signed_in_tab(browser, product.url, EDITOR, viewport=PHONE, is_complaint=_is_complaint) as tab:
        yield tab


def _is_complaint(said: ConsoleMessage) -> bool:
    """A file that is not what its name says is answered with 422, which a browser mentions."""
    return is_error(said) and "422" not in said.text


async def wide_picture(url: str, api: httpx.AsyncClient, media_id: str) -> dict[str, object]:
    """What the API says of the picture once its sizes are made."""
    until = time.monotonic() + MOST_MS / 1000
    while time.monotonic() < until:
        said = (await api.get(f"{url}/api/v1/media/{media_id}")).json()["data"]
        if said["status"] == "ready":
            return said
        await asyncio.sleep(0.5)
    raise AssertionError("the sizes were never made")


async def test_a_picture_from_the_phone_to_everybody(page: Page, product: Product) -> None:
    await page.goto("/admin/media")
    await expect(page.get_by_role("heading", name="Libreria")).to_be_visible(timeout=MOST_MS)
    photo = pictures.new_picture("JPEG", size=(1500, 1000), colour=(90, 60, 30))
    field = page.locator("input[type=file]").first

    await field.set_input_files({"name": "finta.jpg", "mimeType": "image/jpeg", "buffer": b"<script>alert(1)</script>"})
    await expect(page.get_by_text("non è tra i tipi ammessi").first).to_be_visible(timeout=MOST_MS)

    await field.set_input_files({"name": "Sede nuova.jpg", "mimeType": "image/jpeg", "buffer": photo})
    await expect(page.get_by_text("Che cosa mostra?")).to_be_visible(timeout=MOST_MS)
    await page.get_by_label("Punto da tenere in vista, da sinistra").press("Home")
    await page.fill("textarea[name=alt_it]", "La sede nuova, dalla strada")
    await page.get_by_role("button", name="Salva").click()
    await expect(page.get_by_text("Salvato.")).to_be_visible(timeout=MOST_MS)
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    media_id = await page.locator("[data-media]").first.get_attribute("data-media")
    cookies = {cookie["name"]: cookie["value"] for cookie in await page.context.cookies()}
    async with httpx.AsyncClient(cookies=cookies) as editor:
        said = await wide_picture(product.url, editor, media_id)
    assert said["alt_it"] == "La sede nuova, dalla strada"
    async with httpx.AsyncClient() as stranger:
        served = await stranger.get(f"{product.url}{said['url']}")
    assert (served.status_code, served.headers["content-type"]) == (200, "image/jpeg")
    assert "immutable" in served.headers["cache-control"]
