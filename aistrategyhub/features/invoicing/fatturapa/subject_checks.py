"""Who sells, who buys and where the file goes, against the checks of SdI."""

from collections.abc import Iterator

from aistrategyhub.core.billing import FOREIGN_RECIPIENT_CODE
from aistrategyhub.core.tax_ids import is_association_code, is_partita_iva, is_personal_fiscal_code
from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.document.codes import DocumentType as Td
from aistrategyhub.features.invoicing.document.model import InvoiceDocument, Recipient
from aistrategyhub.features.invoicing.document.parts import Identity, TaxId
from aistrategyhub.features.invoicing.fatturapa.builder import PRIVATE, PUBLIC, ElectronicFile
from aistrategyhub.features.invoicing.fatturapa.findings import Finding

_SENT = "FatturaElettronicaHeader/DatiTrasmissione"
_SELLER = "FatturaElettronicaHeader/CedentePrestatore"
_BUYER = "FatturaElettronicaHeader/CessionarioCommittente"
_SDI_DOMAIN = "@pec.fatturapa.it"
_ITALY = "IT"

# The firm of the samples that the Agenzia delle Entrate publishes: its number is made up, and so is its customer's.
_SAMPLE_FIRM = TaxId(_ITALY, "01234567890")
_SAMPLE_CODES = frozenset({_SAMPLE_FIRM.number, "09876543210"})

_BETWEEN_TWO = frozenset(
    {
        Td.TD01,
        Td.TD02,
        Td.TD03,
        Td.TD06,
        Td.TD16,
        Td.TD17,
        Td.TD18,
        Td.TD19,
        Td.TD20,
        Td.TD24,
        Td.TD25,
        Td.TD28,
        Td.TD29,
    }
)
_TO_ONESELF = frozenset({Td.TD21, Td.TD27})
_FROM_ABROAD = frozenset({Td.TD17, Td.TD18, Td.TD19, Td.TD28})


def check_transmission(file: ElectronicFile) -> Iterator[Finding]:
    """Format and address of the file."""
    if file.version != file.format:
        sentence = mark("La radice dice {version}, il formato di trasmissione {format}.")
        values = {"version": file.version, "format": file.format}
        yield Finding("00428", f"{_SENT}/FormatoTrasmissione", sentence, values)
    wanted = {PUBLIC: 6, PRIVATE: 7}.get(file.format)
    if wanted and len(file.recipient.code) != wanted:
        sentence = mark("Il codice destinatario {code} non è di {length} caratteri, come vuole {format}.")
        values = {"code": file.recipient.code, "length": wanted, "format": file.format}
        yield Finding("00427", f"{_SENT}/CodiceDestinatario", sentence, values)


def check_recipient(recipient: Recipient, buyer: Identity) -> Iterator[Finding]:
    """Whether the file can arrive where it is sent."""
    if recipient.code == FOREIGN_RECIPIENT_CODE and (buyer.tax_id is None or buyer.tax_id.country == _ITALY):
        sentence = mark("Il codice XXXXXXX è per l'estero, ma il cliente non ha un identificativo estero.")
        yield Finding("00313", f"{_SENT}/CodiceDestinatario", sentence)
    if recipient.pec_email.lower().endswith(_SDI_DOMAIN):
        sentence = mark("La PEC {pec} è del Sistema di Interscambio, non del cliente.")
        yield Finding("00330", f"{_SENT}/PECDestinatario", sentence, {"pec": recipient.pec_email})
    if buyer.tax_id is None and not buyer.fiscal_code:
        yield Finding("00417", _BUYER, mark("Il cliente non ha né partita IVA né codice fiscale."))


def check_digits(transmitter: TaxId, document: InvoiceDocument) -> Iterator[Finding]:
    """Italian VAT numbers and tax codes whose check digits are wrong; not those of the official samples."""
    seller, buyer = document.seller.party, document.buyer
    if is_sample(transmitter, seller, buyer):
        return
    yield from check_transmitter(transmitter)
    yield from check_identity(seller, f"{_SELLER}/DatiAnagrafici", "00301", "00302")
    yield from check_identity(buyer, f"{_BUYER}/DatiAnagrafici", "00305", "00306")
    if document.seller_representative:
        place = "FatturaElettronicaHeader/RappresentanteFiscale/DatiAnagrafici"
        yield from check_identity(document.seller_representative, place, "00303", "00304")
    if document.buyer_representative:
        yield from check_identity(document.buyer_representative, f"{_BUYER}/RappresentanteFiscale", "00303", "00306")


