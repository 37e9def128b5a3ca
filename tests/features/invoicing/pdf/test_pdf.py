"""The courtesy copy, read back from the PDF as its reader would."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from aistrategyhub.core.text import speaking
from aistrategyhub.features.invoicing.document.codes import (
    AdjustmentKind,
    DocumentType,
    Natura,
    PaymentMethod,
    PaymentTerms,
    ReferenceKind,
)
from aistrategyhub.features.invoicing.document.model import (
    Instalment,
    InvoiceDocument,
    Payment,
    Reference,
)
from aistrategyhub.features.invoicing.document.parts import Adjustment
from aistrategyhub.features.invoicing.pdf import render, render_invoice_pdf
from aistrategyhub.infra.printing import press
from tests.factories.invoices import company, invoice, line, private_person

TRANSFER = Payment(
    PaymentTerms.FULL,
    (
        Instalment(
            method=PaymentMethod.MP05,
            amount=Decimal("1220.00"),
            due_date=date(2026, 12, 31),
            iban="IT60X0542811101000000123456",
            payee="Meridiana Compliance S.r.l.",
        ),
    ),
)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(document: InvoiceDocument, *, locale: str = "it", is_paid: bool = True) -> str:
    """The text of all pages on one line, with plain spaces."""
    pages = read(render_invoice_pdf(document, locale=locale, is_paid=is_paid)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def html(document: InvoiceDocument, *, locale: str = "it", is_paid: bool = True) -> str:
    with speaking(locale):
        return render.render_html(document, is_paid=is_paid)


def test_a_paid_invoice_in_italian() -> None:
    text = words(invoice(causale="Ordine ORD-2026-00001"))
    for shown in (
        "Fattura 2026/00001",
        "21 novembre 2026",
        "Pagata",
        "Officine Bianchi S.r.l.",
        "10152 Torino TO",
        "P. IVA IT12345678903",
        "Codice destinatario M5UXCR1",
        "REA MI-2100000",
        "Capitale sociale 20.000,00 €",
        "1.000,00",
        "22%",
        "220,00",
        "1.220,00 €",
        "Carta di pagamento",
        "Ordine ORD-2026-00001",
        "Copia di cortesia: l'originale è il documento elettronico trasmesso al Sistema di Interscambio.",
        "Pagina 1 / 1",
    ):
        assert shown in text, shown
    assert "Scadenza" not in text


def test_an_unpaid_invoice_says_when_and_how_to_pay() -> None:
    text = words(invoice(payments=(TRANSFER,)), is_paid=False)
    for shown in ("Da pagare", "31 dicembre 2026", "Bonifico", "IT60 X054 2811 1010 0000 0123 456", "Beneficiario"):
        assert shown in text, shown


def test_english_leaves_no_italian_label() -> None:
    document = invoice(
        [line(1, description="Impact assessment", adjustments=(Adjustment(AdjustmentKind.DISCOUNT, Decimal(10)),))],
        payments=(TRANSFER,),
    )
    text = words(document, locale="en", is_paid=False)
    for shown in ("Invoice 2026/00001", "21 November 2026", "To be paid", "€1,098.00", "Discount 10%", "Page 1 / 1"):
        assert shown in text, shown
    for label in ("Fattura", "Cliente", "Imponibile", "Pagamento", "Totale", "Copia di cortesia", "Sconto", "Pagina"):
        assert label not in text, label


@pytest.mark.parametrize(
    ("document_type", "is_paid", "locale", "status"),
    [
        (DocumentType.TD01, True, "it", "Pagata"),
        (DocumentType.TD01, False, "it", "Da pagare"),
        (DocumentType.TD04, True, "it", "Rimborsata"),
        (DocumentType.TD04, False, "en", "To be refunded"),
        (DocumentType.TD06, True, "en", "Paid"),
    ],
)
def test_the_status(document_type: DocumentType, is_paid: bool, locale: str, status: str) -> None:
    page = html(invoice(document_type=document_type), locale=locale, is_paid=is_paid)
    assert f">{status}</p>" in page


def test_a_credit_note_names_the_invoice_it_corrects() -> None:
    corrected = Reference(kind=ReferenceKind.INVOICE, number="2026/00001", issued_on=date(2026, 11, 3))
    text = words(invoice(document_type=DocumentType.TD04, number="2026/00009", references=(corrected,)))
    assert "Nota di credito" in text
    assert "Fattura 2026/00001 del 03/11/2026" in text


def test_a_reference_already_told_is_not_repeated() -> None:
    order = Reference(kind=ReferenceKind.PURCHASE_ORDER, number="ORD-2026-00001")
    assert html(invoice(causale="Ordine ORD-2026-00001", references=(order,))).count("ORD-2026-00001") == 1
    assert "Ordine ORD-2026-00001" in html(invoice(references=(order,)))


def test_a_line_without_vat_shows_why() -> None:
    exempt = line(rate="0", natura=Natura.N4, legal_reference="Esente art. 10 DPR 633/72")
    text = words(invoice([exempt]))
    assert "N4" in text
    assert "Esente art. 10 DPR 633/72" in text


def test_foreign_parties_show_their_country() -> None:
    buyer = company(
        vat_number="DE136695976",
        sdi_code=None,
        billing_address={"street": "Sendlinger Straße 8", "city": "München", "zip": "80331", "country": "DE"},
    )
    assert all(shown in html(invoice(buyer=buyer)) for shown in ("Germania", "Italia", "P. IVA DE136695976"))
    assert "XXXXXXX" not in html(invoice(buyer=buyer))
    stranger = private_person(
        fiscal_code=None, billing_address={"street": "5 Av.", "city": "New York", "country": "US"}
    )
    assert "0000000" not in html(invoice(buyer=stranger))


def test_the_name_keeps_its_spelling() -> None:
    text = words(invoice(buyer=private_person(name="Łukasz D’Šimić")))
    assert "Łukasz D’Šimić" in text


def test_sixty_long_lines_run_over_pages_with_their_headings() -> None:
    description = "Consulenza continuativa sulla conformità: riunione, verbale, revisione del registro. " * 3
    document = invoice([line(number, "123.45", description=f"{number:02d} {description}") for number in range(1, 61)])
    pages = [page.extract_text() for page in read(render_invoice_pdf(document, locale="it", is_paid=True)).pages]
    assert len(pages) > 3
    for number, text in enumerate(pages, start=1):
        assert f"Pagina {number} / {len(pages)}" in text
        assert "Copia di cortesia" in text
    assert all("Descrizione" in text for text in pages[:-1])
    assert all("Fattura 2026/00001" in text for text in pages)
    everything = " ".join(pages)
    assert all(f"{number:02d} Consulenza" in everything for number in range(1, 61))
    assert "9.036,54" in pages[-1].replace("\xa0", " ")


def test_very_long_words_are_broken_to_fit_their_column() -> None:
    document = invoice([line(description="Precipitevolissimevolmente" * 38)], number="DEMO/2026/00001")
    text = read(render_invoice_pdf(document, locale="it", is_paid=True)).pages[0].extract_text()
    broken = [row for row in text.splitlines() if "olissi" in row]
    assert len(broken) > 10
    assert all(len(row) < 90 for row in broken)


def test_the_text_of_a_document_is_never_markup() -> None:
    hostile = '<img src="http://127.0.0.1:9/x"><style>@import "file:///etc/passwd";</style>{{ 7*7 }}'
    document = invoice([line(description=hostile)], causale=hostile, buyer=company(company_name="<b>Bianchi</b>"))
    page = html(document)
    assert "<img" not in page
    assert "<b>" not in page
    assert "{{ 7*7 }}" in page
    assert "<b>Bianchi</b>" in words(document)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/logo.png",
        "https://example.com/x.css",
        "file:///etc/passwd",
        "data:text/plain,x",
        "house-fonts:../render.py",
        "house-fonts:missing.woff2",
    ],
)
def test_nothing_but_our_fonts_is_fetched(url: str) -> None:
    with pytest.raises(ValueError, match="may not fetch"):
        press._OwnFiles().fetch(url)


def test_only_our_type_is_embedded() -> None:
    fonts = set()
    for page in read(render_invoice_pdf(invoice(), locale="it", is_paid=True)).pages:
        fonts |= {font.get_object()["/BaseFont"].split("+")[1] for font in page["/Resources"]["/Font"].values()}
    assert fonts == {"Newsreader", "Instrument-Sans", "Instrument-Sans-Semi-Bold"}


def test_the_same_document_gives_the_same_bytes() -> None:
    first, second = (render_invoice_pdf(invoice(), locale="it", is_paid=True) for _ in range(2))
    assert first == second
    other = render_invoice_pdf(replace(invoice(), number="2026/00002"), locale="it", is_paid=True)
    assert first != other


def test_the_file_says_what_it_is() -> None:
    reader = read(render_invoice_pdf(invoice(), locale="en", is_paid=True))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (
        "Invoice 2026/00001 · Meridiana Compliance S.r.l.",
        "Meridiana Compliance S.r.l.",
    )
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_the_copy_carries_the_electronic_file_as_archives_want_it() -> None:
    xml = ("IT09876540155_00001.xml", b"<fattura/>")
    first, second = (render_invoice_pdf(invoice(), locale="it", is_paid=True, xml=xml) for _ in range(2))
    reader = read(first)
    assert first == second
    assert reader.attachments == {xml[0]: [xml[1]]}
    said = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="3"' in said or "<pdfaid:part>3</pdfaid:part>" in said
    assert {one.get_object()["/AFRelationship"] for one in reader.trailer["/Root"]["/AF"]} == {"/Source"}
    assert "/OutputIntents" in reader.trailer["/Root"]
    assert not read(render_invoice_pdf(invoice(), locale="it", is_paid=True)).attachments
