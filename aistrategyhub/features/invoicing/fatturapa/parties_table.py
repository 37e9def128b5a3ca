"""Sellers, buyers and addresses as elements of the schema."""

from typing import Any

from aistrategyhub.features.invoicing.document.codes import TaxRegime
from aistrategyhub.features.invoicing.document.model import CompanyRegister, ProfessionalRoll
from aistrategyhub.features.invoicing.document.parts import Identity, PostalAddress, TaxId
from aistrategyhub.features.invoicing.fatturapa.binding import Block, Group, Inside, Part, Row, Value
from aistrategyhub.features.invoicing.fatturapa.types import AMOUNT, DAY, VERBATIM, basic, latin, one_of, word

# SdI wants a CAP of five digits from foreigners too, whose own goes beside the town.
_FOREIGN_CAP = "00000"
_ITALY = "IT"

TAX_ID = Block(
    TaxId,
    (Value("IdPaese", "country", VERBATIM), Value("IdCodice", "number", VERBATIM)),
    {"country": "", "number": ""},
)


def _cap(address: PostalAddress) -> str:
    return address.zip if address.country == _ITALY else address.cap or _FOREIGN_CAP


def _town(address: PostalAddress) -> str:
    is_plain = address.country == _ITALY or address.cap or not address.zip
    return address.city if is_plain else f"{address.zip} {address.city}"


def _province(address: PostalAddress) -> str:
    return address.province if address.country == _ITALY or address.cap else ""


def _make_address(*, cap: str = "", **values: Any) -> PostalAddress:
    """An Italian CAP is the zip; whatever stands in its place for a foreigner is kept to the letter."""
    values = {"street": "", "city": "", "country": _ITALY} | values
    is_italian = values["country"] == _ITALY
    return PostalAddress.model_construct(
        **values | {"province": values.get("province", ""), "house_number": values.get("house_number", "")},
        zip=cap if is_italian else "",
        cap="" if is_italian else cap,
    )


ADDRESS = Block(
    _make_address,
    (
        Value("Indirizzo", "street", latin(60)),
        Value("NumeroCivico", "house_number", basic(8)),
        Value("CAP", "cap", VERBATIM, _cap),
        Value("Comune", "city", latin(60), _town),
        Value("Provincia", "province", VERBATIM, _province),
        Value("Nazione", "country", VERBATIM),
    ),
)


def names(prefix: str = "") -> tuple[Row, ...]:
    """A company name, or a first and a last name."""
    return (
        Value("Denominazione", f"{prefix}company_name", latin(80)),
        Value("Nome", f"{prefix}first_name", latin(60)),
        Value("Cognome", f"{prefix}last_name", latin(60)),
    )


def identity(prefix: str = "") -> tuple[Row, ...]:
    """VAT number, codice fiscale and name of somebody."""
    return (
        Part("IdFiscaleIVA", f"{prefix}tax_id", TAX_ID),
        Value("CodiceFiscale", f"{prefix}fiscal_code", VERBATIM),
        Group(
            "Anagrafica",
            (
                *names(prefix),
                Value("Titolo", f"{prefix}title", basic(10)),
                Value("CodEORI", f"{prefix}eori", VERBATIM),
            ),
        ),
    )


_IDENTITY = Block(Identity, (Group("DatiAnagrafici", identity()),))
_BARE_IDENTITY = Block(Identity, (Part("IdFiscaleIVA", "tax_id", TAX_ID), *names()))
_ROLL = Block(
    ProfessionalRoll,
    (
        Value("AlboProfessionale", "name", latin(60)),
        Value("ProvinciaAlbo", "province", VERBATIM),
        Value("NumeroIscrizioneAlbo", "number", basic(60)),
        Value("DataIscrizioneAlbo", "since", DAY),
    ),
)
_REGISTER = Block(
    CompanyRegister,
    (
        Value("Ufficio", "office", VERBATIM),
        Value("NumeroREA", "number", basic(20)),
        Value("CapitaleSociale", "share_capital", AMOUNT),
        Value("SocioUnico", "has_single_shareholder", word("SU", "SM")),
        Value("StatoLiquidazione", "is_in_liquidation", word("LS", "LN")),
    ),
    {"office": "", "number": ""},
)


def _phone(number: str) -> str:
    """The number as `TelFaxType` holds it, 5 to 12 characters: without spaces and +39; empty when it cannot fit."""
    if 5 <= len(number) <= 12 and number.isascii():
        return number
    digits = "".join(letter for letter in number if letter in "+0123456789").removeprefix("+39")
    return digits if 5 <= len(digits) <= 12 else ""


SELLER: tuple[Row, ...] = (
    Group(
        "DatiAnagrafici",
        (
            *identity("seller.party."),
            Inside("seller.roll", _ROLL),
            Value("RegimeFiscale", "seller.tax_regime", one_of(TaxRegime)),
        ),
    ),
    Part("Sede", "seller.party.address", ADDRESS),
    Part("StabileOrganizzazione", "seller.party.branch", ADDRESS),
    Part("IscrizioneREA", "seller.register", _REGISTER),
    Group(
        "Contatti",
        (
            Value("Telefono", "seller.phone", VERBATIM, lambda document: _phone(document.seller.phone)),
            Value("Fax", "seller.fax", VERBATIM, lambda document: _phone(document.seller.fax)),
            Value("Email", "seller.email", VERBATIM),
        ),
    ),
    Value("RiferimentoAmministrazione", "seller.office", basic(20)),
)
BUYER: tuple[Row, ...] = (
    Group("DatiAnagrafici", identity("buyer.")),
    Part("Sede", "buyer.address", ADDRESS),
    Part("StabileOrganizzazione", "buyer.branch", ADDRESS),
    Part("RappresentanteFiscale", "buyer_representative", _BARE_IDENTITY),
)
HEADER: tuple[Row, ...] = (
    Group("CedentePrestatore", SELLER),
    Part("RappresentanteFiscale", "seller_representative", _IDENTITY),
    Group("CessionarioCommittente", BUYER),
    Part("TerzoIntermediarioOSoggettoEmittente", "intermediary", _IDENTITY),
    Value("SoggettoEmittente", "written_by", VERBATIM),
)
