"""A typed mail becomes words: in its reader's language, with everybody's text as text."""

from typing import ClassVar

import pytest
from jinja2 import UndefinedError
from lxml import html

from aistrategyhub.core.billing import Address
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.mailing.rendering import Letterhead, render
from aistrategyhub.features.site_settings.schemas import SellerInfo
from tests.features.mailing.sample_mails import INVOICE_READY, LETTERHEAD, InvoiceReady

_ATTACK = '<script>alert(1)</script> & "Co" <img src=x onerror=alert(1)>'

_TEXT = """\
La Sua fattura è pronta
=======================

Gentile Giulia Ferraris,

abbiamo ricevuto il pagamento e trasmesso la fattura al Sistema di
Interscambio. In allegato trova la copia di cortesia; l'originale è
nella Sua area riservata del sito dell'Agenzia delle Entrate.

Fattura              2026/00042
Data           21 novembre 2026
Imponibile           1.000,00\xa0€
IVA 22%                220,00\xa0€
Totale pagato        1.220,00\xa0€

Apri l'ordine <https://ancora.test/ordini/ORD-2026-00042>

La consegna al Suo codice destinatario può richiedere fino a cinque
giorni.

E adesso
--------

- Un consulente La chiama entro due giorni lavorativi per fissare il primo
  incontro.
- I documenti da preparare sono elencati nella guida
  <https://ancora.test/guida>.

Per domande basta rispondere a questa mail o scrivere a
studio@ancora.test.

-- \n\
Àncora
Àncora & Partners S.r.l. · Società a socio unico · Via Po 7, 10124
Torino (TO)
P. IVA 12345670017 · REA TO-1234567 · Capitale sociale versato
10.000,00\xa0€
studio@ancora.test · PEC ancora@pec.test · +39 011 000 0000
Riceve questa mail perché ha acquistato su ancora.test.
"""


class Unfinished(Mail):
    """Its template asks for what the mail does not carry."""

    template: ClassVar[str] = "unfinished"

    def subject(self, locale: str) -> str:
        return "Senza dati"


def test_the_text_part_says_what_the_letter_says() -> None:
    assert render(INVOICE_READY, locale="it", letterhead=LETTERHEAD).text == _TEXT


def test_amounts_and_dates_follow_the_readers_language() -> None:
    english = render(INVOICE_READY, locale="en", letterhead=LETTERHEAD)

    assert html.document_fromstring(english.html).get("lang") == "en"
    assert "21 November 2026" in english.text
    assert "€1,220.00" in english.text


def test_an_unknown_language_is_italian() -> None:
    assert render(INVOICE_READY, locale="xx", letterhead=LETTERHEAD).text == _TEXT


def test_a_name_that_is_html_stays_a_name() -> None:
    mail = INVOICE_READY.model_copy(update={"customer": _ATTACK})
    firm = Letterhead(name=_ATTACK, site_url="https://ancora.test")

    rendered = render(mail, locale="it", letterhead=firm)

    page = html.document_fromstring(rendered.html)
    assert page.xpath("//script | //img | //@onerror") == []
    assert _ATTACK in page.text_content()
    assert f"Gentile {_ATTACK}," in rendered.text.replace("\n", " ")
    assert rendered.subject == f"Fattura 2026/00042 per {_ATTACK}"


@pytest.mark.parametrize(
    "name",
    [
        "Anna\r\nBcc: tutti@altrove.test",
        "Anna\nBcc: tutti@altrove.test",
        "Anna\x85Bcc: tutti@altrove.test",
        "Anna\u2028Bcc: tutti@altrove.test",
        "Anna\x00\x07 \t Bcc:\x0b tutti@altrove.test",
        "Anna\u200b\u202e Bcc: tutti@altrove.test",
    ],
)
def test_a_name_with_lines_stays_on_the_line_of_the_subject(name: str) -> None:
    mail = INVOICE_READY.model_copy(update={"customer": name})

    subject = render(mail, locale="it", letterhead=LETTERHEAD).subject

    assert subject == "Fattura 2026/00042 per Anna Bcc: tutti@altrove.test"


def test_styles_are_inside_the_elements_and_nothing_is_loaded() -> None:
    page = html.document_fromstring(render(INVOICE_READY, locale="it", letterhead=LETTERHEAD).html)

    (button,) = page.xpath('//a[text()="Apri l\'ordine"]')
    (sheet,) = page.xpath("//style")
    assert "color: #fffdf8" in button.get("style")
    assert "prefers-color-scheme: dark" in sheet.text
    assert ".head {" not in sheet.text
    assert page.xpath("//link | //img | //script | //@background") == []
    assert "url(" not in html.tostring(page, encoding="unicode")
    assert [table.get("width") for table in page.xpath("//table[@class='letter']")] == ["600"]
    assert all(
        table.get("role") == "presentation" for table in page.xpath("//table") if table.get("class") != "figures"
    )


def test_a_template_that_asks_for_more_than_the_mail_carries_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="absent"):
        render(Unfinished(), locale="it", letterhead=LETTERHEAD)


def test_the_record_names_room_and_template() -> None:
    assert InvoiceReady.qualified_template() == "mailing/invoice_ready"


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        (
            {},
            [
                "Rossi & C. S.n.c. · Corso Italia 1, 39100 Bolzano (BZ)",
                "P. IVA 00743110157 · C.F. RSSMRA80A01F205X",
                "info@rossi.test · PEC rossi@pec.test · 0471 000000",
            ],
        ),
        (
            {"in_liquidation": True, "fiscal_code": "00743110157"},
            [
                "Rossi & C. S.n.c. · In liquidazione · Corso Italia 1, 39100 Bolzano (BZ)",
                "P. IVA 00743110157",
                "info@rossi.test · PEC rossi@pec.test · 0471 000000",
            ],
        ),
        (
            {"address": Address(street="1 High Street", city="London", zip="N1 1AA", country="GB")},
            [
                "Rossi & C. S.n.c. · 1 High Street, N1 1AA London",
                "P. IVA 00743110157 · C.F. RSSMRA80A01F205X",
                "info@rossi.test · PEC rossi@pec.test · 0471 000000",
            ],
        ),
    ],
)
def test_the_foot_says_what_article_2250_asks(changes: dict[str, object], lines: list[str]) -> None:
    seller = SellerInfo(
        **{
            "company_name": "Rossi & C. S.n.c.",
            "vat_number": "00743110157",
            "fiscal_code": "RSSMRA80A01F205X",
            "address": Address(street="Corso Italia 1", city="Bolzano", zip="39100", province="BZ"),
            "email": "info@rossi.test",
            "pec_email": "rossi@pec.test",
            "phone": "0471 000000",
        }
        | changes
    )

    assert Letterhead(name="Rossi", site_url="https://rossi.test", seller=seller).legal_lines == lines
