"""A buyer's data as a form asks for them: flat, with the questions of a firm and of a person apart. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aistrategyhub.core.billing import NO_RECIPIENT_CODE, BuyerKind

_ADDRESS = ("street", "city", "zip", "province", "country")
_ASKED_OF_COMPANIES = ("company_name", "vat_number", "fiscal_code", "sdi_code", "pec_email")


@dataclass(frozen=True)
class BillingView:
    """What the form is filled with when it opens. `contact` is the person at a firm, or the buyer."""

    kind: str = BuyerKind.COMPANY.value
    contact: str = ""
    email: str = ""
    company_name: str = ""
    vat_number: str = ""
    fiscal_code: str = ""
    sdi_code: str = ""
    pec_email: str = ""
    street: str = ""
    city: str = ""
    zip: str = ""
    province: str = ""
    country: str = "IT"
    cig: str = ""
    cup: str = ""


def view_of(data: Mapping[str, Any], *, contact: str, email: str) -> BillingView:
    """The form for data that may be incomplete, under the names of `core.billing.Buyer`."""
    address = data.get("billing_address") or {}
    codes = {name: data.get(name) or "" for name in _ASKED_OF_COMPANIES}
    is_person = bool(codes["fiscal_code"]) and not codes["company_name"] and not codes["vat_number"]
    if codes["sdi_code"] == NO_RECIPIENT_CODE:
        codes["sdi_code"] = ""
    return BillingView(
        kind=(BuyerKind.PERSON if is_person else BuyerKind.COMPANY).value,
        contact=contact,
        email=email,
        **codes,
        **{name: address.get(name) or getattr(BillingView, name) for name in _ADDRESS},
    )


def read_billing_form(form: Mapping[str, Any]) -> dict[str, Any]:
    """What a filled-in form says of the buyer, for `core.billing`: only what its kind is asked."""
    address = {name: form.get(f"billing_address.{name}") for name in _ADDRESS}
    if form.get("kind") == BuyerKind.PERSON:
        return {"billing_address": address, "fiscal_code": form.get("person_fiscal_code")}
    return {"billing_address": address} | {name: form.get(name) for name in _ASKED_OF_COMPANIES}
