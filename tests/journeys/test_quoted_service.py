"""A guest answers a service's questions, sends a file along, agrees to the offer, pays deposit and balance, and
approves the work step by step until the order is done: on a phone, while the firm answers from its desk."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from tests.harness.product import Product, new_product
from tests.harness.tabs import MOST_MS, OWNER, quiet_tab, signed_in_tab

pytestmark = pytest.mark.journey

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1440, "height": 900}
SERVICE = "piano-adeguamento-nis2"
GUEST = "lucia@cartieratosto.example"
BUYER = {
    "Ragione sociale": "Cartiera Tosto S.r.l.",
    "Partita IVA": "12345678903",
    "Codice destinatario": "M5UXCR1",
    "Via e numero civico": "Via Roma 1",
    "CAP": "35121",
    "Comune": "Padova",
    "Provincia": "PD",
}
STEPS = (("Analisi dei sistemi", "40"), ("Relazione finale", "60"))
REPORT = {"name": "Analisi.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nsystems\n"}


@pytest.fixture(scope="module")
def product(built_site: Path) -> Iterator[Product]:
    """One of its own: who audits the others knows sales on which nobody has worked yet."""
    with new_product() as running:
        running.start()
        yield running
        assert running.stop() == 0


@pytest.fixture
async def guest(browser: Browser, product: Product) -> AsyncIterator[Page]:
    """A guest's phone, which nothing may overflow."""
    async with quiet_tab(browser, product.url, viewport=PHONE, locale="it-IT") as tab:
        yield tab
        assert await tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.fixture
async def staff(browser: Browser, product: Product) -> AsyncIterator[Page]:
    """The owner's desk."""
    async with signed_in_tab(browser, product.url, OWNER, viewport=DESKTOP) as tab:
        yield tab


async def test_from_the_request_to_the_last_approval(guest: Page, staff: Page, product: Product) -> None:
    await _ask(guest)
    await _answer(staff)
    offer = await _mailed(product, r"<(http\S+/offerta/\S+)>")
    await _accept(guest, offer)
    deposit = await _pay_part(guest, offer, "Acconto")

    await staff.reload()
    await _press(staff, "Chiedi il saldo")
    await staff.get_by_role("dialog").get_by_role("button", name="Chiedi il saldo").click()
    await expect(staff.get_by_text("Il pagamento è chiesto")).to_be_visible()
    await guest.goto(offer)
    assert await _pay_part(guest, offer, "Saldo") != deposit

    for place, (name, _share) in enumerate(STEPS):
        await _deliver(staff, deposit, name)
        await guest.goto(await _mailed(product, r"<(http\S+/ordine/\S+)>", f"Da approvare: {name}"))
        if place == 0:
            await _ask_change(guest, name)
            await _deliver(staff, deposit, name)
            await guest.reload()
        await _approve(guest, name)

    await expect(guest.get_by_text("Concluso", exact=True).first).to_be_visible()
    await _shoot(guest, "done-phone")
    await staff.reload()
    await expect(staff.locator("main").get_by_text("Concluso", exact=True).first).to_be_visible()
    await _shoot(staff, "done-desk")


async def _ask(page: Page) -> None:
    await page.goto(f"/servizi/{SERVICE}")
    await page.get_by_role("link", name="Richiedi un preventivo").locator("visible=true").first.click()
    await page.wait_for_url(f"**/preventivo/{SERVICE}")
    await page.get_by_label("Quante persone lavorano").fill("120")
    await page.get_by_label("Manifattura").check()
    await page.get_by_role("group", name="Siete già registrati").get_by_label("No", exact=True).check()
    await page.locator("#field-files").set_input_files(REPORT | {"name": "Sistemi.pdf"})
    await expect(page.get_by_role("button", name="Togli il file")).to_be_visible()
    await page.locator("main [name=name]").fill("Lucia Tosto")
    await page.locator("main [name=email]").fill(GUEST)
    await page.locator("main [name=company]").fill("Cartiera Tosto")
    await page.locator("main [name=message]").fill("Abbiamo due stabilimenti.")
    await page.locator("main [name=consent]").check()
    # The work that keeps robots out, and the time that people take.
    await expect(page.locator("input[name=proof]")).not_to_have_value("", timeout=MOST_MS)
    await asyncio.sleep(3)
    await _shoot(page, "request-phone")
    await _press(page, "Richiedi il preventivo")
    await expect(page.get_by_text("QR-").first).to_be_visible()


