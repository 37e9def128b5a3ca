"""What a person may write about themselves, checked with one sentence for each wrong field. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from aistrategyhub.core.billing import NO_RECIPIENT_CODE, read_part_of_buyer
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.text import LOCALES, mark
from aistrategyhub.features.accounts.rules.registration import read_names

PERSONAL = ("first_name", "last_name", "language", "timezone", "phone")
BILLING = ("company_name", "vat_number", "fiscal_code", "pec_email", "sdi_code", "billing_address")

# The time zones of the European Union and its neighbours, and those that people here do business with.
_ZONES = """ = tuple(
    _ZONES
    Europe/Rome Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels
    Europe/Bucharest Europe/Budapest Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Istanbul Europe/Kyiv
    Europe/Lisbon Europe/Ljubljana Europe/London Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Oslo Europe/Paris
    Europe/Prague Europe/Riga Europe/San_Marino Europe/Sofia Europe/Stockholm Europe/Tallinn Europe/Tirane
    Europe/Vatican Europe/Vienna Europe/Vilnius Europe/Warsaw Europe/Zagreb Europe/Zurich Asia/Nicosia
    Atlantic/Azores Atlantic/Canary Atlantic/Reykjavik Africa/Cairo Africa/Casablanca Africa/Johannesburg
    Africa/Tunis America/Argentina/Buenos_Aires America/Bogota America/Chicago America/Denver America/Los_Angeles
    America/Mexico_City America/New_York America/Sao_Paulo America/Toronto Asia/Dubai Asia/Hong_Kong Asia/Jerusalem
    Asia/Kolkata Asia/Riyadh Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Tokyo Australia/Sydney Pacific/Auckland UTC
    """
TIME_ZONES = tuple(_ZONES.split())

_UNKNOWN_LANGUAGE = mark("Scegli italiano o inglese.")
_UNKNOWN_TIME_ZONE = mark("Scegli un fuso orario dall'elenco.")
_INVALID_PHONE = mark("Scrivi il telefono con sole cifre, per esempio +39 02 5555 0127.")


def read_profile(data: Mapping[str, Any], *, email: str) -> dict[str, Any]:
    """The whole profile that this body describes, tidied up, None for what is empty.

    Billing data may be incomplete: what is there is checked, what is missing is asked for when an order needs it.
    Raises InvalidInput.
    """
    fields = Fields(data, frozenset(PERSONAL + BILLING), whole="body")
    first_name, last_name = read_names(fields)
    personal = {
        "first_name": first_name,
        "last_name": last_name,
        "language": _one_of(fields, "language", LOCALES, "UNKNOWN_LANGUAGE", _UNKNOWN_LANGUAGE),
        "timezone": _one_of(fields, "timezone", TIME_ZONES, "UNKNOWN_TIME_ZONE", _UNKNOWN_TIME_ZONE),
        "phone": _read_phone(fields),
    }
    billing = _read_billing(fields, data, email)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return personal | billing


def _one_of(fields: Fields, name: str, known: tuple[str, ...], code: str, sentence: str) -> str:
    value = fields.text(name, 64)
    if value not in known:
        fields.refuse(name, code, sentence)
    return value


def _read_phone(fields: Fields) -> str:
    phone = fields.text("phone", 20)
    if phone and not re.fullmatch(r"\+?[0-9][0-9 ()./-]{3,18}", phone):
        fields.refuse("phone", "INVALID_PHONE", _INVALID_PHONE)
    return phone


def _read_billing(fields: Fields, data: Mapping[str, Any], email: str) -> dict[str, Any]:
    given = {name: data.get(name) for name in BILLING if _is_given(data.get(name))}
    if not given:
        return dict.fromkeys(BILLING)
    names = {name: data.get(name) for name in ("first_name", "last_name")}
    try:
        buyer = read_part_of_buyer({**given, **names, "email": email})
    except InvalidInput as refusal:
        for error in refusal.fields:
            path = "first_name" if error.field == "name" else error.field
            fields.refuse(path, error.code, error.sentence, **error.values)
        return dict.fromkeys(BILLING)
    address = buyer.billing_address.model_dump()
    return {
        "company_name": buyer.company_name or None,
        "vat_number": buyer.vat_number or None,
        "fiscal_code": buyer.fiscal_code or None,
        "pec_email": buyer.pec_email or None,
        "sdi_code": None if buyer.sdi_code == NO_RECIPIENT_CODE else buyer.sdi_code,
        "billing_address": address if "billing_address" in given else None,
    }


def _is_given(value: object) -> bool:
    """Whether there is something to check: an address whose lines are all empty is none."""
    if isinstance(value, Mapping):
        return any(_is_given(line) for name, line in value.items() if name != "country")
    return bool(value.strip()) if isinstance(value, str) else value is not None
