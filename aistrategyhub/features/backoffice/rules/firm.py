"""What a firm must say of itself before it can sell and invoice. Pure: no database, no clock."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from stdnum import iban as iban_number

from aistrategyhub.core.billing import read_address
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.tax_ids import compact, is_partita_iva, is_personal_fiscal_code, without_country
from aistrategyhub.core.territories import PROVINCES
from aistrategyhub.core.text import mark
from aistrategyhub.features.backoffice.schemas import FirmDraft
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity

_SELLER_FIELDS = frozenset(SellerInfo.model_fields)
_FIELDS = _SELLER_FIELDS | {"site_name", "domains", "admin", "next_invoice_number"}
_ADMIN_FIELDS = frozenset({"email", "first_name", "last_name"})
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_NUMBER = re.compile(r"(\d{4})/(\d{1,6})")
# The regime in which every sale bears the ordinary VAT that the catalogue's prices are shown with.
_ORDINARY_REGIME = "RF01"

_ASK = {
    "company_name": mark("Indica la ragione sociale della ditta."),
    "vat_number": mark("Indica la partita IVA della ditta."),
    "email": mark("Indica l'indirizzo e-mail della ditta."),
    "pec_email": mark("Indica l'indirizzo PEC della ditta."),
    "phone": mark("Indica il telefono della ditta."),
    "admin.email": mark("Indica l'indirizzo e-mail della prima persona che amministra."),
    "domains": mark("Indica almeno un dominio, per esempio www.miaditta.it."),
}
_WRONG_VAT_NUMBER = mark("La partita IVA non è valida: controlla le 11 cifre.")
_WRONG_FISCAL_CODE = mark("Il codice fiscale non è valido: controlla i 16 caratteri (11 cifre per gli enti).")
_WRONG_REGIME = mark("Il regime fiscale si scrive da RF01 a RF20.")
_REGIME_NOT_SERVED = mark("Per ora si possono emettere solo fatture in regime ordinario (RF01).")
_NOT_ITALIAN = mark("La ditta deve avere sede in Italia.")
_WRONG_PROVINCE = mark("Scrivi la sigla della provincia, per esempio MI.")
_REA_IN_HALF = mark("Il REA è fatto di ufficio e numero: indicali entrambi, o nessuno.")
_WRONG_REA = mark("Il numero REA è fatto di sole cifre.")
_WRONG_CAPITAL = mark("Il capitale sociale si scrive in euro, per esempio 10000.00.")
_PAID_TOO_MUCH = mark("Il capitale versato non può superare il capitale sociale.")
_NOT_A_FLAG = mark("Scrivi true o false.")
WRONG_IBAN = mark("L'IBAN non è valido: controllalo.")
_WRONG_DOMAINS = mark('I domini sono un elenco di nomi, per esempio ["www.miaditta.it"].')
_WRONG_DOMAIN = mark("«{domain}» non è un dominio: scrivi solo il nome, senza https:// e senza percorso.")
_WRONG_NUMBER = mark("Il numero si scrive come anno e progressivo, per esempio {year}/00042.")
_WRONG_YEAR = mark("L'anno della numerazione è {year}: gli anni passati restano nel programma di prima.")


def read_firm(data: Mapping[str, Any], *, today: date, needs_domain: bool) -> FirmDraft:
    """The firm this body describes. Raises InvalidInput with one error for each wrong field."""
    fields = Fields(data, _FIELDS, whole="firm")
    values = _seller_values(fields)
    site_name = fields.text("site_name", 80) or values["company_name"]
    domains = _domains(fields, needs_domain=needs_domain)
    admin = _admin(fields)
    next_invoice = _next_invoice(fields, today)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return FirmDraft(
        seller=SellerInfo(**values),
        identity=SiteIdentity(site_name=site_name, claim_it="", claim_en="", contact_email=values["email"]),
        domains=domains,
        next_invoice=next_invoice,
        **admin,
    )


def read_seller(data: Mapping[str, Any]) -> SellerInfo:
    """The firm's own data alone. Raises InvalidInput with one error for each wrong field."""
    fields = Fields(data, _SELLER_FIELDS, whole="firm")
    values = _seller_values(fields)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return SellerInfo(**values)


def _seller_values(fields: Fields) -> dict[str, Any]:
    address = read_address(fields, "address")
    if address.country != "IT":
        fields.refuse("address.country", "NOT_ITALIAN", _NOT_ITALIAN)
    return {
        "address": address,
        "company_name": fields.required("company_name", 80, _ASK["company_name"]),
        **_tax_values(fields),
        **_register_values(fields),
        **_contact_values(fields),
        "sole_shareholder": _flag(fields, "sole_shareholder"),
        "in_liquidation": bool(_flag(fields, "in_liquidation")),
        "coordinated_by": fields.text("coordinated_by", 160) or None,
    }


