"""Paying with a real key: the provider's form in our own page, under a policy that lets in nothing else.

The provider's server is the stand-in, asked by the product as Stripe is; `stripe_js.js` plays the provider's script.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Route, expect

from tests.factories.sales import PERSON
from tests.harness.product import Product, new_product
from tests.harness.tabs import is_error, quiet_tab
from tests.integrations.stripe.stand_in import StandIn

pytestmark = pytest.mark.journey

LIBRARY = (Path(__file__).parents[1] / "harness" / "stripe_js.js").read_text()
PHONE = {"width": 360, "height": 780}
OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    running = StandIn(tmp_path_factory.mktemp("provider")).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def shop(built_site: Path, provider: StandIn) -> Iterator[Product]:
    """The product with keys of its own, as it runs in earnest."""
    keys = provider.keys
    with new_product(
        STRIPE_SECRET_KEY=keys.secret_key,
        STRIPE_PUBLISHABLE_KEY=keys.publishable_key,
        STRIPE_WEBHOOK_SECRET=keys.webhook_secret,
        STRIPE_API_BASE=provider.url,
    ) as running:
        running.start()
        provider.public_url, provider.webhook_url = running.url, f"{running.url}/api/v1/webhooks/stripe"
        provider.stop()
        provider.start()
        yield running
        assert running.stop() == 0


@pytest.fixture
async def page(browser: Browser, shop: Product, provider: StandIn) -> AsyncIterator[Page]:
    async with quiet_tab(browser, shop.url, viewport=PHONE, locale="it-IT", is_complaint=_is_complaint) as tab:

        async def pass_on(route: Route) -> None:
            if route.request.method == "OPTIONS":
                await route.fulfill(status=204, headers=OPEN_TO_ALL)
                return
            way = urlsplit(route.request.url)
            answer = await route.fetch(url=f"{provider.url}{way.path}?{way.query}")
            await route.fulfill(response=answer, headers=answer.headers | OPEN_TO_ALL)

        await tab.route("https://api.stripe.com/**", pass_on)
        yield tab
        assert await tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def _is_complaint(said: ConsoleMessage) -> bool:
    """What the provider refuses, and what the test keeps away, a browser mentions."""
    return is_error(said) and not any(word in said.text for word in ("402", "404", "ERR_FAILED"))


async def _let_in(page: Page) -> None:
    async def answer(route: Route) -> None:
        await route.fulfill(body=LIBRARY, content_type="text/javascript")

    await page.route("https://js.stripe.com/*/stripe.js", answer)


async def _type(page: Page, number: str) -> None:
    for name, value in (("number", number), ("expiry", "12/34"), ("cvc", "123")):
        await page.get_by_label(name).fill(value)


async def _open_order(page: Page, shop: Product) -> None:
    order = shop.customer().order(PERSON)
    await page.goto(order["order_url"])


async def test_a_refused_card_then_a_good_one_pay_the_order(page: Page, shop: Product) -> None:
    await _let_in(page)
    await _open_order(page, shop)
    await expect(page.get_by_text("Ambiente di prova")).to_have_count(0)
    await page.get_by_role("button", name="Paga").click()
    await page.wait_for_url("**/paga?**")
    pay = page.get_by_role("button", name="Paga 3.538,00")
    await expect(pay).to_be_enabled()

    await _type(page, "4000 0000 0000 0002")
    await pay.click()
    await expect(page.get_by_role("alert")).not_to_be_empty()
    await expect(page.get_by_label("cvc")).to_have_value("123")

    await _type(page, "4242 4242 4242 4242")
    await pay.click()
    await page.wait_for_url("**/ordine/**")
    await expect(page.get_by_role("link", name="Fattura elettronica (XML)")).to_be_visible(timeout=30_000)

    await page.go_back()
    await page.wait_for_url("**/ordine/**")


async def test_a_card_is_kept_in_english(page: Page, provider: StandIn) -> None:
    await _let_in(page)
    customer = (await provider.ask("POST", "/v1/customers", {"email": "a@b.example"})).json()
    asked = {"customer": customer["id"], "usage": "off_session", "automatic_payment_methods[enabled]": "true"}
    setup = (await provider.ask("POST", "/v1/setup_intents", asked)).json()
    await page.goto(f"/paga?locale=en#secret={quote(setup['client_secret'])}&back=%2Fen%2Fcontact")
    await expect(page.get_by_role("heading", name="Save a card")).to_be_visible()
    keep = page.get_by_role("button", name="Save the card")
    await expect(keep).to_be_enabled()
    await _type(page, "4242 4242 4242 4242")
    await keep.click()
    await page.wait_for_url(lambda url: f"/en/contact?setup_intent={setup['id']}&" in url)


@pytest.mark.parametrize(
    "about", ["", "#secret=pi_none_secret_none&back=%2F", "#secret=pi_x&back=https://altrove.example"]
)
async def test_a_payment_that_is_none_says_so_and_leads_nowhere_else(page: Page, shop: Product, about: str) -> None:
    await _let_in(page)
    await page.goto(f"/paga{about}")
    await expect(page.get_by_role("alert")).to_contain_text("non è più aperto")
    await expect(page.get_by_role("button")).to_have_count(0)
    back = await page.get_by_role("link", name="Torna indietro senza pagare").evaluate("link => link.href")
    assert back == f"{shop.url}/"


async def test_without_the_provider_s_script_nothing_is_charged_and_the_page_says_so(page: Page, shop: Product) -> None:
    await page.route("https://js.stripe.com/**", lambda route: route.abort())
    await _open_order(page, shop)
    await page.get_by_role("button", name="Paga").click()
    await page.wait_for_url("**/paga?**")
    await expect(page.get_by_role("alert")).to_contain_text("non ti è stato addebitato nulla")
    await page.get_by_role("link", name="Torna indietro senza pagare").click()
    await page.wait_for_url("**/ordine/**")
    await expect(page.get_by_role("button", name="Paga")).to_be_enabled()
