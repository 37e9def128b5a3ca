"""An admin makes an editor, who chooses a password by mail, turns the second factor on, comes in with it, is refused
what is the admin's; and the trail shows it all. On a phone, in both languages."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pyotp
import pytest
from playwright.async_api import Browser, Page, expect

from aistrategyhub.features.accounts.seed import DEMO_PASSWORD
from tests.harness.product import Product
from tests.harness.tabs import quiet_tab

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}
PASSWORD = "quattro gatti sul tetto rosso"
STEP_SECONDS = 30
NewTab = Callable[[], Awaitable[Page]]


@dataclass(frozen=True)
class Words:
    """What buttons and lines say in a language, and who is made there."""

    folder: str
    language: str
    email: str
    invite: str
    sent: str
    choose: str
    turn_on: str
    confirm: str
    kept: str
    refused: str
    acts: tuple[str, ...]


ITALIAN = Words(
    folder="",
    language="it",
    email="nora.riva@meridiana.example",
    invite="Invita",
    sent="Invito spedito a nora.riva@meridiana.example.",
    choose="Scegli la password",
    turn_on="Attiva la verifica",
    confirm="Conferma e attiva",
    kept="Li ho conservati",
    refused="Il tuo ruolo non apre questa pagina",
    acts=("Invito", "Password reimpostata", "Verifica in due passaggi attivata", "Accesso"),
)
ENGLISH = Words(
    folder="/en",
    language="en",
    email="emma.white@meridiana.example",
    invite="Invite",
    sent="Invitation sent to emma.white@meridiana.example.",
    choose="Choose a password",
    turn_on="Turn verification on",
    confirm="Confirm and turn on",
    kept="I have kept them",
    refused="Your role does not open this page",
    acts=("Invitation", "Password reset", "Two-step verification turned on", "Signed in"),
)


@pytest.fixture
async def new_tab(browser: Browser, product: Product) -> AsyncIterator[NewTab]:
    """Opens a tab of a browser of its own; nothing may complain in any of their consoles."""
    async with AsyncExitStack() as opened:

        async def open_tab() -> Page:
            return await opened.enter_async_context(quiet_tab(browser, product.url, viewport=PHONE, locale="it-IT"))

        yield open_tab


@pytest.mark.parametrize("words", [ITALIAN, ENGLISH], ids=["italian", "english"])
async def test_an_admin_makes_an_editor_and_the_trail_shows_it_all(new_tab: NewTab, words: Words) -> None:
    admin, editor = await new_tab(), await new_tab()
    await _sign_in(admin, words, "admin@meridiana.example", DEMO_PASSWORD)
    await admin.wait_for_url(f"**{words.folder}/admin")
    card = await _invite(admin, words)
    await _choose_password(editor, words)
    secret = await _turn_second_factor_on(editor, words)
    await _come_back_with_a_code(editor, words, secret)
    await _is_refused_what_is_the_admins(editor, words)
    await _read_the_trail(admin, words, card)


async def _invite(page: Page, words: Words) -> str:
    """The address of the new person's page."""
    await page.goto(f"{words.folder}/admin/persone")
    await page.locator(f"a[href$='{words.folder}/admin/persone/nuova']").click()
    await page.locator("[name=first_name]").fill("Nora")
    await page.locator("[name=email]").fill("non un indirizzo")
    await page.locator("[name=role][value=editor]").check()
    await page.locator("[name=language]").select_option(words.language)
    await _press(page, words.invite)
    await expect(page.locator(".field-error")).to_be_visible()
    await expect(page.locator("[name=first_name]")).to_have_value("Nora")
    await page.locator("[name=email]").fill(words.email)
    await _press(page, words.invite)
    await expect(page.get_by_text(words.sent)).to_be_visible()
    await page.wait_for_url(re.compile(r"/admin/persone/[0-9a-f-]{36}$"))
    await expect(page.get_by_text(words.email, exact=True)).to_be_visible()
    await _fits(page)
    return page.url


async def _choose_password(page: Page, words: Words) -> None:
    """By the link in the local mailbox, where the jobs have brought the mail."""
    mail = page.get_by_role("link").filter(has_text=words.email).first
    for _attempt in range(60):
        await page.goto("/dev/mailbox")
        if await mail.count():
            break
        await asyncio.sleep(1)
    address = str(await mail.get_attribute("href")).partition("?")[0]
    await page.goto(f"{address}/html")
    link = page.get_by_role("link", name=words.choose)
    await page.goto(str(await link.get_attribute("href")))
    await page.locator("[name=password]").fill(PASSWORD)
    await _fits(page)
    await page.locator("[name=password]").press("Enter")
    await page.wait_for_url("**fatto=**")
    await _sign_in(page, words, words.email, PASSWORD, onward="/profilo/sicurezza")
    await page.wait_for_url(f"**{words.folder}/profilo/sicurezza")


async def _turn_second_factor_on(page: Page, words: Words) -> str:
    """What the authenticator was told."""
    await _press(page, words.turn_on)
    secret = (await page.locator("main ol li.break-words").inner_text()).replace(" ", "")
    await page.locator("[name=code]").fill(pyotp.TOTP(secret).now())
    await _press(page, words.confirm)
    await _press(page, words.kept)
    await _fits(page)
    return secret


async def _come_back_with_a_code(page: Page, words: Words, secret: str) -> None:
    used = _step()
    await page.request.post("/api/v1/auth/logout", headers={"Origin": page.url[: page.url.index("/", 8)]})
    await _sign_in(page, words, words.email, PASSWORD)
    await page.wait_for_url(f"**{words.folder}/accedi/verifica**")
    # The code that turned it on counts no second time.
    if _step() == used:
        await asyncio.sleep(STEP_SECONDS - time.time() % STEP_SECONDS)
    await page.locator("[name=code]").fill(pyotp.TOTP(secret).now())
    await page.locator("[name=code]").press("Enter")
    await page.wait_for_url(f"**{words.folder}/admin")


async def _is_refused_what_is_the_admins(page: Page, words: Words) -> None:
    for route in ("/admin/persone", "/admin/accessi", "/admin/registro"):
        await page.goto(f"{words.folder}{route}")
        await expect(page.get_by_text(words.refused)).to_be_visible()
        await expect(page.get_by_text("admin@meridiana.example")).to_have_count(0)


async def _read_the_trail(page: Page, words: Words, card: str) -> None:
    await page.goto(card)
    for act in words.acts:
        await expect(page.locator(".timeline").get_by_text(act, exact=True).first).to_be_visible()
    await _fits(page)
    await page.goto(f"{words.folder}/admin/registro")
    await expect(page.locator("tbody tr").first).to_be_visible()
    await page.locator("[name=person]").fill(words.email)
    await page.locator("[name=person]").press("Enter")
    trail = page.locator("tbody")
    await expect(trail.get_by_text(words.acts[2], exact=True).first).to_be_visible()
    await _fits(page)


async def _sign_in(page: Page, words: Words, email: str, password: str, *, onward: str = "") -> None:
    following = f"?next={words.folder}{onward}" if onward else ""
    await page.goto(f"{words.folder}/accedi{following}")
    await expect(page.locator("[name=next]")).to_have_value(f"{words.folder}{onward}" if onward else "")
    await page.locator("[name=email]").fill(email)
    await page.locator("[name=password]").fill(password)
    await page.locator("[name=password]").press("Enter")


async def _press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def _fits(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def _step() -> int:
    return int(time.time()) // STEP_SECONDS
