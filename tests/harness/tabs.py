"""Tabs of the product's pages in a browser of their own, and people of the demo firm who sign in there."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Page

from aistrategyhub.features.accounts.seed import DEMO_PASSWORD

EDITOR = "redazione@meridiana.example"
OWNER = "titolare@meridiana.example"
# A busy machine may be slow; what these tests say does not depend on how slow.
MOST_MS = 60_000


def is_error(said: ConsoleMessage) -> bool:
    """Whether a line of the console is a complaint."""
    return said.type == "error"


@asynccontextmanager
async def quiet_tab(
    browser: Browser, url: str, *, is_complaint: Callable[[ConsoleMessage], bool] = is_error, **options: Any
) -> AsyncIterator[Page]:
    """A tab of the site at `url`, in a context made with these options. Leaving it fails when a script failed or the
    console complained."""
    context = await browser.new_context(base_url=url, **options)
    context.set_default_timeout(MOST_MS)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
    try:
        yield page
    finally:
        await context.close()
    assert complaints == [], complaints


@asynccontextmanager
async def signed_in_tab(browser: Browser, url: str, who: str, **options: Any) -> AsyncIterator[Page]:
    """A quiet tab in which somebody of the demo firm, by address, has signed in and arrived in the administration."""
    async with quiet_tab(browser, url, **({"locale": "it-IT"} | options)) as page:
        await sign_in(page, who)
        yield page


async def sign_in(page: Page, who: str) -> None:
    """Signs somebody of the demo firm in, as they do it, and waits for the administration."""
    await page.goto("/accedi", wait_until="networkidle")
    await page.locator("input[name=email]").fill(who)
    await page.locator("input[name=password]").fill(DEMO_PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin")
