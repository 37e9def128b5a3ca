"""Somebody turns the second factor on, makes a passkey, and comes back with each: a phone's width, a real browser."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pyotp
import pytest
from playwright.async_api import Browser, Page, expect
from redis import Redis

from aistrategyhub.features.accounts.seed import DEMO_PASSWORD
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from tests.harness.guarded import GuardedSite
from tests.harness.site import WebProcess
from tests.harness.tabs import quiet_tab

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Words:
    """What the buttons say in a language, and somebody of the demo who has no second factor yet."""

    folder: str
    email: str
    turn_on: str
    confirm: str
    kept: str
    add: str
    make: str
    enter: str
    instead: str
    prove: str
    on: str
    remove: str
    tries: str


ITALIAN = Words(
    folder="",
    email="lucia.esposito@clinicapartenope.example",
    turn_on="Attiva la verifica",
    confirm="Conferma e attiva",
    kept="Li ho conservati",
    add="Aggiungi una passkey",
    make="Crea la passkey",
    enter="Accedi con una passkey",
    instead="Usa la passkey",
    prove="Conferma con la passkey",
    on="Attiva",
    remove="Togli",
    tries="Restano 4 tentativi.",
)
ENGLISH = Words(
    folder="/en",
    email="niccolo.damico@posta.example",
    turn_on="Turn verification on",
    confirm="Confirm and turn on",
    kept="I have kept them",
    add="Add a passkey",
    make="Make the passkey",
    enter="Sign in with a passkey",
    instead="Use the passkey",
    prove="Confirm with the passkey",
    on="On",
    remove="Remove",
    tries="4 attempts left.",
)


@pytest.fixture
def pages(guarded_site: GuardedSite, embedded_redis: EmbeddedRedis, start_web: Callable[..., WebProcess]) -> str:
    """The address of the demo firm's site with its built pages."""
    return start_web(
        WEB_WORKERS="2",
        DATABASE_URL=guarded_site.database.application,
        MIGRATION_DATABASE_URL=guarded_site.database.owner,
        REDIS_URL=embedded_redis.url,
    ).url


@pytest.fixture
async def page(browser: Browser, pages: str) -> AsyncIterator[Page]:
    """A tab whose browser has an authenticator of its own, and whose console must stay silent."""
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    async with quiet_tab(browser, pages, viewport=PHONE) as tab:
        devtools = await tab.context.new_cdp_session(tab)
        await devtools.send("WebAuthn.enable")
        await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
        yield tab


async def _press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def _fits(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def _open_sign_in(page: Page, words: Words) -> None:
    onward = f"{words.folder}/profilo/sicurezza"
    await page.goto(f"{words.folder}/accedi?next={onward}")
    await expect(page.locator("[name=next]")).to_have_value(onward)


async def _show_password(page: Page, words: Words) -> None:
    await _open_sign_in(page, words)
    await page.locator("[name=email]").fill(words.email)
    await page.locator("[name=password]").fill(DEMO_PASSWORD)
    await page.locator("[name=password]").press("Enter")


async def _show_code(page: Page, code: str) -> None:
    await page.locator("[name=code]").fill(code)
    await page.locator("[name=code]").press("Enter")


@pytest.mark.parametrize("words", [ITALIAN, ENGLISH], ids=["italian", "english"])
async def test_a_person_guards_the_account_and_comes_back(
    page: Page, guarded_site: GuardedSite, embedded_redis: EmbeddedRedis, words: Words
) -> None:
    codes = await _turn_on(page, words)
    await _add_passkey(page, words)
    await _come_back_with_a_code(page, words, codes)
    await _come_back_with_the_passkey(page, words)
    await _show_the_passkey_in_place_of_the_code(page, words)
    _let_the_proof_grow_old(guarded_site, embedded_redis, words.email)
    await _prove_it_again_when_asked(page, words)


async def _turn_on(page: Page, words: Words) -> list[str]:
    await _show_password(page, words)
    await page.wait_for_url(f"**{words.folder}/profilo/sicurezza")
    await _press(page, words.turn_on)
    await expect(page.locator("main img")).to_be_visible()
    secret = (await page.locator("main ol li.break-words").inner_text()).replace(" ", "")
    await _fits(page)
    await page.locator("[name=code]").fill(pyotp.TOTP(secret).now())
    await _press(page, words.confirm)
    lines = page.locator("main ol li.break-words")
    await expect(lines).to_have_count(10)
    codes = await lines.all_inner_texts()
    await _fits(page)
    await _press(page, words.kept)
    await expect(page.get_by_text(codes[0])).to_have_count(0)
    await expect(page.locator("main .badge")).to_have_text(words.on)
    return codes


async def _add_passkey(page: Page, words: Words) -> None:
    await _press(page, words.add)
    await page.locator("[name=name]").fill("Telefono di prova")
    await _press(page, words.make)
    await expect(page.locator("main li", has_text="Telefono di prova")).to_be_visible()


async def _come_back_with_a_code(page: Page, words: Words, codes: list[str]) -> None:
    await page.context.clear_cookies()
    await _show_password(page, words)
    await page.wait_for_url("**/accedi/verifica**")
    assert "__Host-sid" not in {cookie["name"] for cookie in await page.context.cookies()}
    await _fits(page)
    await expect(page.locator("[name=next]")).to_have_value(f"{words.folder}/profilo/sicurezza")
    await _show_code(page, "000000")
    await expect(page.get_by_text(words.tries)).to_be_visible()
    await expect(page.locator("[name=next]")).to_have_value(f"{words.folder}/profilo/sicurezza")
    await _show_code(page, codes[0])
    await page.wait_for_url(f"**{words.folder}/profilo/sicurezza")
    await expect(page.locator("main .badge")).to_have_text(words.on)


async def _come_back_with_the_passkey(page: Page, words: Words) -> None:
    await page.context.clear_cookies()
    await _open_sign_in(page, words)
    await _press(page, words.enter)
    await page.wait_for_url(f"**{words.folder}/profilo/sicurezza")
    await expect(page.locator("main li", has_text="Telefono di prova")).to_be_visible()


async def _show_the_passkey_in_place_of_the_code(page: Page, words: Words) -> None:
    await page.context.clear_cookies()
    await _show_password(page, words)
    await page.wait_for_url("**/accedi/verifica**")
    await _press(page, words.instead)
    await page.wait_for_url(f"**{words.folder}/profilo/sicurezza")
    await expect(page.locator("main li", has_text="Telefono di prova")).to_be_visible()


def _let_the_proof_grow_old(site: GuardedSite, redis: EmbeddedRedis, email: str) -> None:
    stale = "UPDATE sessions SET proved_at = now() - interval '11 minutes' FROM users"
    site.sql(f"{stale} WHERE users.id = sessions.user_id AND users.email = %s", email)
    # What was written past the product is not known to what it remembers of sessions.
    with Redis.from_url(redis.url) as client:
        client.delete(f"session:{site.tenant_id}:epoch")


async def _prove_it_again_when_asked(page: Page, words: Words) -> None:
    """What is dangerous leads to the proof and back, and is done only then."""
    for has_proved in (False, True):
        await page.locator("main li", has_text="Telefono di prova").get_by_role("button", name=words.remove).click()
        await page.locator("dialog[open] .button-danger").click()
        if not has_proved:
            await page.wait_for_url("**/conferma-identita**")
            await _fits(page)
            await _press(page, words.prove)
            await page.wait_for_url(f"**{words.folder}/profilo/sicurezza")
    await expect(page.locator("main li", has_text="Telefono di prova")).to_have_count(0)
