"""From the semantic invoice to FatturaPA XML, element by element in the order of the schema.

The same document and progressive give the same bytes. Nothing is judged here: `schema.violations` and
`checks.check_document` say whether the result can leave.
"""

from lxml import etree
from lxml.etree import SubElement, _Element

from aistrategyhub.core.billing import NO_RECIPIENT_CODE, Address
from aistrategyhub.features.invoicing.document.codes import ReferenceKind
from aistrategyhub.features.invoicing.document.model import (
    CompanyRegister,
    InvoiceDocument,
    Line,
    Party,
    Payment,
    Reference,
    Seller,
    TaxId,
    VatSummary,
)
from aistrategyhub.features.invoicing.fatturapa.values import amount, ascii_text, fine_amount, rate, slices, text

NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_PROLOG = b'<?xml version="1.0" encoding="UTF-8"?>\n'
FORMAT = "FPR12"
# SdI wants a CAP of five digits from foreigners too, whose own goes beside the town.
_FOREIGN_ZIP = "00000"


def build_xml(document: InvoiceDocument, *, transmitter: TaxId, progressive: str) -> bytes:
    """The FPR12 file of a document. `progressive` (up to 10 characters) names this transmission and no other."""
    root = etree.Element(f"{{{NAMESPACE}}}FatturaElettronica", nsmap={"p": NAMESPACE, "ds": _DSIG})
    root.set("versione", FORMAT)
    _header(SubElement(root, "FatturaElettronicaHeader"), document, transmitter, progressive)
    _body(SubElement(root, "FatturaElettronicaBody"), document)
    return _PROLOG + etree.tostring(root, encoding="UTF-8", pretty_print=True)


def transmitter_of(seller: Seller) -> TaxId:
    """The seller who transmits its own documents, by the codice fiscale that SdI knows it by."""
    country = seller.party.tax_id.country if seller.party.tax_id else seller.party.address.country
    number = seller.party.tax_id.number if seller.party.tax_id else ""
    return TaxId(country, seller.party.fiscal_code or number)


def _add(parent: _Element, name: str, value: str) -> None:
    SubElement(parent, name).text = value


def _add_if(parent: _Element, name: str, value: str) -> None:
    if value:
        _add(parent, name, value)


def _header(header: _Element, document: InvoiceDocument, transmitter: TaxId, progressive: str) -> None:
    _transmission(SubElement(header, "DatiTrasmissione"), document, transmitter, progressive)
    _seller(SubElement(header, "CedentePrestatore"), document.seller)
    _buyer(SubElement(header, "CessionarioCommittente"), document.buyer)


def _transmission(block: _Element, document: InvoiceDocument, transmitter: TaxId, progressive: str) -> None:
    _tax_id(SubElement(block, "IdTrasmittente"), transmitter)
    _add(block, "ProgressivoInvio", progressive)
    _add(block, "FormatoTrasmissione", FORMAT)
    _add(block, "CodiceDestinatario", document.recipient.code)
    if document.recipient.code == NO_RECIPIENT_CODE:
        _add_if(block, "PECDestinatario", document.recipient.pec_email)


def _seller(block: _Element, seller: Seller) -> None:
    identity = SubElement(block, "DatiAnagrafici")
    _identity(identity, seller.party)
    _add(identity, "RegimeFiscale", seller.tax_regime)
    _address(SubElement(block, "Sede"), seller.party.address)
    if seller.register:
        _register(SubElement(block, "IscrizioneREA"), seller.register)
    _contacts(block, seller)


def _buyer(block: _Element, buyer: Party) -> None:
    _identity(SubElement(block, "DatiAnagrafici"), buyer)
    _address(SubElement(block, "Sede"), buyer.address)


def _identity(block: _Element, party: Party) -> None:
    if party.tax_id:
        _tax_id(SubElement(block, "IdFiscaleIVA"), party.tax_id)
    _add_if(block, "CodiceFiscale", party.fiscal_code)
    names = SubElement(block, "Anagrafica")
    if party.company_name:
        _add(names, "Denominazione", text(party.company_name, 80))
    else:
        _add(names, "Nome", text(party.first_name, 60))
        _add(names, "Cognome", text(party.last_name, 60))


def _tax_id(block: _Element, tax_id: TaxId) -> None:
    _add(block, "IdPaese", tax_id.country)
    _add(block, "IdCodice", tax_id.number)


def _address(block: _Element, address: Address) -> None:
    is_italian = address.country == "IT"
    town = address.city if is_italian else f"{address.zip} {address.city}"
    _add(block, "Indirizzo", text(address.street, 60))
    _add(block, "CAP", address.zip if is_italian else _FOREIGN_ZIP)
    _add(block, "Comune", text(town, 60))
    if is_italian:
        _add_if(block, "Provincia", address.province)
    _add(block, "Nazione", address.country)