async def _answer(page: Page) -> None:
    await page.goto("/admin/richieste")
    await page.locator("tr", has_text=GUEST).get_by_role("button").first.click()
    request = page.locator("dialog[open]")
    await expect(request.get_by_text("120", exact=True)).to_be_visible()
    async with page.expect_download() as started:
        await request.get_by_role("link", name=re.compile("Sistemi.pdf")).click()
    assert (await (await started.value).path()).read_bytes() == REPORT["buffer"]
    await _shoot(page, "request-desk")
    await _press(page, "Apri l’offerta")
    await page.wait_for_url("**/admin/offerte/*")
    line = page.locator("main li", has=page.get_by_label("Prezzo netto")).first
    await _write(page, line.get_by_label("Nome"), "Analisi e relazione")
    await _write(page, line.get_by_label("Prezzo netto"), "1.000,00")
    await _write(page, page.get_by_label("Acconto, in %"), "30")
    for place, (name, share) in enumerate(STEPS):
        await _press(page, "Aggiungi una tappa")
        step = page.locator("main li", has=page.get_by_label("Quota, in %")).nth(place)
        await _write(page, step.get_by_label("Tappa"), name)
        await _write(page, step.get_by_label("Quota, in %"), share)
    await expect(page.get_by_text("1.220,00").first).to_be_visible()
    await _shoot(page, "offer-desk")
    await page.get_by_role("button", name="Invia l’offerta").first.click()
    await page.get_by_role("dialog").get_by_role("button", name="Invia l’offerta").click()
    await expect(page.get_by_text("L’offerta è partita")).to_be_visible()


async def _accept(page: Page, offer: str) -> None:
    await page.goto(offer)
    for label, answer in BUYER.items():
        await page.get_by_label(label, exact=False).locator("visible=true").first.fill(answer)
    await page.locator("[name=agreed]").check()
    await _shoot(page, "offer-phone")
    await page.get_by_role("button", name="Accetta l’offerta").click()
    await expect(page.get_by_text("già stata accettata").first).to_be_visible(timeout=MOST_MS)


async def _pay_part(page: Page, offer: str, part: str) -> str:
    """Pays this part as soon as the offer's page asks for it; the number of its order."""
    paying = page.locator("main li", has_text=part).locator("a.button", has_text="Paga")
    for _look in range(20):
        with suppress(AssertionError):
            await expect(paying).to_be_visible(timeout=5000)
            break
        await page.goto(offer)
    await paying.click()
    await page.wait_for_url("**/ordine/**")
    await page.get_by_role("button", name=re.compile(r"^Paga \d")).first.click()
    await page.wait_for_url("**/dev/stripe/**")
    for field, value in (("number", "4242 4242 4242 4242"), ("exp", "12/34"), ("csc", "123"), ("name", "Lucia Tosto")):
        await page.locator(f"[autocomplete=cc-{field}]").fill(value)
    await page.get_by_role("button", name="Paga").click()
    await page.wait_for_url("**/ordine/**")
    await expect(page.get_by_role("link", name="Copia di cortesia (PDF)")).to_be_visible(timeout=MOST_MS)
    await _shoot(page, f"paid-{part}-phone")
    return await page.locator("main h1 span").inner_text()


async def _deliver(page: Page, number: str, name: str) -> None:
    await page.goto(f"/admin/ordini/{number}")
    await page.locator("main li", has_text=name).get_by_role("button", name="Prepara e consegna").click()
    drawer = page.locator("dialog[open]")
    files = drawer.get_by_role("link", name=re.compile("Analisi.pdf"))
    await expect(drawer.get_by_role("heading", name=name)).to_be_visible()
    known = await files.count()
    # Each delivery hands over something new: the same content would be the same file.
    content = REPORT["buffer"] + uuid4().bytes
    await drawer.locator("input[type=file]").set_input_files(REPORT | {"buffer": content})
    await expect(files).to_have_count(known + 1, timeout=MOST_MS)
    await drawer.get_by_role("button", name="Consegna", exact=True).first.click()
    await page.get_by_role("dialog", name="Consegnare questa tappa?").get_by_role("button", name="Consegna").click()
    await expect(page.get_by_text("Consegnata: il cliente riceve un’e-mail")).to_be_visible()


async def _ask_change(page: Page, name: str) -> None:
    step = page.locator("main li", has_text=name).first
    address = await step.get_by_role("link", name=re.compile("Analisi.pdf")).get_attribute("href")
    assert (await (await page.request.get(str(address))).body()).startswith(REPORT["buffer"])
    await step.get_by_role("button", name="Chiedi una modifica").click()
    await page.get_by_label("La modifica").fill("Manca il sistema di selezione del personale.")
    await _press(page, "Chiedi la modifica")
    await expect(page.get_by_text("Manca il sistema di selezione").first).to_be_visible()


async def _approve(page: Page, name: str) -> None:
    step = page.locator("main li", has_text=name).first
    await step.get_by_role("button", name="Approva", exact=True).first.click()
    await page.get_by_role("dialog", name="Approvare questa consegna?").get_by_role("button", name="Approva").click()
    await expect(step.get_by_text("Approvata", exact=True)).to_be_visible()


async def _mailed(product: Product, link: str, subject: str = "") -> str:
    """The address that the newest mail to the guest with such a subject leads to."""
    for _look in range(200):
        for mail in product.mailbox():
            if mail.to == GUEST and subject in mail.subject and (found := re.search(link, mail.text)):
                return found[1]
        await asyncio.sleep(0.2)
    raise AssertionError(f"no mail to {GUEST} has {link}")


async def _shoot(page: Page, name: str) -> None:
    """Keeps a picture where SHOTS says."""
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def _press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def _write(page: Page, field: object, words: str) -> None:
    """Fills a field and leaves it, and waits until what was written is kept."""
    await field.fill(words)
    await field.press("Tab")
    await page.wait_for_timeout(400)
