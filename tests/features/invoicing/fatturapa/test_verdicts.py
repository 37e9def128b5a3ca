"""One planted defect, one code: what SdI would refuse in files of every kind."""

from datetime import UTC, datetime

import pytest

from aistrategyhub.core.text import speaking
from aistrategyhub.features.invoicing.document.parts import TaxId
from aistrategyhub.features.invoicing.fatturapa.builder import build_file, build_xml
from aistrategyhub.features.invoicing.fatturapa.rules import RULES, Decided
from aistrategyhub.features.invoicing.fatturapa.verdicts import Verdict, judge
from tests.factories.invoices import invoice, line

NAME = "IT09876540155_00001.xml"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SELLER = TaxId("IT", "09876540155")
PLAIN = build_xml(invoice(), transmitter=SELLER, progressive="00001").decode()

WITHHOLDING = (
    "<DatiRitenuta><TipoRitenuta>RT01</TipoRitenuta><ImportoRitenuta>200.00</ImportoRitenuta>"
    "<AliquotaRitenuta>20.00</AliquotaRitenuta><CausalePagamento>A</CausalePagamento></DatiRitenuta>"
)
FUND = (
    "<DatiCassaPrevidenziale><TipoCassa>TC22</TipoCassa><AlCassa>4.00</AlCassa>"
    "<ImportoContributoCassa>0.50</ImportoContributoCassa><AliquotaIVA>22.00</AliquotaIVA></DatiCassaPrevidenziale>"
)
AFTER_NUMBER = "</Numero>"
LINE_RATE = "<AliquotaIVA>22.00</AliquotaIVA>\n      </DettaglioLinee>"
SUMMARY_RATE = "<DatiRiepilogo>\n        <AliquotaIVA>22.00</AliquotaIVA>"
SELLER_VAT = "<IdPaese>IT</IdPaese>\n          <IdCodice>09876540155</IdCodice>"
BUYER_VAT = "<IdPaese>IT</IdPaese>\n          <IdCodice>12345678903</IdCodice>"
BUYER_ID = f"<IdFiscaleIVA>\n          {BUYER_VAT}\n        </IdFiscaleIVA>"
SWISS = "<IdPaese>CH</IdPaese>\n          <IdCodice>116281710</IdCodice>"
LINKED = (
    "</DatiGeneraliDocumento><DatiFattureCollegate><IdDocumento>2026/00001</IdDocumento>"
    "<Data>{}</Data></DatiFattureCollegate>"
)


def planted(*changes: tuple[str, str], xml: str = PLAIN) -> bytes:
    for old, new in changes:
        assert old in xml, old
        xml = xml.replace(old, new, 1)
    return xml.encode()


def codes(verdict: Verdict) -> list[str]:
    assert verdict.is_readable, verdict.reason
    with speaking("it"):
        for said in (*verdict.errors, *verdict.warnings):
            assert said.words
            assert "{" not in said.words
            assert said.remedy
    return [finding.code for finding in verdict.errors]


def without_vat(natura: str, rate: str = "0.00") -> list[tuple[str, str]]:
    nature = (
        f"<AliquotaIVA>{rate}</AliquotaIVA><Natura>{natura}</Natura>" if natura else "<AliquotaIVA>0.00</AliquotaIVA>"
    )
    return [
        (LINE_RATE, f"{nature}</DettaglioLinee>"),
        (SUMMARY_RATE, f"<DatiRiepilogo>{nature}"),
        ("<Imposta>220.00", "<Imposta>0.00"),
        ("        <EsigibilitaIVA>I</EsigibilitaIVA>\n", ""),
    ]


def with_type(kind: str) -> tuple[str, str]:
    return ("<TipoDocumento>TD01", f"<TipoDocumento>{kind}")


