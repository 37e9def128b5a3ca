"""A customer allows, takes back, fetches a copy of everything and leaves: a phone's width, a real browser."""

import time
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from aistrategyhub.features.accounts.seed import DEMO_PASSWORD
from aistrategyhub.features.accounts.service.session_checks import BELIEVED
from tests.harness.product import Product
from tests.harness.tabs import quiet_tab

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}
_PATIENCE_SECONDS = 90.0


@dataclass(frozen=True)
class Words:
    """What the page says in a language, and somebody of the demo who reads it."""

    folder: str
    email: str
    agree: str
    withdraw: str
    ask: str
    fetch: str
    wants: str
    erase: str
    keep: str
    mismatch: str


ITALIAN = Words(
    folder="",
    email="niccolo.damico@posta.example",
    agree="Acconsento",
    withdraw="Ritira il consenso",
    ask="Chiedi una copia",
    fetch="Scarica",
    wants="Voglio cancellare il mio account",
    erase="Cancella il mio account",
    keep="Annulla la cancellazione",
    mismatch="Per confermare scrivi il tuo indirizzo e-mail esattamente com’è.",
)
ENGLISH = Words(
    folder="/en",
    email="lucia.esposito@clinicapartenope.example",
    agree="I agree",
    withdraw="Withdraw consent",
    ask="Ask for a copy",
    fetch="Download",
    wants="I want to erase my account",
    erase="Erase my account",
    keep="Cancel the erasure",
    mismatch="To confirm, type your e-mail address exactly as it is.",
)


@pytest.fixture
async def page(browser: Browser, product: Product) -> AsyncIterator[Page]:
    """A phone's tab whose console must stay silent."""
    async with quiet_tab(browser, product.url, viewport=PHONE) as tab:
        yield tab
        assert await tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def _sign_in(page: Page, words: Words) -> None:
    onward = f"{words.folder}/profilo/privacy"
    await page.goto(f"{words.folder}/accedi?next={onward}")
    await expect(page.locator("[name=next]")).to_have_value(onward)
    await page.locator("[name=email]").fill(words.email)
    await page.locator("[name=password]").fill(DEMO_PASSWORD)
    await page.locator("[name=password]").press("Enter")
    await page.wait_for_url(f"**{onward}")


def _named(page: Page, name: str) -> Locator:
    return page.locator("main button", has_text=name)


@pytest.mark.parametrize("words", [ITALIAN, ENGLISH], ids=["italian", "english"])
async def test_a_customer_takes_everything_along_and_leaves(page: Page, product: Product, words: Words) -> None:
    await _sign_in(page, words)
    await _named(page, words.agree).first.click()
    await _named(page, words.withdraw).first.click()
    await expect(_named(page, words.agree)).to_have_count(2)
    await _fetch_a_copy(page, words)
    await _ask_and_think_again(page, words)
    await _leave(page, product, words)


async def _fetch_a_copy(page: Page, words: Words) -> None:
    await _named(page, words.ask).click()
    await expect(_named(page, words.fetch)).to_be_visible(timeout=_PATIENCE_SECONDS * 1000)
    async with page.expect_download() as started:
        await _named(page, words.fetch).click()
    packed = zipfile.ZipFile(await (await started.value).path())
    assert {"README.txt", "accounts.json", "orders.json", "invoicing.json"} <= set(packed.namelist())
    assert words.email in packed.read("accounts.json").decode()


async def _ask(page: Page, words: Words, typed: str) -> None:
    await page.locator("[name=confirmation]").fill(typed)
    await _named(page, words.erase).click()


async def _ask_and_think_again(page: Page, words: Words) -> None:
    await page.get_by_text(words.wants).click()
    await _ask(page, words, "no")
    await expect(page.get_by_text(words.mismatch)).to_be_visible()
    await _ask(page, words, words.email)
    await _named(page, words.keep).click()
    await expect(page.get_by_text(words.wants)).to_be_visible()


async def _leave(page: Page, product: Product, words: Words) -> None:
    """Asked for again, and its week gone by: the account opens no more, and nobody has its address."""
    await page.get_by_text(words.wants).click()
    await _ask(page, words, words.email)
    await expect(_named(page, words.keep)).to_be_visible()
    product.sql("UPDATE privacy_requests SET scheduled_for = now() WHERE kind = 'erasure' AND status = 'requested'")
    product.sql(
        "INSERT INTO work (id, tenant_id, job, payload, status, attempts, max_attempts, next_attempt_at, created_at)"
        " SELECT gen_random_uuid(), id, 'portal.find_erasures', '{}', 'ready', 0, 1, now(), now() FROM tenants LIMIT 1"
    )
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while product.sql("SELECT FROM users WHERE email = %s", words.email):
        assert time.monotonic() < deadline, product.sql(
            "SELECT job, status, last_error FROM work WHERE status <> 'done'"
        )
        await page.wait_for_timeout(250)
    await _is_a_visitor_now(page, words)


async def _is_a_visitor_now(page: Page, words: Words) -> None:
    """At the latest once a remembered session is believed no longer."""
    deadline = time.monotonic() + BELIEVED.total_seconds() + 10
    while f"{words.folder}/accedi" not in page.url:
        assert time.monotonic() < deadline, page.url
        await page.goto(f"{words.folder}/profilo/privacy")
        await page.wait_for_timeout(2_000)
