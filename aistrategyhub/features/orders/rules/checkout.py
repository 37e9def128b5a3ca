"""What the checkout shows of an offer, and what it reads from its form."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.billing_form import BillingView, read_billing_form, view_of
from aistrategyhub.core.text import _, money_label, percent_label
from aistrategyhub.features.carts.rules import priced
from aistrategyhub.features.catalog.schemas import Offer
from aistrategyhub.features.orders.schemas import OfferView
from aistrategyhub.features.vat.rules import add_up, why
from aistrategyhub.features.vat.schemas import Customer, SellerVat

_LONGEST_KEPT = 300
_TENDER = ("cig", "cup")


def offer_view(offer: Offer, seller: SellerVat) -> OfferView:
    """The offer as its buyer reads it: one piece, with the VAT and total that an order of it from Italy has."""
    amounts = add_up([priced(offer, Decimal(1), Customer(), seller)])
    treatment = amounts.lines[0].treatment
    return OfferView(
        slug=offer.slug,
        name=offer.name,
        short_description=offer.short_description,
        net_label=money_label(amounts.subtotal, offer.currency),
        vat_name=_("IVA {rate}", rate=percent_label(treatment.rate)) if treatment.rate else _("Senza IVA"),
        vat_label=money_label(amounts.tax_amount, offer.currency),
        vat_reason=why(treatment),
        total_label=money_label(amounts.total, offer.currency),
    )


def read_checkout(form: Mapping[str, Any]) -> dict[str, Any]:
    """The buyer that a filled-in form describes, for `core.billing.read_buyer`: only what its kind is asked."""
    is_person = form.get("kind") == BuyerKind.PERSON
    name = form.get("person_name" if is_person else "name")
    tender = {} if is_person else {code: form.get(code) for code in _TENDER}
    return {"email": form.get("email"), "name": name, **read_billing_form(form), **tender}


def kept_answers(form: Mapping[str, Any]) -> dict[str, Any]:
    """What a filled-in form says of the buyer, as it was typed, to fill the form with again."""
    answers = read_checkout(form)
    address = {name: _kept(value) for name, value in answers["billing_address"].items()}
    kind = BuyerKind.PERSON if form.get("kind") == BuyerKind.PERSON else BuyerKind.COMPANY
    return {name: _kept(value) for name, value in answers.items()} | {"billing_address": address, "kind": kind.value}


def view_of_answers(answers: Mapping[str, Any]) -> BillingView:
    """The form filled with what was kept of it."""
    known = view_of(answers, contact=answers.get("name") or "", email=answers.get("email") or "")
    tender = {code: answers.get(code) or "" for code in _TENDER}
    return replace(known, kind=answers.get("kind", known.kind), **tender)


def _kept(value: Any) -> str:
    return value[:_LONGEST_KEPT] if isinstance(value, str) else ""