DEFECTS: list[tuple[str, list[tuple[str, str]]]] = [
    ("00300", [("<IdCodice>09876540155", "<IdCodice>09876540156")]),
    ("00301", [(SELLER_VAT, SELLER_VAT.replace("155", "154"))]),
    ("00302", [("<CodiceFiscale>09876540155", "<CodiceFiscale>09876540154")]),
    (
        "00303",
        [
            (
                "    <CessionarioCommittente>",
                "<RappresentanteFiscale><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>12345678904"
                "</IdCodice></IdFiscaleIVA><Anagrafica><Denominazione>R</Denominazione></Anagrafica></DatiAnagrafici>"
                "</RappresentanteFiscale><CessionarioCommittente>",
            )
        ],
    ),
    (
        "00304",
        [
            (
                "    <CessionarioCommittente>",
                "<RappresentanteFiscale><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>12345678903"
                "</IdCodice></IdFiscaleIVA><CodiceFiscale>RSSMRA80A01H501X</CodiceFiscale><Anagrafica><Denominazione>R"
                "</Denominazione></Anagrafica></DatiAnagrafici></RappresentanteFiscale><CessionarioCommittente>",
            )
        ],
    ),
    ("00305", [(BUYER_VAT, BUYER_VAT.replace("8903", "8904"))]),
    ("00305", [(BUYER_VAT, BUYER_VAT.replace("12345678903", "80012345676"))]),
    ("00306", [(BUYER_ID, "<CodiceFiscale>RSSMRA80A01H501X</CodiceFiscale>")]),
    ("00313", [("<CodiceDestinatario>M5UXCR1", "<CodiceDestinatario>XXXXXXX")]),
    (
        "00330",
        [
            (
                "M5UXCR1</CodiceDestinatario>",
                "0000000</CodiceDestinatario><PECDestinatario>sdi01@pec.fatturapa.it</PECDestinatario>",
            )
        ],
    ),
    ("00400", [(LINE_RATE, LINE_RATE.replace("22.00", "0.00"))]),
    ("00401", [(LINE_RATE, "<AliquotaIVA>22.00</AliquotaIVA><Natura>N4</Natura></DettaglioLinee>")]),
    ("00403", [("<Data>2026-11-21", "<Data>2026-11-23")]),
    ("00411", [(LINE_RATE, "<AliquotaIVA>22.00</AliquotaIVA><Ritenuta>SI</Ritenuta></DettaglioLinee>")]),
    ("00413", [(AFTER_NUMBER, AFTER_NUMBER + FUND.replace("<AliquotaIVA>22.00", "<AliquotaIVA>0.00"))]),
    ("00414", [(AFTER_NUMBER, AFTER_NUMBER + FUND.replace("</AliquotaIVA>", "</AliquotaIVA><Natura>N4</Natura>"))]),
    ("00415", [(AFTER_NUMBER, AFTER_NUMBER + FUND.replace("</AliquotaIVA>", "</AliquotaIVA><Ritenuta>SI</Ritenuta>"))]),
    ("00417", [(BUYER_ID, "")]),
    ("00418", [("</DatiGeneraliDocumento>", LINKED.format("2026-11-22"))]),
    ("00419", [(LINE_RATE, LINE_RATE.replace("22.00", "10.00"))]),
    ("00420", [*without_vat("N6.3"), ("</Imposta>", "</Imposta><EsigibilitaIVA>S</EsigibilitaIVA>")]),
    ("00421", [("<Imposta>220.00", "<Imposta>220.02")]),
    ("00422", [("<ImponibileImporto>1000.00", "<ImponibileImporto>1001.01"), ("<Imposta>220.00", "<Imposta>220.22")]),
    ("00423", [("<PrezzoTotale>1000.00", "<PrezzoTotale>1000.02")]),
    ("00424", [(LINE_RATE, LINE_RATE.replace("22.00", "0.22")), (SUMMARY_RATE, SUMMARY_RATE.replace("22.00", "0.22"))]),
    ("00425", [("<Numero>2026/00001", "<Numero>BIS")]),
    ("00427", [("<CodiceDestinatario>M5UXCR1", "<CodiceDestinatario>M5UXCR")]),
    ("00428", [("<FormatoTrasmissione>FPR12", "<FormatoTrasmissione>FPA12")]),
    ("00429", [(SUMMARY_RATE, SUMMARY_RATE.replace("22.00", "0.00"))]),
    ("00430", [(SUMMARY_RATE, SUMMARY_RATE + "<Natura>N4</Natura>")]),
    ("00437", [(AFTER_NUMBER, AFTER_NUMBER + "<ScontoMaggiorazione><Tipo>SC</Tipo></ScontoMaggiorazione>")]),
    ("00438", [("</PrezzoUnitario>", "</PrezzoUnitario><ScontoMaggiorazione><Tipo>SC</Tipo></ScontoMaggiorazione>")]),
    ("00443", [(SUMMARY_RATE, SUMMARY_RATE.replace("22.00", "10.00"))]),
    ("00444", [*without_vat("N4"), ("<Natura>N4", "<Natura>N1")]),
    ("00445", without_vat("N2")),
    ("00471", [(BUYER_VAT, SELLER_VAT)]),
    ("00472", [with_type("TD27")]),
    ("00473", [with_type("TD17")]),
    ("00473", [with_type("TD29"), (SELLER_VAT, SWISS), ("<CodiceFiscale>09876540155</CodiceFiscale>", "")]),
    ("00474", [with_type("TD21"), (BUYER_VAT, SELLER_VAT), *without_vat("N3.6")]),
    ("00475", [with_type("TD16"), (BUYER_ID, "<CodiceFiscale>12345678903</CodiceFiscale>")]),
    ("00476", [(SELLER_VAT, SWISS), (BUYER_VAT, SWISS.replace("710", "711")), ("M5UXCR1", "XXXXXXX")]),
]
# Where one defect breaks more rules than its own: everything found, in the order of the checks.
MORE_THAN_ONE = {
    "00400": ["00400", "00422", "00419", "00443"],
    "00401": ["00401", "00444"],
    "00413": ["00413", "00419", "00443"],
    "00414": ["00414", "00444"],
    "00419": ["00422", "00419", "00443"],
    "00424": ["00424", "00421", "00424"],
    "00428": ["00428", "00427"],
    "00429": ["00421", "00429", "00422", "00419", "00443"],
    "00443": ["00421", "00422", "00419", "00443"],
    "00445": ["00445", "00445"],
}