def check_transmitter(transmitter: TaxId) -> Iterator[Finding]:
    """The code of whoever transmits, when Italian."""
    if transmitter.country == _ITALY and not _is_tax_code(transmitter.number):
        sentence = mark("Il codice {code} di chi trasmette non esiste: la cifra di controllo è sbagliata.")
        yield Finding("00300", f"{_SENT}/IdTrasmittente/IdCodice", sentence, {"code": transmitter.number})


def check_identity(who: Identity, place: str, vat_code: str, tax_code: str) -> Iterator[Finding]:
    """The two Italian identifiers of somebody, each with the code that SdI gives a wrong one."""
    if who.tax_id and who.tax_id.country == _ITALY and not is_partita_iva(who.tax_id.number):
        sentence = mark("La partita IVA {number} non esiste: la cifra di controllo è sbagliata.")
        yield Finding(vat_code, f"{place}/IdFiscaleIVA/IdCodice", sentence, {"number": who.tax_id.number})
    elif who.tax_id and who.tax_id.country == _ITALY and is_association_code(who.tax_id.number):
        sentence = mark("{number} è il codice fiscale di un ente, non una partita IVA.")
        yield Finding(vat_code, f"{place}/IdFiscaleIVA/IdCodice", sentence, {"number": who.tax_id.number})
    if who.fiscal_code and not _is_tax_code(who.fiscal_code):
        sentence = mark("Il codice fiscale {code} non esiste: il carattere di controllo è sbagliato.")
        yield Finding(tax_code, f"{place}/CodiceFiscale", sentence, {"code": who.fiscal_code})


def check_types(document: InvoiceDocument, general: str) -> Iterator[Finding]:
    """Whether seller and buyer fit the type of the document."""
    kind, seller, buyer = document.document_type, document.seller.party, document.buyer
    place, named = f"{general}/TipoDocumento", {"type": kind.value}
    if kind in _BETWEEN_TWO and is_same_subject(seller, buyer):
        yield Finding("00471", place, mark("Cedente e cessionario sono lo stesso soggetto in un {type}."), named)
    if kind in _TO_ONESELF and not is_same_subject(seller, buyer):
        yield Finding("00472", place, mark("Cedente e cessionario sono diversi in un {type}."), named)
    is_italian = seller.tax_id is not None and seller.tax_id.country == _ITALY
    if (kind in _FROM_ABROAD and is_italian) or (kind is Td.TD29 and not is_italian):
        yield Finding("00473", place, mark("Il paese del cedente non va bene per un {type}."), named)
    if kind is Td.TD21 and any(not line.vat_rate for line in document.lines):
        yield Finding("00474", place, mark("Un TD21 ha una riga senza IVA."))
    if kind.is_issued_by_buyer and buyer.tax_id is None:
        sentence = mark("In un {type} il cessionario deve avere la partita IVA.")
        yield Finding("00475", f"{_BUYER}/DatiAnagrafici", sentence, named)


def check_countries(seller: Identity, buyer: Identity) -> Iterator[Finding]:
    """One of the two must be Italian."""
    countries = {who.tax_id.country for who in (seller, buyer) if who.tax_id}
    if seller.tax_id and buyer.tax_id and _ITALY not in countries:
        sentence = mark("Né il cedente né il cessionario hanno un identificativo italiano.")
        yield Finding("00476", f"{_SELLER}/DatiAnagrafici/IdFiscaleIVA/IdPaese", sentence)


def warn_of_groups(buyer: Identity) -> Iterator[Finding]:
    """A buyer known by eleven digits alone may be a VAT group, which only the registry of SdI can tell."""
    if buyer.tax_id is None and len(buyer.fiscal_code) == 11:
        sentence = mark("Il cliente ha solo il codice fiscale {code}: se è di un gruppo IVA, lo SdI scarta il file.")
        yield Finding("00327", f"{_BUYER}/DatiAnagrafici/CodiceFiscale", sentence, {"code": buyer.fiscal_code})


def is_sample(transmitter: TaxId, seller: Identity, buyer: Identity) -> bool:
    """Whether this is a sample of the Agenzia delle Entrate, whose made-up codes no registry would give."""
    codes = {number for who in (seller, buyer) for country, number in _codes(who) if country == _ITALY}
    return transmitter == _SAMPLE_FIRM and codes <= _SAMPLE_CODES


def is_same_subject(one: Identity, other: Identity) -> bool:
    """Whether two parties share a VAT number or a tax code; a company's are often the same eleven digits."""
    return bool(_codes(one) & _codes(other))


def _codes(who: Identity) -> set[tuple[str, str]]:
    codes = {(_ITALY, who.fiscal_code)} if who.fiscal_code else set()
    return codes | {(who.tax_id.country, who.tax_id.number)} if who.tax_id else codes


def _is_tax_code(code: str) -> bool:
    return is_partita_iva(code) or is_personal_fiscal_code(code)
