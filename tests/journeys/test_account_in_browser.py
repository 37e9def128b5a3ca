"""Somebody opens an account on a phone, proves the address, finds the order placed before, and changes the password."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.factories.sales import PERSON
from tests.harness.product import Product
from tests.harness.tabs import quiet_tab

pytestmark = pytest.mark.journey

PHONE = {"width": 360, "height": 780}
FIRST, SECOND = "quattro parole a caso", "altre quattro parole mie"
WORDS = {
    "it": {
        "checked": "Controlla la posta",
        "confirm": "Conferma l’indirizzo",
        "confirmed": "Indirizzo confermato",
        "refused": "tra le più usate",
        "save": "Cambia password",
        "changed": "Password cambiata",
        "notice": "Conferma il tuo indirizzo e-mail",
    },
    "en": {
        "checked": "Check your mail",
        "confirm": "Confirm the address",
        "confirmed": "Address confirmed",
        "refused": "among the most used",
        "save": "Change password",
        "changed": "Password changed",
        "notice": "Confirm your e-mail address",
    },
}


@pytest.fixture
async def page(browser: Browser, product: Product) -> AsyncIterator[Page]:
    """A phone whose console must stay silent."""
    async with quiet_tab(browser, product.url, viewport=PHONE) as tab:
        yield tab


def _order_as_guest(product: Product, email: str) -> str:
    body = {"items": [{"slug": "ai-act-gap-assessment"}], "buyer": PERSON | {"email": email}, "terms": True}
    answer = httpx.post(f"{product.url}/api/v1/checkout/create-order", json=body, trust_env=False)
    return answer.json()["data"]["order_number"]


async def _link_for(product: Product, email: str) -> str:
    for _look in range(100):
        for mail in product.mailbox():
            if mail.to == email and (link := re.search(r"<(http\S+token=[\w-]+)>", mail.text)):
                return link[1]
        await asyncio.sleep(0.2)
    raise AssertionError(f"no link was mailed to {email}")


async def _shown(page: Page, words: str) -> None:
    await expect(page.get_by_text(words, exact=False).first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("language", ["it", "en"])
async def test_from_registration_to_a_new_password(page: Page, product: Product, language: str) -> None:
    words, root = WORDS[language], "" if language == "it" else "/en"
    email = f"anna.{language}@prova.example"
    order = _order_as_guest(product, email)

    await page.goto(f"{root}/registrati")
    for name, value in {"first_name": "Anna", "last_name": "Ferri", "email": email, "password": "password1234"}.items():
        await page.locator(f"[name={name}]").fill(value)
    for consent in ("terms", "privacy_notice"):
        await page.locator(f"[value={consent}]").check()
    await page.locator("main button[type=submit]").click()
    await _shown(page, words["refused"])
    await expect(page.locator("[name=first_name]")).to_have_value("Anna")
    await expect(page.locator("[name=password]")).to_have_value("")
    await page.locator("[name=password]").fill(FIRST)
    await page.locator("main button[type=submit]").click()
    await _shown(page, words["checked"])

    await page.goto(f"{root}/accedi")
    await page.locator("[name=email]").fill(email)
    await page.locator("[name=password]").fill(FIRST)
    await page.locator("main button[type=submit]").first.click()
    await _shown(page, words["notice"])
    assert order not in await page.content()

    await page.goto(await _link_for(product, email))
    await page.get_by_role("button", name=words["confirm"]).click()
    await _shown(page, words["confirmed"])
    await page.goto(f"{root}/area-clienti")
    for _look in range(50):
        if await page.get_by_text(order).count():
            break
        await asyncio.sleep(0.3)
        await page.reload()
    await _shown(page, order)

    await page.goto(f"{root}/profilo")
    await page.locator("[name=current_password]").fill(FIRST)
    await page.locator("[name=password]").fill(SECOND)
    await page.get_by_role("button", name=words["save"]).click()
    await _shown(page, words["changed"])
    await expect(page.locator("[name=first_name]")).to_have_value("Anna")