def _register(block: _Element, register: CompanyRegister) -> None:
    _add(block, "Ufficio", register.office)
    _add(block, "NumeroREA", register.number)
    if register.share_capital is not None:
        _add(block, "CapitaleSociale", amount(register.share_capital))
    if register.has_single_shareholder is not None:
        _add(block, "SocioUnico", "SU" if register.has_single_shareholder else "SM")
    _add(block, "StatoLiquidazione", "LS" if register.is_in_liquidation else "LN")


def _contacts(block: _Element, seller: Seller) -> None:
    phone = _short_phone(seller.phone)
    if phone or seller.email:
        contacts = SubElement(block, "Contatti")
        _add_if(contacts, "Telefono", phone)
        _add_if(contacts, "Email", seller.email)


def _short_phone(phone: str) -> str:
    """The number as `TelFaxType` holds it, 5 to 12 characters: no spaces, no +39; empty when it does not fit."""
    digits = "".join(letter for letter in phone if letter in "+0123456789").removeprefix("+39")
    return digits if 5 <= len(digits) <= 12 else ""


def _body(body: _Element, document: InvoiceDocument) -> None:
    _general_data(SubElement(body, "DatiGenerali"), document)
    goods = SubElement(body, "DatiBeniServizi")
    for line in document.lines:
        _line(SubElement(goods, "DettaglioLinee"), line)
    for summary in document.summaries:
        _summary(SubElement(goods, "DatiRiepilogo"), summary)
    for payment in document.payments:
        _payment(SubElement(body, "DatiPagamento"), payment)


def _general_data(block: _Element, document: InvoiceDocument) -> None:
    general = SubElement(block, "DatiGeneraliDocumento")
    _add(general, "TipoDocumento", document.document_type)
    _add(general, "Divisa", document.currency)
    _add(general, "Data", document.issued_on.isoformat())
    _add(general, "Numero", document.number)
    if document.stamp_duty is not None:
        duty = SubElement(general, "DatiBollo")
        _add(duty, "BolloVirtuale", "SI")
        _add(duty, "ImportoBollo", amount(document.stamp_duty))
    _add(general, "ImportoTotaleDocumento", amount(document.total))
    if document.rounding:
        _add(general, "Arrotondamento", amount(document.rounding))
    for piece in slices(document.causale, 200):
        _add(general, "Causale", piece)
    for kind in ReferenceKind:
        for reference in document.references:
            if reference.kind is kind:
                _reference(SubElement(block, kind.value), reference)


def _reference(block: _Element, reference: Reference) -> None:
    for number in reference.lines:
        _add(block, "RiferimentoNumeroLinea", str(number))
    _add(block, "IdDocumento", ascii_text(reference.number, 20))
    if reference.issued_on:
        _add(block, "Data", reference.issued_on.isoformat())


def _line(block: _Element, line: Line) -> None:
    _add(block, "NumeroLinea", str(line.number))
    _add(block, "Descrizione", text(line.description, 1000))
    if line.quantity is not None:
        _add(block, "Quantita", fine_amount(line.quantity))
    _add_if(block, "UnitaMisura", ascii_text(line.unit, 10))
    if line.period_start:
        _add(block, "DataInizioPeriodo", line.period_start.isoformat())
    if line.period_end:
        _add(block, "DataFinePeriodo", line.period_end.isoformat())
    _add(block, "PrezzoUnitario", fine_amount(line.unit_price))
    for adjustment in line.adjustments:
        discount = SubElement(block, "ScontoMaggiorazione")
        _add(discount, "Tipo", adjustment.kind)
        if adjustment.percent is not None:
            _add(discount, "Percentuale", rate(adjustment.percent))
        if adjustment.amount is not None:
            _add(discount, "Importo", fine_amount(adjustment.amount))
    _add(block, "PrezzoTotale", fine_amount(line.total))
    _add(block, "AliquotaIVA", rate(line.vat_rate))
    if line.natura:
        _add(block, "Natura", line.natura)


def _summary(block: _Element, summary: VatSummary) -> None:
    _add(block, "AliquotaIVA", rate(summary.vat_rate))
    if summary.natura:
        _add(block, "Natura", summary.natura)
    if summary.rounding:
        _add(block, "Arrotondamento", fine_amount(summary.rounding))
    _add(block, "ImponibileImporto", amount(summary.taxable))
    _add(block, "Imposta", amount(summary.tax))
    if summary.due:
        _add(block, "EsigibilitaIVA", summary.due)
    _add_if(block, "RiferimentoNormativo", text(summary.legal_reference, 100))


def _payment(block: _Element, payment: Payment) -> None:
    _add(block, "CondizioniPagamento", payment.terms)
    for instalment in payment.instalments:
        detail = SubElement(block, "DettaglioPagamento")
        _add_if(detail, "Beneficiario", text(instalment.payee, 200))
        _add(detail, "ModalitaPagamento", instalment.method)
        if instalment.due_date:
            _add(detail, "DataScadenzaPagamento", instalment.due_date.isoformat())
        _add(detail, "ImportoPagamento", amount(instalment.amount))
        _add_if(detail, "IBAN", instalment.iban.replace(" ", ""))
