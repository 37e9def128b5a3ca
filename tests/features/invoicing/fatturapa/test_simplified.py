"""Simplified invoices: read and judged."""

from datetime import UTC, datetime

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
