"""Who buys, as a document needs it: the buyer as data, and the checks that make the document possible.

The rules are those of FatturaPA 1.2.3 and of SdI as far as the data alone can tell; no registry is asked.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.fields import INVALID_EMAIL, TOO_LONG, Fields
from aistrategyhub.core.latin import latin
from aistrategyhub.core.tax_ids import (
    compact,
    is_association_code,
    is_foreign_tax_id,
    is_partita_iva,
    is_personal_fiscal_code,
    split_name,
    without_country,
)
from aistrategyhub.core.territories import COUNTRIES, PROVINCES
from aistrategyhub.core.text import mark

# SdI puts the invoice in the buyer's reserved area, or uses the PEC when there is one.
NO_RECIPIENT_CODE = "0000000"
FOREIGN_RECIPIENT_CODE = "XXXXXXX"
# The tax office of San Marino receives the invoices of its firms.
SAN_MARINO_RECIPIENT_CODE = "2R4GTO8"

_OFFICE_SIGNS = 6
_MISSING = frozenset({"REQUIRED", "RECIPIENT_REQUIRED"})
_CODES = frozenset({"vat_number", "fiscal_code", "sdi_code", "pec_email", "cig", "cup"})
_NAMES = frozenset({"name", "first_name", "last_name", "company_name"})
_BUYER_FIELDS = _CODES | _NAMES | {"email", "billing_address"}
_ADDRESS_FIELDS = frozenset({"street", "city", "zip", "province", "country"})

_SENTENCES = {
    "INVALID_COUNTRY": mark("Scrivi il paese con il codice di due lettere, per esempio IT."),
    "INVALID_ZIP": mark("Il CAP è di 5 cifre, zeri iniziali compresi."),
    "INVALID_PROVINCE": mark("Scrivi la sigla della provincia, per esempio MI."),
    "SDI_MAILBOX": mark("Questa casella è del Sistema di Interscambio: indica la tua PEC."),
    "INVALID_VAT_NUMBER": mark("La partita IVA non è valida: controlla le 11 cifre."),
    "INVALID_FISCAL_CODE": mark("Il codice fiscale non è valido: controlla i 16 caratteri (11 cifre per gli enti)."),
    "NOT_A_PERSON": mark("Il codice fiscale di una persona è di 16 caratteri: controllalo."),
    "PUBLIC_OFFICE": mark("I codici di 6 caratteri sono di uffici pubblici, a cui qui non vendiamo ancora."),
    "INVALID_SDI_CODE": mark("Il codice destinatario è di 7 lettere o cifre."),
    "FOREIGN_SDI_CODE": mark("XXXXXXX vale solo per i clienti esteri: indica il tuo codice destinatario."),
    "INVALID_CIG": mark("Il CIG è di 10 lettere o cifre."),
    "INVALID_CUP": mark("Il CUP è di 15 lettere o cifre."),
    "RECIPIENT_REQUIRED": mark("Indica il codice destinatario di 7 caratteri oppure l'indirizzo PEC."),
}
_INVALID_FOREIGN_VAT_NUMBER = mark("Il numero IVA non è valido per il paese {country}: controllalo.")
_ASK_ADDRESS = mark("Indica l'indirizzo di fatturazione.")
_ASK_STREET = mark("Indica la via e il numero civico.")
_ASK_CITY = mark("Indica il comune.")
_ASK_ZIP = mark("Indica il CAP.")
_ASK_PROVINCE = mark("Indica la sigla della provincia.")
_ASK_EMAIL = mark("Indica un indirizzo e-mail.")
_ASK_COMPANY_NAME = mark("Indica la ragione sociale.")
_ASK_VAT_NUMBER = mark("Indica la partita IVA dell'impresa.")
_ASK_FOREIGN_VAT_NUMBER = mark("Indica il numero IVA o fiscale dell'impresa.")
_ASK_FISCAL_CODE = mark("Indica il codice fiscale.")
_ASK_NAME = mark("Indica il nome e il cognome, oppure la ragione sociale.")
_ASK_FULL_NAME = mark("Scrivi il nome e il cognome.")


class BuyerKind(StrEnum):
    """A firm, a professional or a body; or a private person."""

    COMPANY = "company"
    PERSON = "person"


class Address(BaseModel):
    """Where the buyer is billed. `province` is empty outside Italy; `zip` keeps its leading zeros."""

    model_config = ConfigDict(frozen=True)

    street: str
    city: str
    zip: str
    province: str = ""
    country: str = "IT"


class Buyer(BaseModel):
    """A buyer whose data passed `read_buyer`: empty text for what is missing, `vat_number` without prefix. `cig` and
    `cup` name the public tender and project that the purchase belongs to."""

    model_config = ConfigDict(frozen=True)

    company_name: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str
    vat_number: str = ""
    fiscal_code: str = ""
    sdi_code: str = NO_RECIPIENT_CODE
    pec_email: str = ""
    cig: str = ""
    cup: str = ""
    billing_address: Address

    @property
    def kind(self) -> BuyerKind:
        """A company when it buys as one: with a company name, or with a partita IVA (professionals)."""
        return BuyerKind.COMPANY if self.company_name or self.vat_number else BuyerKind.PERSON

    @property
    def is_company(self) -> bool:
        return self.kind is BuyerKind.COMPANY

    @property
    def is_italian(self) -> bool:
        return self.billing_address.country == "IT"

    @property
    def is_office(self) -> bool:
        """A public office, which receives its documents under a code of six signs."""
        return self.is_italian and len(self.sdi_code) == _OFFICE_SIGNS

    @property
    def person_name(self) -> str:
        """The person: the buyer, or the contact at the company."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def legal_name(self) -> str:
        """Whom the document is made out to."""
        return self.company_name or self.person_name


