"""A visitor buys a service in the browser and holds an invoice: the first sale, through its real door."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from aistrategyhub.features.invoicing.fatturapa.schema import violations
from tests.harness.product import Product
from tests.harness.tabs import is_error, quiet_tab

pytestmark = pytest.mark.journey

SERVICE = "/servizi/ai-act-gap-assessment"
NET, TOTAL = "2.900,00", "3.538,00"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
async def page(browser: Browser, product: Product, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """A tab of that size whose console must stay silent, and which nothing may overflow."""
    options = {"viewport": request.param, "locale": "it-IT", "is_complaint": _is_complaint}
    async with quiet_tab(browser, product.url, **options) as tab:
        yield tab
        assert await tab.evaluate("document.documentElement.scrollWidth") <= request.param["width"]


def _is_complaint(said: ConsoleMessage) -> bool:
    """The provider's page answers a refused card with 402, which a browser mentions."""
    return is_error(said) and "402" not in said.text


async def _fill(page: Page, answers: dict[str, str]) -> None:
    for label, answer in answers.items():
        await page.get_by_label(label, exact=False).locator("visible=true").first.fill(answer)


async def _pay(page: Page, card: str) -> None:
    await page.locator("[autocomplete=cc-number]").fill(card)
    await page.locator("[autocomplete=cc-exp]").fill("12/34")
    await page.locator("[autocomplete=cc-csc]").fill("123")
    await page.locator("[autocomplete=cc-name]").fill("Prova Prova")
    await page.get_by_role("button", name="Paga").click()


async def _continue(page: Page) -> None:
    await page.get_by_role("button", name="Continua al riepilogo").click()


async def _download(page: Page, name: str) -> bytes:
    async with page.expect_download() as started:
        await page.get_by_role("link", name=name).click()
    return (await (await started.value).path()).read_bytes()


async def test_a_company_corrects_its_data_pays_and_holds_the_invoice(page: Page, product: Product) -> None:
    await page.goto("/")
    await page.get_by_role("link", name="Tutti i servizi").click()
    await page.get_by_role("link", name="Gap assessment AI Act").click()
    await page.get_by_role("link", name="Acquista").locator("visible=true").first.click()

    await _fill(page, {"Ragione sociale": "Officine Brenta S.r.l.", "Partita IVA": "12345678901"})
    await _continue(page)
    await expect(page.get_by_text("La partita IVA non è valida: controlla le 11 cifre.")).to_be_visible()
    await expect(page.get_by_label("Ragione sociale")).to_have_value("Officine Brenta S.r.l.")

    await _fill(
        page,
        {
            "Partita IVA": "12345678903",
            "Codice destinatario": "M5UXCR1",
            "Indirizzo e-mail": "acquisti@officinebrenta.example",
            "Via e numero civico": "Via Roma 1",
            "CAP": "35121",
            "Comune": "Padova",
            "Provincia": "PD",
        },
    )
    await _continue(page)
    await expect(page.get_by_text("Per ordinare serve accettare le condizioni")).to_be_visible()
    await page.get_by_label("Ho letto e accetto").check()
    await _continue(page)
    await page.wait_for_url("**/ordine/**")
    await page.get_by_role("button", name=f"Paga {TOTAL}").click()

    await page.wait_for_url("**/dev/stripe/**")
    await _pay(page, "4000 0000 0000 0002")
    await expect(page.get_by_text("rifiutat").first).to_be_visible()
    await _pay(page, "4242 4242 4242 4242")
    await page.wait_for_url("**/ordine/**")

    await expect(page.get_by_role("link", name="Fattura elettronica (XML)")).to_be_visible(timeout=30_000)
    await expect(page.get_by_role("link", name="Copia di cortesia (PDF)")).to_be_visible(timeout=30_000)
    assert violations(await _download(page, "Fattura elettronica (XML)")) == []
    assert (await _download(page, "Copia di cortesia (PDF)")).startswith(b"%PDF")


async def test_a_person_confirms_with_three_d_secure_in_english(page: Page, product: Product) -> None:
    await page.goto(f"/en{SERVICE}")
    await page.get_by_role("link", name="Buy").locator("visible=true").first.click()
    await page.wait_for_url("**/en/acquista/**")
    await page.locator("input[name=kind][value=person]").check()
    names = {
        "person_name": "Niccolò D'Amico",
        "person_fiscal_code": "DMCNCL90C15D612N",
        "email": "niccolo@damico.example",
        "billing_address.street": "Borgo San Jacopo 3",
        "billing_address.zip": "50125",
        "billing_address.city": "Firenze",
        "billing_address.province": "FI",
    }
    for name, answer in names.items():
        await page.locator(f"input[name='{name}']").fill(answer)
    await page.get_by_label("I have read and accept").check()
    await page.get_by_label("I ask for the service to begin at once").check()
    await page.locator("main form button[type=submit]").click()
    await page.wait_for_url("**/en/ordine/**")
    await page.get_by_role("button", name="Pay").click()
    await page.wait_for_url("**/dev/stripe/**")
    await page.locator("[autocomplete=cc-number]").fill("4000 0025 0000 3155")
    await page.locator("[autocomplete=cc-exp]").fill("12/34")
    await page.locator("[autocomplete=cc-csc]").fill("123")
    await page.locator("[autocomplete=cc-name]").fill("Niccolo D'Amico")
    await page.get_by_role("button", name="Pay").click()
    await page.wait_for_url("**/3ds**")
    await page.get_by_role("button").first.click()
    await page.wait_for_url("**/en/ordine/**")
    await expect(page.locator("a[href$='invoice.pdf']")).to_be_visible(timeout=30_000)


async def test_a_firm_outside_the_union_pays_the_net_and_its_invoice_says_by_which_law(page: Page) -> None:
    await page.goto("/acquista/ai-act-gap-assessment")
    await page.get_by_label("Paese").select_option("CH")
    await expect(page.get_by_text("Fuori dall’Italia l’IVA dipende da chi compra")).to_be_visible()
    await expect(page.get_by_label("Codice destinatario")).to_have_count(0)
    answers = {
        "Ragione sociale": "Lago Ceresio SA",
        "Numero IVA": "CHE123456788",
        "Indirizzo e-mail": "acquisti@lagoceresio.example",
        "Via e numero civico": "Via Nassa 3",
        "Codice postale": "6900",
        "Città": "Lugano",
    }
    await _fill(page, answers)
    await page.get_by_label("Ho letto e accetto").check()
    await _continue(page)
    await page.wait_for_url("**/ordine/**")
    await page.get_by_text("Senza IVA su").click()
    await expect(page.get_by_text("art. 7-ter DPR 633/1972")).to_be_visible()
    await page.get_by_role("button", name=f"Paga {NET}").click()
    await page.wait_for_url("**/dev/stripe/**")
    await _pay(page, "4242 4242 4242 4242")
    await page.wait_for_url("**/ordine/**")
    await expect(page.get_by_role("link", name="Fattura elettronica (XML)")).to_be_visible(timeout=30_000)
    xml = await _download(page, "Fattura elettronica (XML)")
    assert violations(xml) == []
    assert b"<Natura>N2.1</Natura>" in xml
    assert b"<BolloVirtuale>SI</BolloVirtuale>" in xml


async def test_an_order_nobody_has_the_key_of_shows_nothing(page: Page) -> None:
    await page.goto("/ordine/AAAA")
    await expect(page.get_by_text("Non troviamo quest’ordine")).to_be_visible()
    await expect(page.get_by_role("button", name="Paga")).to_have_count(0)
