"""Simplified invoices: read and judged."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from aistrategyhub.features.invoicing.fatturapa.verdicts import judge

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BODY = """<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD07</TipoDocumento>
<Divisa>EUR</Divisa><Data>2026-11-21</Data><Numero>7/S</Numero></DatiGeneraliDocumento></DatiGenerali>
<DatiBeniServizi><Descrizione>Pranzo di lavoro</Descrizione><Importo>400.00</Importo>
<DatiIVA><Aliquota>10.00</Aliquota></DatiIVA></DatiBeniServizi></FatturaElettronicaBody>"""
PLAIN = f"""<p:FatturaElettronicaSemplificata versione="FSM10"
 xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0"><FatturaElettronicaHeader><DatiTrasmissione>
<IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>09876540155</IdCodice></IdTrasmittente>
<ProgressivoInvio>1</ProgressivoInvio><FormatoTrasmissione>FSM10</FormatoTrasmissione>
<CodiceDestinatario>0000000</CodiceDestinatario></DatiTrasmissione><CedentePrestatore>
<IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>09876540155</IdCodice></IdFiscaleIVA>
<Denominazione>Trattoria Gallo S.r.l.</Denominazione><Sede><Indirizzo>Via Po 1</Indirizzo><CAP>10121</CAP>
<Comune>Torino</Comune><Provincia>TO</Provincia><Nazione>IT</Nazione></Sede><RegimeFiscale>RF01</RegimeFiscale>
</CedentePrestatore><CessionarioCommittente><IdentificativiFiscali><IdFiscaleIVA><IdPaese>IT</IdPaese>
<IdCodice>12345678903</IdCodice></IdFiscaleIVA></IdentificativiFiscali></CessionarioCommittente>
</FatturaElettronicaHeader>{BODY}</p:FatturaElettronicaSemplificata>"""
NATURA = "</DatiIVA><Natura>{}</Natura>"
CORRECTS = (
    "</DatiGeneraliDocumento><DatiFatturaRettificata><NumeroFR>6/S</NumeroFR><DataFR>2026-11-01</DataFR>"
    "<ElementiRettificati>Importo</ElementiRettificati></DatiFatturaRettificata>"
)
BUYER_ID = PLAIN[PLAIN.index("<IdentificativiFiscali>") + 23 : PLAIN.index("</IdentificativiFiscali>")]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ([], []),
        ([("400.00", "400.01")], ["00460"]),
        ([("400.00", "400.01"), ("RF01", "RF19")], []),
        ([("400.00", "400.01"), ("RF01", "RF20")], []),
        ([("400.00", "400.01"), ("</DatiGeneraliDocumento>", CORRECTS)], []),
        ([("<Aliquota>10.00", "<Aliquota>0.00")], ["00400"]),
        ([("</DatiIVA>", NATURA.format("N4"))], ["00401"]),
        ([("<Aliquota>10.00", "<Aliquota>0.00"), ("</DatiIVA>", NATURA.format("N2"))], ["00445"]),
        ([("<Aliquota>10.00", "<Aliquota>0.10")], ["00424"]),
        ([("2026-11-21", "2026-11-23")], ["00403"]),
        ([("7/S", "S")], ["00425"]),
        ([(BODY, BODY + BODY)], ["00409"]),
        ([(BUYER_ID, "")], ["00417"]),
        ([("12345678903", "12345678904")], ["00305"]),
        ([("0000000", "XXXXXXX")], ["00313"]),
        ([("TD07", "TD01")], ["00200"]),
    ],
)
def test_simplified_files(changes: list[tuple[str, str]], codes: list[str]) -> None:
    xml = PLAIN
    for old, new in changes:
        assert old in xml
        xml = xml.replace(old, new, 1)
    verdict = judge("IT09876540155_00001.xml", xml.encode(), now=NOW)
    assert (verdict.reason, verdict.format) == ("", "FSM10")
    assert [finding.code for finding in verdict.errors] == codes


@pytest.mark.parametrize(
    ("lines", "nets", "sums"),
    [
        ([("110.00", "<Aliquota>10.00</Aliquota>", "")], ["100.00"], [("10.00", "100.00", "10.00")]),
        ([("100.00", "<Aliquota>22.00</Aliquota>", "")], ["81.97"], [("22.00", "81.97", "18.03")]),
        ([("122.00", "<Imposta>22.00</Imposta>", "")], ["100.00"], [("22", "100.00", "22.00")]),
        ([("50.00", "<Aliquota>0.00</Aliquota>", "<Natura>N4</Natura>")], ["50.00"], [("0.00", "50.00", "0.00")]),
        (
            [
                ("110.00", "<Aliquota>10.00</Aliquota>", ""),
                ("55.00", "<Aliquota>10.00</Aliquota>", ""),
                ("61.00", "<Aliquota>22.00</Aliquota>", ""),
            ],
            ["100.00", "50.00", "50.00"],
            [("10.00", "150.00", "15.00"), ("22.00", "50.00", "11.00")],
        ),
    ],
    ids=["rate", "rounded", "tax alone", "no VAT", "two rates"],
)
def test_the_tax_inside_the_price_is_told_apart(lines: list, nets: list, sums: list) -> None:
    said = "".join(
        f"<DatiBeniServizi><Descrizione>Riga</Descrizione><Importo>{amount}</Importo>"
        f"<DatiIVA>{vat}</DatiIVA>{natura}</DatiBeniServizi>"
        for amount, vat, natura in lines
    )
    first, last = PLAIN.index("<DatiBeniServizi>"), PLAIN.index("</FatturaElettronicaBody>")
    verdict = judge("IT09876540155_00001.xml", (PLAIN[:first] + said + PLAIN[last:]).encode(), now=NOW)
    (document,) = verdict.documents
    assert verdict.is_accepted, verdict.errors
    assert [line.total for line in document.lines] == [Decimal(net) for net in nets]
    found = [(summary.vat_rate, summary.taxable, summary.tax) for summary in document.summaries]
    assert found == [tuple(Decimal(value) for value in row) for row in sums]
    assert document.total == document.stated_total == sum(Decimal(amount) for amount, _vat, _natura in lines)


def test_what_a_simplified_invoice_says() -> None:
    xml = PLAIN.replace("TD07", "TD08").replace("</DatiGeneraliDocumento>", CORRECTS, 1)
    (document,) = judge("IT09876540155_00001.xml", xml.encode(), now=NOW).documents
    assert document.document_type.is_credit
    assert document.seller.party.name == "Trattoria Gallo S.r.l."
    assert document.seller.party.address.city == "Torino"
    assert document.buyer.tax_id.number == "12345678903"
    assert [reference.number for reference in document.references] == ["6/S"]
    assert judge("IT09876540155_00001.xml", xml.encode(), now=NOW).content is None


def test_one_that_breaks_the_schema_says_nothing() -> None:
    xml = PLAIN.replace("<Numero>7/S</Numero>", "")
    assert judge("IT09876540155_00001.xml", xml.encode(), now=NOW).documents == ()
