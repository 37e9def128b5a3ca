"""A mail on a phone, in the light and in the dark: long names and addresses break instead of pushing it aside."""

from dataclasses import replace

import pytest
from playwright.async_api import Browser

from aistrategyhub.features.mailing.rendering import render
from tests.features.mailing.sample_mails import INVOICE_READY, LETTERHEAD

pytestmark = pytest.mark.journey

_LONG = "giuliamariaantoniettaferraris.vonhohenzollern@amministrazione-straordinaria-in-liquidazione.example"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_stands_out_at_the_side(browser: Browser, scheme: str) -> None:
    assert LETTERHEAD.seller is not None
    seller = LETTERHEAD.seller.model_copy(update={"company_name": _LONG})
    mail = INVOICE_READY.model_copy(update={"customer": _LONG, "number": _LONG})
    letter = render(mail, locale="it", letterhead=replace(LETTERHEAD, name=_LONG, seller=seller))
    page = await browser.new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme)

    await page.set_content(letter.html)

    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    ground, ink = await page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1')).color]"
    )
    assert (_brightness(ground) > _brightness(ink)) is (scheme == "light")
    await page.close()


def _brightness(colour: str) -> int:
    return sum(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
