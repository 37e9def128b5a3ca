"""An editor drops pictures into the library, says what one shows and what must stay in view; on a phone; and a stranger
gets it in sizes, while what is refused says why."""

import asyncio
import time

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from aistrategyhub.features.accounts.seed import DEMO_PASSWORD
from tests.factories import pictures
from tests.harness.product import Product

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}
WAITING_SECONDS = 60


async def sign_in(page: Page, url: str) -> None:
    await page.goto(f"{url}/accedi")
    await page.fill("input[name=email]", "redazione@meridiana.example")
    await page.fill("input[name=password]", DEMO_PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin", timeout=WAITING_SECONDS * 1000)
    await page.goto(f"{url}/admin/media")
    await expect(page.get_by_role("heading", name="Libreria")).to_be_visible(timeout=WAITING_SECONDS * 1000)


async def wide_picture(url: str, api: httpx.AsyncClient, media_id: str) -> dict[str, object]:
    """What the API says of the picture once its sizes are made."""
    until = time.monotonic() + WAITING_SECONDS
    while time.monotonic() < until:
        said = (await api.get(f"{url}/api/v1/media/{media_id}")).json()["data"]
        if said["status"] == "ready":
            return said
        await asyncio.sleep(0.5)
    raise AssertionError("the sizes were never made")


async def test_a_picture_from_the_phone_to_everybody(browser: Browser, product: Product) -> None:
    context = await browser.new_context(viewport=PHONE, locale="it-IT")
    context.set_default_timeout(WAITING_SECONDS * 1000)
    page = await context.new_page()
    await sign_in(page, product.url)
    photo = pictures.new_picture("JPEG", size=(1500, 1000), colour=(90, 60, 30))
    field = page.locator("input[type=file]").first

    await field.set_input_files({"name": "finta.jpg", "mimeType": "image/jpeg", "buffer": b"<script>alert(1)</script>"})
    await expect(page.get_by_text("non è tra i tipi ammessi").first).to_be_visible(timeout=WAITING_SECONDS * 1000)

    await field.set_input_files({"name": "Sede nuova.jpg", "mimeType": "image/jpeg", "buffer": photo})
    await expect(page.get_by_text("Che cosa mostra?")).to_be_visible(timeout=WAITING_SECONDS * 1000)
    await page.get_by_label("Punto da tenere in vista, da sinistra").press("Home")
    await page.fill("textarea[name=alt_it]", "La sede nuova, dalla strada")
    await page.get_by_role("button", name="Salva").click()
    await expect(page.get_by_text("Salvato.")).to_be_visible(timeout=WAITING_SECONDS * 1000)
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    media_id = await page.locator("[data-media]").first.get_attribute("data-media")
    cookies = {cookie["name"]: cookie["value"] for cookie in await context.cookies()}
    async with httpx.AsyncClient(cookies=cookies) as editor:
        said = await wide_picture(product.url, editor, media_id)
    assert said["alt_it"] == "La sede nuova, dalla strada"
    async with httpx.AsyncClient() as stranger:
        served = await stranger.get(f"{product.url}{said['url']}")
    assert (served.status_code, served.headers["content-type"]) == (200, "image/jpeg")
    assert "immutable" in served.headers["cache-control"]
    await context.close()