def test_a_clean_file_is_accepted() -> None:
    verdict = judge(NAME, PLAIN.encode(), now=NOW)
    assert codes(verdict) == []
    assert (verdict.is_accepted, verdict.format, verdict.warnings) == (True, "FPR12", ())


@pytest.mark.parametrize(("code", "changes"), DEFECTS, ids=[f"{code}-{at}" for at, (code, _) in enumerate(DEFECTS)])
def test_a_planted_defect_gives_its_code(code: str, changes: list[tuple[str, str]]) -> None:
    assert codes(judge(NAME, planted(*changes), now=NOW)) == MORE_THAN_ONE.get(code, [code])


@pytest.mark.parametrize(
    "changes",
    [
        [("<Data>2026-11-21", "<Data>2026-11-22")],
        [("</DatiGeneraliDocumento>", LINKED.format("2026-11-21"))],
        [
            (
                AFTER_NUMBER,
                AFTER_NUMBER + WITHHOLDING + FUND.replace("</AliquotaIVA>", "</AliquotaIVA><Ritenuta>SI</Ritenuta>"),
            )
        ],
        [
            with_type("TD16"),
            (LINE_RATE, LINE_RATE.replace("</Ali", "</Ali").replace("\n", "<Natura>N6.3</Natura>\n")),
            (SUMMARY_RATE, SUMMARY_RATE + "<Natura>N6.3</Natura>"),
        ],
        [with_type("TD27"), (BUYER_VAT, SELLER_VAT)],
        [
            with_type("TD17"),
            (SELLER_VAT, SWISS.replace("CH", "OO")),
            ("<CodiceFiscale>09876540155</CodiceFiscale>", ""),
        ],
        [("M5UXCR1", "XXXXXXX"), (BUYER_VAT, SWISS)],
        [("<PrezzoTotale>1000.00", "<PrezzoTotale>1000.01")],
        without_vat("N3.5"),
    ],
    ids=["today", "linked on the day", "withheld", "TD16", "TD27", "TD17", "abroad", "a cent", "declaration of intent"],
)
def test_what_is_allowed_gives_none(changes: list[tuple[str, str]]) -> None:
    assert codes(judge(NAME, planted(*changes), now=NOW)) == []