def read_buyer(data: Mapping[str, Any], *, may_be_office: bool = False) -> Buyer:
    """The buyer this body describes, tidied up. Raises InvalidInput with one error for each wrong field.

    Public offices, with their codes of 6 characters, are taken where the work was agreed on outside the shop.
    """
    fields = Fields(data, _BUYER_FIELDS, whole="buyer")
    buyer = _read(fields, may_be_office=may_be_office)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return buyer


def read_part_of_buyer(data: Mapping[str, Any]) -> Buyer:
    """The same for data that may be incomplete, which no document can be made from yet: what is there is checked."""
    fields = Fields(data, _BUYER_FIELDS, whole="buyer")
    buyer = _read(fields)
    if wrong := [error for error in fields.errors.values() if error.code not in _MISSING]:
        raise InvalidInput(wrong)
    return buyer


def _read(fields: Fields, *, may_be_office: bool = False) -> Buyer:
    address = read_address(fields, "billing_address")
    email = fields.email("email")
    if not email:
        fields.refuse("email", "REQUIRED", _ASK_EMAIL)
    codes = _read_codes(fields, address.country, may_be_office)
    company_name = _read_company_name(fields, codes)
    is_company = bool(company_name or codes["vat_number"]) or fields.is_wrong("company_name", "vat_number")
    if is_company:
        _check_company(fields, codes, address.country)
    else:
        _check_person(fields, codes["fiscal_code"], address.country)
    first_name, last_name = _read_person(fields, codes["fiscal_code"], company_name, is_company)
    return Buyer(
        company_name=company_name,
        first_name=first_name,
        last_name=last_name,
        email=email,
        billing_address=address,
        **codes,
    )


def _refuse(fields: Fields, name: str, code: str) -> None:
    fields.refuse(name, code, _SENTENCES[code])


def read_address(body: Fields, name: str) -> Address:
    """The address in the section `name` of a body; what is wrong with it is kept among the body's errors."""
    if body.data.get(name) is None:
        body.refuse(name, "REQUIRED", _ASK_ADDRESS)
        return Address(street="", city="", zip="")
    fields = body.section(name, _ADDRESS_FIELDS)
    if body.is_wrong(name):
        return Address(street="", city="", zip="")
    country = fields.text("country", 60).upper() or "IT"
    if country not in COUNTRIES:
        _refuse(fields, "country", "INVALID_COUNTRY")
    return Address(
        street=fields.required("street", 60, _ASK_STREET),
        city=fields.required("city", 60, _ASK_CITY),
        zip=_read_zip(fields, country),
        province=_read_province(fields, country),
        country=country,
    )


def _read_zip(fields: Fields, country: str) -> str:
    if country != "IT":
        return fields.printed("zip", 15)
    zip_code = fields.required("zip", 15, _ASK_ZIP)
    if zip_code and not re.fullmatch(r"[0-9]{5}", zip_code):
        _refuse(fields, "zip", "INVALID_ZIP")
    return zip_code


def _read_province(fields: Fields, country: str) -> str:
    if country != "IT":
        fields.printed("province", 60)
        return ""
    province = fields.required("province", 60, _ASK_PROVINCE).upper()
    if province and province not in PROVINCES:
        _refuse(fields, "province", "INVALID_PROVINCE")
    return province


def _read_codes(fields: Fields, country: str, may_be_office: bool) -> dict[str, str]:
    return {
        "vat_number": _read_vat_number(fields, country),
        "fiscal_code": _read_fiscal_code(fields),
        "sdi_code": _read_sdi_code(fields, country, may_be_office),
        "pec_email": _read_pec(fields),
        "cig": _read_tender(fields, "cig", signs=10),
        "cup": _read_tender(fields, "cup", signs=15),
    }


def _read_tender(fields: Fields, name: str, *, signs: int) -> str:
    code = compact(fields.text(name, 40))
    if code and not re.fullmatch(rf"[A-Z0-9]{{{signs}}}", code):
        _refuse(fields, name, f"INVALID_{name.upper()}")
    return code