def _tax_values(fields: Fields) -> dict[str, Any]:
    vat_number = without_country(compact(fields.required("vat_number", 20, _ASK["vat_number"])), "IT")
    if vat_number and not is_partita_iva(vat_number):
        fields.refuse("vat_number", "INVALID_VAT_NUMBER", _WRONG_VAT_NUMBER)
    fiscal_code = compact(fields.text("fiscal_code", 20)) or vat_number
    if not (is_partita_iva(fiscal_code) or is_personal_fiscal_code(fiscal_code)) and fiscal_code != vat_number:
        fields.refuse("fiscal_code", "INVALID_FISCAL_CODE", _WRONG_FISCAL_CODE)
    regime = fields.text("regime_fiscale", 4).upper() or _ORDINARY_REGIME
    if not re.fullmatch(r"RF(0[1-9]|1[0-9]|20)", regime):
        fields.refuse("regime_fiscale", "INVALID_REGIME", _WRONG_REGIME)
    elif regime != _ORDINARY_REGIME:
        fields.refuse("regime_fiscale", "REGIME_NOT_SERVED", _REGIME_NOT_SERVED)
    return {"vat_number": vat_number, "fiscal_code": fiscal_code, "regime_fiscale": regime}


def _register_values(fields: Fields) -> dict[str, Any]:
    office, number = fields.text("rea_office", 2).upper(), fields.text("rea_number", 20)
    if bool(office) != bool(number):
        fields.refuse("rea_number" if office else "rea_office", "REQUIRED", _REA_IN_HALF)
    if office and office not in PROVINCES:
        fields.refuse("rea_office", "INVALID_PROVINCE", _WRONG_PROVINCE)
    if number and not number.isdecimal():
        fields.refuse("rea_number", "INVALID_REA", _WRONG_REA)
    return {"rea_office": office or None, "rea_number": number or None, **_capital_values(fields)}


def _contact_values(fields: Fields) -> dict[str, Any]:
    emails = {name: fields.email(name) for name in ("email", "pec_email")}
    for name, email in emails.items():
        if not email:
            fields.refuse(name, "REQUIRED", _ASK[name])
    account = compact(fields.text("iban", 40))
    if account and not iban_number.is_valid(account):
        fields.refuse("iban", "INVALID_IBAN", WRONG_IBAN)
    return {**emails, "phone": fields.required("phone", 30, _ASK["phone"]), "iban": account or None}


def _capital_values(fields: Fields) -> dict[str, Decimal | None]:
    capital, paid_in = _capital(fields, "share_capital"), _capital(fields, "paid_in_capital")
    if paid_in is not None and (capital is None or paid_in > capital):
        fields.refuse("paid_in_capital", "MORE_THAN_CAPITAL", _PAID_TOO_MUCH)
    return {"share_capital": capital, "paid_in_capital": paid_in}


def _capital(fields: Fields, name: str) -> Decimal | None:
    text = fields.text(name, 15)
    if not text:
        return None
    try:
        capital = Decimal(text)
    except InvalidOperation:
        capital = Decimal(-1)
    if not capital.is_finite() or capital < 0 or capital != round(capital, 2) or capital >= 10**12:
        fields.refuse(name, "INVALID_CAPITAL", _WRONG_CAPITAL)
        return None
    return capital


def _flag(fields: Fields, name: str) -> bool | None:
    value = fields.data.get(name)
    if value is not None and not isinstance(value, bool):
        fields.refuse(name, "INVALID_TYPE", _NOT_A_FLAG)
        return None
    return value


def _domains(fields: Fields, *, needs_domain: bool) -> tuple[str, ...]:
    given = fields.data.get("domains") or []
    if not isinstance(given, list) or not all(isinstance(domain, str) for domain in given):
        fields.refuse("domains", "INVALID_TYPE", _WRONG_DOMAINS)
        return ()
    domains = tuple(dict.fromkeys(domain.strip().lower().rstrip(".") for domain in given))
    for domain in domains:
        if domain != "localhost" and not _HOST.fullmatch(domain):
            fields.refuse("domains", "INVALID_DOMAIN", _WRONG_DOMAIN, domain=domain[:100])
    if needs_domain and not domains:
        fields.refuse("domains", "REQUIRED", _ASK["domains"])
    return domains


def _admin(fields: Fields) -> dict[str, str]:
    person = fields.section("admin", _ADMIN_FIELDS) if fields.data.get("admin") is not None else None
    email = person.email("email") if person else ""
    if not email:
        fields.refuse("admin.email", "REQUIRED", _ASK["admin.email"])
    return {
        "admin_email": email.lower(),
        "admin_first_name": person.text("first_name", 100) if person else "",
        "admin_last_name": person.text("last_name", 100) if person else "",
    }


def _next_invoice(fields: Fields, today: date) -> tuple[int, int] | None:
    text = fields.text("next_invoice_number", 20)
    if not text:
        return None
    match = _NUMBER.fullmatch(text)
    if match is None or int(match[2]) == 0:
        fields.refuse("next_invoice_number", "INVALID_NUMBER", _WRONG_NUMBER, year=today.year)
        return None
    if int(match[1]) != today.year:
        fields.refuse("next_invoice_number", "WRONG_YEAR", _WRONG_YEAR, year=today.year)
    return int(match[1]), int(match[2])