@pytest.mark.parametrize("total", ["720.00", "720.01", "700.00"], ids=["in turn", "in turn, a cent off", "summed"])
def test_several_discounts_may_be_meant_in_turn_or_together(total: str) -> None:
    discounts = "".join(
        f"<ScontoMaggiorazione><Tipo>SC</Tipo><Percentuale>{percent}</Percentuale></ScontoMaggiorazione>"
        for percent in ("20.00", "10.00")
    )
    changes = [
        ("</PrezzoUnitario>", f"</PrezzoUnitario>{discounts}"),
        ("<PrezzoTotale>1000.00", f"<PrezzoTotale>{total}"),
    ]
    tax = {"720.00": "158.40", "720.01": "158.40", "700.00": "154.00"}[total]
    taxable = [("<ImponibileImporto>1000.00", f"<ImponibileImporto>{total}"), ("<Imposta>220.00", f"<Imposta>{tax}")]
    assert codes(judge(NAME, planted(*changes, *taxable), now=NOW)) == []


@pytest.mark.parametrize("total", ["1000.00", "1000.01", "899.98"])
def test_a_discount_that_is_written_is_taken_off(total: str) -> None:
    discount = "<ScontoMaggiorazione><Tipo>SC</Tipo><Percentuale>10.00</Percentuale></ScontoMaggiorazione>"
    changes = [
        ("</PrezzoUnitario>", f"</PrezzoUnitario>{discount}"),
        ("<PrezzoTotale>1000.00", f"<PrezzoTotale>{total}"),
    ]
    verdict = judge(NAME, planted(*changes), now=NOW)
    assert codes(verdict)[0] == "00423"
    assert verdict.errors[0].words.endswith(f"{total} invece di 900.00.")


def test_a_lot_may_not_use_a_number_twice_unless_one_is_a_credit_note_or_of_the_buyer() -> None:
    body = PLAIN[PLAIN.index("  <FatturaElettronicaBody>") : PLAIN.index("</p:FatturaElettronica>")]
    again = planted(("</p:FatturaElettronica>", f"{body}</p:FatturaElettronica>"))
    verdict = judge(NAME, again, now=NOW)
    assert codes(verdict) == ["00409"]
    assert verdict.errors[0].place.startswith("FatturaElettronicaBody[2]/")
    for kind in ("TD04", "TD20"):
        other = planted(("</p:FatturaElettronica>", f"{body.replace('TD01', kind)}</p:FatturaElettronica>"))
        assert codes(judge(NAME, other, now=NOW)) == []


def test_a_buyer_known_by_a_company_code_alone_may_be_a_group() -> None:
    verdict = judge(NAME, planted((BUYER_ID, "<CodiceFiscale>12345678903</CodiceFiscale>")), now=NOW)
    assert verdict.is_accepted
    assert [warning.code for warning in verdict.warnings] == ["00327"]


@pytest.mark.parametrize(
    ("name", "errors", "warnings"),
    [
        ("IT09876540155_00001.xml", [], []),
        ("IT0987654015_00001.xml", ["00001"], []),
        ("IT09876540155_000001.xml", ["00001"], []),
        ("IT09876540155-00001.xml", ["00001"], []),
        ("fattura di novembre.xml", [], ["00001"]),
    ],
)
def test_the_name_of_the_file(name: str, errors: list[str], warnings: list[str]) -> None:
    verdict = judge(name, PLAIN.encode(), now=NOW)
    assert (codes(verdict), [warning.code for warning in verdict.warnings]) == (errors, warnings)


