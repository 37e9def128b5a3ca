"""The field for long texts, in Chromium, under the strict content policy."""

import json
from collections.abc import AsyncIterator, Callable

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.harness.site import WebProcess
from tests.ui.test_in_browser import visit

pytestmark = pytest.mark.journey

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head>
<body><!--StartFragment--><h1 style='mso-style-name:x'>Piano</h1>
<p class=MsoNormal style='margin:0cm'><b><span style='font-size:12pt'>Tre</span></b>&nbsp;fasi<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span>Avvio</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·</span>Incontro</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.</span>Consegna</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><img src="file:///C:/a.png">
<script>window.stolen = 1</script><!--EndFragment--></body></html>"""
WORD_CLEANED = (
    "<h2>Piano</h2><p><strong>Tre</strong> fasi</p>"
    "<ol><li><p>Avvio</p><ul><li><p>Incontro</p></li></ul></li><li><p>Consegna</p></li></ol>"
)
GOOGLE = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">
<p dir="ltr" style="line-height:1.38"><span style="font-weight:700;color:#000">Nota</span><span style="font-weight:400">
su </span><a href="https://www.google.com/url?q=https://eur-lex.europa.eu/eli&amp;sa=D" style="x:y"><span
style="font-style:italic">fonte</span></a></p><h5 style="font-weight:400">In breve</h5></b>"""
GOOGLE_CLEANED = (
    '<p><strong>Nota</strong> su <a href="https://eur-lex.europa.eu/eli"><em>fonte</em></a></p><h4>In breve</h4>'
)
HOSTILE = """<p onclick="steal()">Ciao <a href="javascript:steal()">qui</a><img src=x onerror=steal()></p>
<iframe src="https://example.test"></iframe><svg onload=steal()></svg><p style="position:fixed">fine</p>"""


@pytest.fixture(scope="module")
def web(start_web: Callable[..., WebProcess]) -> WebProcess:
    return start_web(WEB_WORKERS="1")


@pytest.fixture
async def page(browser: Browser, web: WebProcess) -> AsyncIterator[Page]:
    async with visit(browser, web, "/dev/ui/testo") as opened:
        yield opened


def text_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Risposta")


async def write_instead(page: Page, text: str) -> None:
    await text_of(page).click()
    await page.keyboard.press("Control+a")
    await page.keyboard.type(text)


async def paste(page: Page, html: str) -> None:
    await text_of(page).click()
    await page.keyboard.press("Control+a")
    await text_of(page).evaluate(
        """(text, html) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          text.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        html,
    )


async def expect_kept(page: Page, html: str) -> None:
    await expect(page.locator("#arrivato")).to_have_text(html)


async def test_what_is_written_reaches_the_server_as_html_a_moment_later(page: Page) -> None:
    await write_instead(page, "Una frase")
    await expect_kept(page, "<p>Una frase</p>")
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Backspace")
    await expect_kept(page, "")


async def test_the_keyboard_alone_makes_titles_lists_and_tables(page: Page) -> None:
    await write_instead(page, "Titolo")
    await page.keyboard.press("Alt+F10")
    await expect(page.get_by_role("button", name="Annulla l’ultima modifica").first).to_be_focused()
    for _ in range(2):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(text_of(page)).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Control+Shift+8")
    await page.keyboard.type("uno")
    await expect_kept(page, "<h2>Titolo</h2><ul><li><p>uno</p></li></ul>")

    toolbar = page.get_by_role("toolbar", name="Formato del testo").first
    await page.keyboard.press("Alt+F10")
    await page.keyboard.press("End")
    await expect(toolbar.get_by_role("button", name="Inserisci una tabella")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(text_of(page)).to_be_focused()


async def test_a_table_is_plain_html(page: Page) -> None:
    await write_instead(page, "")
    await page.keyboard.press("Backspace")
    toolbar = page.get_by_role("toolbar", name="Formato del testo").first
    await toolbar.get_by_role("button", name="Inserisci una tabella").click()
    await page.keyboard.type("Voce")
    await toolbar.get_by_role("button", name="Elimina la colonna").click()
    await toolbar.get_by_role("button", name="Elimina la riga").click()
    arrived = page.locator("#arrivato")
    await expect(arrived).to_contain_text("<table><tbody><tr><td")
    assert "style" not in (await arrived.inner_text())


async def test_a_link_is_asked_for_and_refused_in_a_sentence(page: Page) -> None:
    await write_instead(page, "Scrivici")
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Collegamento")
    await dialog.get_by_label("Indirizzo").fill("javascript:alert(1)")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("alert")).to_contain_text("Scrivi un indirizzo come /contatti")
    await dialog.get_by_label("Indirizzo").fill("info@meridiana.example")
    await page.keyboard.press("Enter")
    await expect_kept(page, '<p><a href="mailto:info@meridiana.example">Scrivici</a></p>')
    await page.keyboard.press("Control+k")
    await dialog.get_by_role("button", name="Togli il collegamento").click()
    await expect_kept(page, "<p>Scrivici</p>")


@pytest.mark.parametrize(("pasted", "kept"), [(WORD, WORD_CLEANED), (GOOGLE, GOOGLE_CLEANED)])
async def test_what_other_programs_paste_keeps_its_structure_and_nothing_else(
    page: Page, pasted: str, kept: str
) -> None:
    await paste(page, pasted)
    await expect_kept(page, kept)
    assert await page.evaluate("window.stolen") is None


async def test_a_hostile_paste_runs_nothing(page: Page) -> None:
    await page.evaluate("() => { window.steal = () => { window.stolen = 1 } }")
    await paste(page, HOSTILE)
    await expect(page.locator("#arrivato")).to_contain_text("fine")
    kept = await page.locator("#arrivato").inner_text()
    for trace in ("onclick", "javascript", "<img", "<svg", "iframe", "style"):
        assert trace not in kept, kept
    assert await page.evaluate("window.stolen") is None


async def test_a_late_answer_never_replaces_what_is_being_written(page: Page) -> None:
    await write_instead(page, "Sto scrivendo")
    late = page.get_by_role("button", name="Il server risponde tardi")
    await late.evaluate("button => button.click()")
    await expect_kept(page, "<p>Risposta del server</p>")
    await expect(text_of(page)).to_have_text("Sto scrivendo")
    await page.keyboard.type(" ancora")
    await expect_kept(page, "<p>Sto scrivendo ancora</p>")


async def test_an_answer_is_shown_where_nobody_writes(page: Page) -> None:
    await expect(text_of(page)).to_contain_text("Che cosa cambia")
    await page.get_by_role("button", name="Il server risponde tardi").click()
    await expect(text_of(page)).to_have_text("Risposta del server")


async def test_every_change_is_told_with_its_path(page: Page) -> None:
    await page.evaluate(
        """() => {
          window.told = [];
          document.addEventListener("hub:write", (event) => window.told.push(event.detail));
        }"""
    )
    await page.get_by_role("textbox", name="Con un errore").click()
    await page.keyboard.press("Control+End")
    await page.keyboard.type("!")
    told = json.loads(await page.evaluate("JSON.stringify(window.told.at(-1))"))
    assert told == {"path": "wrong", "value": "<p>Corto.!</p>"}


async def test_the_editor_is_loaded_only_where_a_text_is_written(browser: Browser, web: WebProcess) -> None:
    async with visit(browser, web, "/dev/ui/vuota") as elsewhere:
        loaded = await elsewhere.evaluate("performance.getEntriesByType('resource').map(r => r.name).join(' ')")
    assert "writing" not in loaded
