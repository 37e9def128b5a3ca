"""An editor asks a model for help with a post, takes what is good piece by piece, publishes; a stranger reads it."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.harness.model_server import KEY, ModelServer, serving_models
from tests.harness.product import Product, new_product
from tests.harness.site import wait_for
from tests.harness.tabs import EDITOR, MOST_MS, signed_in_tab

pytestmark = pytest.mark.journey

DESK, PHONE = {"width": 1440, "height": 1000}, {"width": 360, "height": 800}
WORKING_TITLE = "Registri"
# The last word is wider than a phone.
TITLE = "Un registro che si tiene precipitevolissimevolmenteprecipitevolissimevolmente"
OTHER_TITLE = "Tre errori da non fare"
EXCERPT = "A che cosa serve un registro dei sistemi di AI, e chi lo tiene."
SECTION, OTHER_SECTION = "Chi lo tiene aggiornato", "Quanto costa non averlo"
POINT = "Una persona sola, con un sostituto <b>nominato</b>"
TAG, OTHER_TAG = "registro dei sistemi", "ai act"
OWN_WORDS = "Questo l’ha scritto una persona."
ADDRESS = "/blog/registri"

ANSWERS: dict[str, dict[str, Any]] = {
    "titles": {"titles": [TITLE, OTHER_TITLE]},
    "sections": {
        "sections": [{"heading": SECTION, "points": [POINT]}, {"heading": OTHER_SECTION, "points": ["Le sanzioni"]}]
    },
    "excerpt": {
        "excerpt": EXCERPT,
        "seo_title": "Registro dei sistemi di AI",
        "seo_description": "Chi tiene il registro dei sistemi di AI, e come.",
        "tags": [TAG, OTHER_TAG],
    },
}


def answer(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the local server says to each question, told apart by what it has to fill."""
    asked = body["output_config"]["format"]["schema"]["properties"]
    return next(content for field, content in ANSWERS.items() if field in asked)


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    """Who answers in Anthropic's place, over HTTP and to the real SDK."""
    with serving_models(ModelServer(answer=answer)) as server:
        yield server


@pytest.fixture(scope="module")
def helped_product(built_site: Path, model: ModelServer) -> Iterator[Product]:
    """The running product, whose owner has put a key into its environment."""
    with new_product(ANTHROPIC_API_KEY=KEY, ANTHROPIC_BASE_URL=model.address) as running:
        running.start()
        yield running
        assert running.stop() == 0


@pytest.fixture
async def editor(browser: Browser, helped_product: Product) -> AsyncIterator[Page]:
    """A tab in which an editor has signed in; nothing may complain in its console."""
    async with signed_in_tab(browser, helped_product.url, EDITOR, viewport=DESK) as page:
        yield page


async def start_post(page: Page) -> str:
    """A new draft with a working title; its id."""
    await page.goto("/admin/articoli", wait_until="networkidle")
    await page.get_by_role("button", name="Nuovo articolo").click()
    dialog = page.get_by_role("dialog", name="Nuovo articolo")
    await dialog.get_by_label("Titolo").fill(WORKING_TITLE)
    await dialog.get_by_role("button", name="Crea la bozza").click()
    await expect(page.get_by_role("heading", level=1, name=WORKING_TITLE)).to_be_visible(timeout=MOST_MS)
    return page.url.rpartition("/")[2]


async def ask(page: Page) -> Locator:
    """The panel with what the model proposed."""
    await page.get_by_role("button", name="Chiedi aiuto").click()
    panel = page.get_by_role("dialog", name="Aiuto per la bozza")
    await panel.get_by_role("button", name="Chiedi suggerimenti").click()
    topic = panel.get_by_label("Di che cosa parla")
    await expect(topic).to_be_focused()
    await topic.fill("Il registro dei sistemi di AI")
    await panel.get_by_role("button", name="Chiedi suggerimenti").click()
    for text in (TITLE, SECTION, EXCERPT, TAG):
        await expect(suggestion(panel, text)).to_be_visible(timeout=MOST_MS)
    return panel


def suggestion(panel: Locator, text: str) -> Locator:
    return (
        panel.get_by_role("listitem")
        .filter(has=panel.page.get_by_text(text, exact=True))
        .filter(has=panel.page.locator("button, .badge"))
    )