def test_more_than_five_megabytes_are_too_much() -> None:
    attachment = f"<Allegati><NomeAttachment>a</NomeAttachment><Attachment>{'QUFB' * 1_250_000}</Attachment></Allegati>"
    xml = planted(("  </FatturaElettronicaBody>", f"{attachment}</FatturaElettronicaBody>"))
    assert codes(judge(NAME, xml, now=NOW)) == ["00003"]


@pytest.mark.parametrize(
    ("change", "path", "word"),
    [
        (("<CAP>20144</CAP>", "<CAP>144</CAP>"), "FatturaElettronicaHeader/CedentePrestatore/Sede/CAP", "144"),
        (("<TipoDocumento>TD01", "<TipoDocumento>TD99"), "DatiGeneraliDocumento/TipoDocumento", "TD99"),
        (("<Divisa>EUR</Divisa>", ""), "DatiGeneraliDocumento/Data", "Divisa"),
        (("<CodiceDestinatario>M5UXCR1</CodiceDestinatario>", ""), "DatiTrasmissione", "CodiceDestinatario"),
        (("<Numero>2026/00001</Numero>", "<Numero></Numero>"), "DatiGeneraliDocumento/Numero", "Numero"),
        (('versione="FPR12"', 'versione="FPR12" altro="1"'), "FatturaElettronica", "altro"),
    ],
)
def test_what_the_schema_refuses_is_said_in_plain_words(change: tuple[str, str], path: str, word: str) -> None:
    verdict = judge(NAME, planted(change), now=NOW)
    assert "00200" in codes(verdict)
    with speaking("it"):
        assert verdict.errors[0].place.endswith(path)
        assert word in verdict.errors[0].words
        assert "Element" not in verdict.errors[0].words


def test_after_fifty_format_errors_the_check_stops() -> None:
    start, stop = PLAIN.index("      <DettaglioLinee>"), PLAIN.index("      <DatiRiepilogo>")
    lines = PLAIN[start:stop].replace("22.00", "22") * 60
    verdict = judge(NAME, (PLAIN[:start] + lines + PLAIN[stop:]).encode(), now=NOW)
    assert codes(verdict) == ["00200"] * 50 + ["00201"]


def test_every_code_that_a_file_decides_has_a_remedy() -> None:
    assert [code for code, rule in RULES.items() if rule.decided is not Decided.REGISTRY and not rule.remedy] == []


def test_a_document_of_many_kinds_of_lines_is_accepted() -> None:
    lines = [line(1, "33.33333333", quantity="3"), line(2, "-10.00"), line(3, "0.00", quantity=None)]
    xml = build_xml(invoice(lines), transmitter=SELLER, progressive="00001")
    assert codes(judge(NAME, xml, now=NOW)) == []


def test_the_largest_amounts_are_only_wrong() -> None:
    largest = [
        ("<PrezzoUnitario>1000.00", "<PrezzoUnitario>99999999999.99999999"),
        ("<Quantita>1.00", "<Quantita>999999999999.99999999"),
    ]
    assert codes(judge(NAME, planted(*largest), now=NOW)) == ["00423"]


def test_surcharges_without_end_are_only_wrong() -> None:
    surcharges = "<ScontoMaggiorazione><Tipo>MG</Tipo><Percentuale>100.00</Percentuale></ScontoMaggiorazione>" * 250
    on_line = judge(NAME, planted(("</PrezzoUnitario>", "</PrezzoUnitario>" + surcharges)), now=NOW)
    assert codes(on_line) == ["00423"]
    on_document = judge(NAME, planted((AFTER_NUMBER, AFTER_NUMBER + surcharges)), now=NOW)
    assert codes(on_document) == []
    assert on_document.content is not None
    assert b"<ImportoTotaleDocumento>1220.00<" in build_file(on_document.content)