def _read_vat_number(fields: Fields, country: str) -> str:
    number = without_country(compact(fields.text("vat_number", 40)), country)
    if not number or country not in COUNTRIES:
        return number
    if country == "IT" and not is_partita_iva(number):
        _refuse(fields, "vat_number", "INVALID_VAT_NUMBER")
    if country != "IT" and not is_foreign_tax_id(number, country):
        fields.refuse("vat_number", "INVALID_VAT_NUMBER", _INVALID_FOREIGN_VAT_NUMBER, country=country)
    return number


def _read_fiscal_code(fields: Fields) -> str:
    code = compact(fields.text("fiscal_code", 40))
    if code and not is_personal_fiscal_code(code) and not is_partita_iva(code):
        _refuse(fields, "fiscal_code", "INVALID_FISCAL_CODE")
    return code


def _read_sdi_code(fields: Fields, country: str, may_be_office: bool) -> str:
    code = compact(fields.text("sdi_code", 40))
    if code in {"", NO_RECIPIENT_CODE}:
        return _default_recipient(country)
    if re.fullmatch(r"[A-Z0-9]{6}", code):
        if may_be_office and country == "IT":
            return code
        _refuse(fields, "sdi_code", "PUBLIC_OFFICE")
    elif not re.fullmatch(r"[A-Z0-9]{7}", code):
        _refuse(fields, "sdi_code", "INVALID_SDI_CODE")
    elif code == FOREIGN_RECIPIENT_CODE and country == "IT":
        _refuse(fields, "sdi_code", "FOREIGN_SDI_CODE")
    return code


def _default_recipient(country: str) -> str:
    if country == "IT":
        return NO_RECIPIENT_CODE
    return SAN_MARINO_RECIPIENT_CODE if country == "SM" else FOREIGN_RECIPIENT_CODE


def _read_pec(fields: Fields) -> str:
    pec = fields.email("pec_email")
    # The schema wants 7 characters at least, and SdI refuses its own mailboxes (00330).
    if pec and len(pec) < 7:
        fields.refuse("pec_email", "INVALID_EMAIL", INVALID_EMAIL)
    if pec.lower().endswith("@pec.fatturapa.it"):
        _refuse(fields, "pec_email", "SDI_MAILBOX")
    return pec


def _read_company_name(fields: Fields, codes: dict[str, str]) -> str:
    """The company name; a firm that gives only `name` goes by it, a professional with a personal code does not."""
    company_name = fields.printed("company_name", 80)
    is_named_apart = fields.data.get("first_name") and fields.data.get("last_name")
    if company_name or is_named_apart or is_personal_fiscal_code(codes["fiscal_code"]):
        return company_name
    is_firm = codes["vat_number"] or is_association_code(codes["fiscal_code"])
    return fields.printed("name", 80) if is_firm else ""


def _check_company(fields: Fields, codes: dict[str, str], country: str) -> None:
    """A firm has a partita IVA and says where it receives invoices; an association may have neither."""
    if codes["vat_number"]:
        _check_delivery(fields, codes, country)
    elif country != "IT":
        fields.refuse("vat_number", "REQUIRED", _ASK_FOREIGN_VAT_NUMBER)
    elif not is_association_code(codes["fiscal_code"]):
        fields.refuse("vat_number", "REQUIRED", _ASK_VAT_NUMBER)
        _check_delivery(fields, codes, country)


def _check_delivery(fields: Fields, codes: dict[str, str], country: str) -> None:
    has_code = codes["sdi_code"] != NO_RECIPIENT_CODE
    if country == "IT" and not has_code and not codes["pec_email"] and not fields.is_wrong("pec_email"):
        _refuse(fields, "sdi_code", "RECIPIENT_REQUIRED")


def _check_person(fields: Fields, fiscal_code: str, country: str) -> None:
    if country != "IT" or is_personal_fiscal_code(fiscal_code):
        return
    if not fiscal_code:
        fields.refuse("fiscal_code", "REQUIRED", _ASK_FISCAL_CODE)
    fields.refuse("fiscal_code", "INVALID_FISCAL_CODE", _SENTENCES["NOT_A_PERSON"])


def _read_person(fields: Fields, fiscal_code: str, company_name: str, is_company: bool) -> tuple[str, str]:
    """First and last name of the buyer, or of the contact at the company, who may give only one of them."""
    name = fields.printed("name", 121)
    first, last = fields.printed("first_name", 60), fields.printed("last_name", 60)
    if name and name != company_name and not (first and last):
        first, last = split_name(name, fiscal_code)
    if any(len(latin(part)) > 60 for part in (first, last)):
        fields.refuse("name", "TOO_LONG", TOO_LONG, longest=60)
    if company_name or fields.is_wrong("company_name", "first_name", "last_name"):
        return first, last
    if first or last:
        if not (first and last):
            fields.refuse("name", "REQUIRED", _ASK_FULL_NAME)
    elif is_company:
        fields.refuse("company_name", "REQUIRED", _ASK_COMPANY_NAME)
    else:
        fields.refuse("name", "REQUIRED", _ASK_NAME)
    return first, last