async def take(panel: Locator, text: str) -> None:
    row = suggestion(panel, text)
    await row.get_by_role("button", name="Accetta").click()
    await expect(row.get_by_text("nella bozza")).to_be_visible(timeout=MOST_MS)


async def put_aside(panel: Locator, text: str) -> None:
    row = suggestion(panel, text)
    await row.get_by_role("button", name="Scarta").click()
    await expect(row.get_by_text("scartato")).to_be_visible(timeout=MOST_MS)


async def draft_of(page: Page, post_id: str) -> dict[str, Any]:
    answered = await page.request.get(f"/api/v1/editor/posts/{post_id}")
    assert answered.ok, await answered.text()
    return (await answered.json())["data"]


def status_of(product: Product, path: str) -> int:
    return httpx.get(product.url + path, trust_env=False).status_code


async def test_a_post_is_written_with_help_and_read(
    browser: Browser, helped_product: Product, model: ModelServer, editor: Page
) -> None:
    post_id = await start_post(editor)
    before = await draft_of(editor, post_id)
    panel = await ask(editor)
    assert len(model.asked) == 3
    assert await draft_of(editor, post_id) == before, "what is proposed changes nothing"

    await take(panel, TITLE)
    await put_aside(panel, OTHER_TITLE)
    await take(panel, SECTION)
    await take(panel, EXCERPT)
    await take(panel, TAG)
    draft = await draft_of(editor, post_id)
    words = draft["content"]["it"]
    assert (words["title"], words["excerpt"], draft["status"]) == (TITLE, EXCERPT, "draft")
    assert OTHER_SECTION not in words["body"]
    assert words["seo"]["title"] == ""
    assert status_of(helped_product, ADDRESS) == 404

    await editor.keyboard.press("Escape")
    await expect(editor.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    tags = editor.get_by_role("listitem").filter(has=editor.get_by_text(TAG, exact=True))
    await expect(tags).to_be_visible()
    await editor.get_by_role("link", name="Scrivi il testo").click()
    await editor.wait_for_url(re.compile("/admin/pagine/.+"))
    text = editor.get_by_role("textbox", name="Testo")
    await expect(text).to_contain_text(POINT, timeout=MOST_MS)
    await text.press("Control+End")
    await editor.keyboard.press("Enter")
    await editor.keyboard.type(OWN_WORDS)
    await expect(editor.locator("[data-keeper=saved]")).to_be_visible(timeout=MOST_MS)
    await editor.get_by_role("button", name="Pubblica", exact=True).click()
    wait_for(lambda: status_of(helped_product, ADDRESS) == 200, 60, helped_product.story)
    await read_it(browser, helped_product)


async def read_it(browser: Browser, product: Product) -> None:
    """As somebody whose browser runs no script, from the list of posts."""
    stranger = await browser.new_context(base_url=product.url, java_script_enabled=False, locale="it-IT")
    wait_for(lambda: TITLE in httpx.get(f"{product.url}/blog", trust_env=False).text, 60, product.story)
    page = await stranger.new_page()
    await page.goto("/blog")
    await page.get_by_role("link", name=TITLE).first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    await expect(page.get_by_role("heading", level=2, name=SECTION)).to_be_visible()
    article = page.get_by_role("article").first
    for shown in (EXCERPT, POINT, OWN_WORDS, "con l’aiuto di un modello di intelligenza artificiale"):
        await expect(article.get_by_text(shown).first).to_be_visible()
    await expect(page.get_by_role("link", name=TAG, exact=True)).to_be_visible()
    for left_out in (OTHER_TITLE, OTHER_SECTION, OTHER_TAG):
        await expect(page.get_by_role("article").first.get_by_text(left_out, exact=True)).to_have_count(0)
    await stranger.close()
    await look_at_it_on_a_phone(browser, product)


async def look_at_it_on_a_phone(browser: Browser, product: Product) -> None:
    """Nothing is wider than the screen, in no list and not on its own page."""
    holder = await browser.new_context(base_url=product.url, viewport=PHONE, locale="it-IT")
    page = await holder.new_page()
    for path in ("/blog", ADDRESS):
        await page.goto(path)
        await expect(page.get_by_text(TITLE).first).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path
    await holder.close()
