"""A post that was planned appears by itself, with its lists and its feed, and leaves by itself."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.harness.product import Product
from tests.harness.site import wait_for
from tests.harness.tabs import EDITOR, signed_in_tab

pytestmark = pytest.mark.journey

TITLE = "Appare da solo"
BODY = "<h2>Prima</h2><p>Era in programma.</p><h2>Poi</h2><p>Ed è qui.</p><h2>Infine</h2><p>Se ne va.</p>"
MOST_SECONDS = 60


@pytest.fixture
async def editor(browser: Browser, product: Product) -> AsyncIterator[Page]:
    """A tab in which an editor has signed in."""
    async with signed_in_tab(browser, product.url, EDITOR) as page:
        yield page


@pytest.fixture
async def reader(browser: Browser, product: Product) -> AsyncIterator[BrowserContext]:
    """Somebody whose browser runs no script."""
    context = await browser.new_context(base_url=product.url, java_script_enabled=False, locale="it-IT")
    yield context
    await context.close()


async def ask(
    editor: Page, product: Product, method: str, path: str, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    answer = await editor.request.fetch(
        f"/api/v1/editor/posts{path}", method=method, data=body, headers={"Origin": product.url}
    )
    assert answer.ok, await answer.text()
    return (await answer.json())["data"]


def status_of(product: Product, path: str) -> int:
    return httpx.get(product.url + path, trust_env=False).status_code


async def test_a_planned_post_appears_and_leaves_by_itself(
    editor: Page, reader: BrowserContext, product: Product
) -> None:
    made = await ask(editor, product, "POST", "", {"content": {"it": {"title": TITLE, "body": BODY}}})
    assert status_of(product, "/blog/appare-da-solo") == 404
    at = datetime.now(UTC) + timedelta(seconds=8)
    await ask(editor, product, "PUT", f"/{made['id']}/plan", {"publish_at": at.isoformat()})

    wait_for(lambda: status_of(product, "/blog/appare-da-solo") == 200, MOST_SECONDS, product.story)
    live = await ask(editor, product, "GET", f"/{made['id']}")
    assert (live["status"], live["publish_at"]) == ("published", None)
    assert datetime.fromisoformat(live["published_at"]) >= at, "not a moment before its time"
    wait_for(lambda: TITLE in httpx.get(f"{product.url}/blog", trust_env=False).text, MOST_SECONDS, product.story)
    page = await reader.new_page()
    await page.goto("/blog")
    await page.get_by_role("link", name=TITLE).first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    await (
        page.locator("details summary", has_text="In questo articolo")
        .or_(page.get_by_role("navigation", name="In questo articolo"))
        .first.wait_for()
    )
    assert TITLE in await (await reader.request.get("/blog/feed.xml")).text()

    leaves_at = datetime.now(UTC) + timedelta(seconds=8)
    await ask(editor, product, "PUT", f"/{made['id']}/plan", {"unpublish_at": leaves_at.isoformat()})
    wait_for(lambda: status_of(product, "/blog/appare-da-solo") == 410, MOST_SECONDS, product.story)
    gone = await ask(editor, product, "GET", f"/{made['id']}")
    assert (gone["status"], gone["unpublish_at"]) == ("draft", None)
    wait_for(lambda: TITLE not in httpx.get(f"{product.url}/blog", trust_env=False).text, MOST_SECONDS, product.story)
