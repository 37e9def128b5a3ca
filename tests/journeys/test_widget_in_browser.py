"""The assistant on the site of somebody else, whose policy allows hardly anything, and on our own sleeping pages."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from tests.harness.axe import violations
from tests.harness.other_site import OtherSite, other_site
from tests.harness.product import Product
from tests.harness.tabs import MOST_MS, OWNER, is_error, quiet_tab, signed_in_tab

pytestmark = pytest.mark.journey

GUIDE = """# Notifica degli incidenti

## Termini

La pre-notifica al CSIRT Italia va fatta entro 24 ore dalla conoscenza dell'incidente significativo. La notifica
completa segue entro 72 ore. La relazione finale si manda entro un mese.
"""
WHEN = "Entro quante ore va fatta la pre-notifica al CSIRT?"
OFF_TOPIC = "Come si cucina la carbonara con il guanciale?"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1200, "height": 800}
AI_NOTICE = "Risponde un sistema di intelligenza artificiale"


@dataclass
class Let:
    """A site that the owner let in, with the line that they copied."""

    site: OtherSite
    product: Product


@pytest.fixture(scope="module")
def stranger() -> Iterator[OtherSite]:
    with other_site() as site:
        yield site


@pytest.fixture
async def let_in(browser: Browser, product: Product, stranger: OtherSite) -> Let:
    """The owner teaches the bot a document, lets the other site in and copies the line for it."""
    async with signed_in_tab(browser, product.url, OWNER, viewport=DESK) as tab:
        own = {"Origin": product.url}
        documents = f"{product.url}/api/v1/bots/1/documents"
        sent = await tab.request.post(f"{documents}/upload?name=Guida+NIS2.md", data=GUIDE.encode(), headers=own)
        assert sent.status == 202, await sent.text()
        await tab.goto("/admin/assistente/1")
        sites = tab.get_by_label("Siti che possono mostrarlo")
        await sites.fill(stranger.address)
        await tab.get_by_role("button", name="Salva", exact=True).last.click()
        await expect(tab.get_by_text("Salvato.")).to_be_visible()
        code = tab.locator("code", has_text="widget.js")
        stranger.line, stranger.ours = await code.inner_text(), product.url
        number = (await sent.json())["data"]["id"]
        for _look in range(60):
            told = await (await tab.request.get(f"{documents}/{number}")).json()
            if told["data"]["status"] == "completed":
                return Let(stranger, product)
            await tab.wait_for_timeout(1_000)
    raise AssertionError("the document was not read")


@dataclass
class Visit:
    page: Page
    requests: list[str] = field(default_factory=list)


@pytest.fixture
async def visit(browser: Browser, let_in: Let) -> AsyncIterator[Visit]:
    """A visitor of the other site, whose console stays silent."""
    options = {"viewport": DESK, "locale": "it-IT", "is_complaint": _is_complaint}
    async with quiet_tab(browser, let_in.site.address, **options) as page:
        visit = Visit(page)

        def note(request: Request) -> None:
            visit.requests.append(request.url.removeprefix(let_in.product.url))

        page.on("request", note)
        await page.goto(let_in.site.address)
        yield visit


def _is_complaint(said: ConsoleMessage) -> bool:
    """A refusal of the server and a line that was cut are told in the window, and by the browser too."""
    return is_error(said) and "Failed to load resource" not in said.text


def _button(page: Page):
    return page.get_by_role("button", name="Chiedi all’assistente")


async def _ask(page: Page, words: str) -> None:
    question = page.get_by_label("La tua domanda")
    await question.fill(words)
    await question.press("Enter")
    await expect(question).to_have_value("")
    await expect(page.get_by_role("button", name="Chiedi", exact=True)).to_be_visible()


async def test_a_visitor_of_another_site_gets_a_cited_answer_and_a_person(
    browser: Browser, visit: Visit, let_in: Let
) -> None:
    page = visit.page
    await expect(_button(page)).to_be_visible()
    await page.wait_for_timeout(500)
    assert visit.requests == [f"{let_in.site.address}/", "/widget.js"]

    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(_button(page)).to_be_focused()
    await page.keyboard.press("Enter")
    question = page.get_by_label("La tua domanda")
    await expect(question).to_be_focused()
    await expect(page.get_by_text(AI_NOTICE)).to_be_visible()
    assert await page.evaluate("[document.cookie, localStorage.length]") == ["", 0]

    await _ask(page, WHEN)
    source = page.get_by_role("link", name="Fonte 1: Guida NIS2")
    await expect(source).to_be_visible()
    async with page.context.expect_page() as opened:
        await source.click()
    passage = await opened.value
    await expect(passage.get_by_role("heading", name="Guida NIS2")).to_be_visible()
    await expect(passage.get_by_text("va fatta entro 24 ore")).to_be_in_viewport()
    await passage.close()
    await page.get_by_role("button", name="Utile", exact=True).click()
    await expect(page.get_by_role("button", name="Utile", exact=True)).to_have_attribute("aria-pressed", "true")

    await _ask(page, OFF_TOPIC)
    await expect(page.get_by_text("Non lo so: nei documenti dello studio non trovo")).to_be_visible()

    await page.get_by_role("button", name="Parla con una persona").click()
    await page.get_by_role("button", name="Invia la richiesta").click()
    await expect(page.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("E-mail").fill("visitatore@cliente.example")
    await page.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Invia la richiesta").click()
    await expect(page.get_by_text(re.compile(r"ha il numero TKT-\d{4}-\d{5}"))).to_be_visible()

    async with signed_in_tab(browser, let_in.product.url, OWNER, viewport=DESK) as staff:
        await staff.goto("/admin/assistente/1/conversazioni")
        await staff.get_by_role("link", name=WHEN).first.click()
        await staff.get_by_role("button", name="Entra nella conversazione").click()
        await staff.get_by_label("Messaggio").fill("Buongiorno, la richiamo alle tre.")
        await staff.get_by_role("button", name="Invia", exact=True).click()
        await expect(page.get_by_text("Buongiorno, la richiamo alle tre.")).to_be_visible()
        await expect(page.get_by_text(AI_NOTICE)).to_be_hidden()

    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(_button(page)).to_be_focused()

    await page.reload()
    await _button(page).click()
    await expect(page.get_by_text(WHEN)).to_be_visible()
    await page.get_by_role("button", name="Cancella la conversazione").click()
    await page.get_by_role("button", name="Cancella", exact=True).click()
    await expect(page.get_by_text("La conversazione è stata cancellata.")).to_be_visible()
    await expect(page.get_by_text(WHEN)).to_be_hidden()


async def test_a_line_that_breaks_loses_nothing(visit: Visit, let_in: Let) -> None:
    page = visit.page
    await _button(page).click()
    question = page.get_by_label("La tua domanda")
    address = f"{let_in.product.url}/api/v1/widget/*/message"
    await page.route(address, lambda route: route.abort())
    await question.fill(WHEN)
    await question.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="non è raggiungibile")).to_be_visible()
    await expect(question).to_have_value(WHEN)
    await page.unroute(address)

    async def cut(route) -> None:
        answer = await route.fetch()
        begun = (await answer.text()).split("\n\n")[0]
        await route.fulfill(response=answer, body=f"{begun}\n\n")

    await page.route(address, cut)
    await question.press("Enter")
    await expect(page.get_by_text("La risposta è stata interrotta prima della fine.")).to_be_visible()
    await page.unroute(address)
    await page.get_by_role("button", name="Riprova").click()
    await expect(page.get_by_role("link", name="Fonte 1: Guida NIS2")).to_be_visible()
    await expect(page.get_by_role("article").filter(has_text=WHEN)).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_the_window_breaks_nothing_of_wcag(
    browser: Browser, let_in: Let, axe_source: str, scheme: str, size: dict[str, int]
) -> None:
    async with quiet_tab(
        browser, let_in.site.address, viewport=size, color_scheme=scheme, bypass_csp=True, locale="it-IT"
    ) as page:
        await page.goto(let_in.site.address)
        assert await violations(page, axe_source) == []
        await _button(page).click()
        await _ask(page, WHEN)
        await page.get_by_text("Fonti", exact=True).click()
        assert await violations(page, axe_source) == []
        await page.get_by_role("button", name="Parla con una persona").click()
        assert await violations(page, axe_source) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.keyboard.press("Escape")
        await expect(page.get_by_label("La tua domanda")).to_be_focused()


async def test_a_site_that_was_not_let_in_is_told_so(browser: Browser, let_in: Let) -> None:
    with other_site() as foreign:
        foreign.line, foreign.ours = let_in.site.line, let_in.product.url
        context: BrowserContext = await browser.new_context(locale="it-IT")
        page = await context.new_page()
        page.set_default_timeout(MOST_MS)
        await page.goto(foreign.address)
        await _button(page).click()
        await expect(page.get_by_role("alert").filter(has_text="non è raggiungibile")).to_be_visible()
        await context.close()


async def test_a_sleeping_page_of_ours_opens_the_window_and_sleeps_on(browser: Browser, let_in: Let) -> None:
    sockets: list[str] = []
    async with quiet_tab(browser, let_in.product.url, viewport=PHONE, locale="it-IT") as page:
        scripts: list[str] = []
        page.on("websocket", lambda socket: sockets.append(socket.url))
        page.on("request", lambda request: scripts.append(request.url) if request.resource_type == "script" else None)
        await page.goto("/servizi")
        link = page.get_by_role("link", name="Chiedi all’assistente")
        await expect(link).to_have_attribute("href", "/chat")
        await page.wait_for_timeout(500)
        assert (scripts, sockets) == ([], [])
        await link.click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await _ask(page, WHEN)
        await expect(page.get_by_role("link", name="Fonte 1: Guida NIS2")).to_be_visible()
        assert [url.rsplit("/", 1)[1].split(".")[0] for url in scripts] == ["widget", "panel"]
        assert sockets == []
        await page.get_by_role("button", name="Chiudi").click()
        await expect(link).to_be_focused()
