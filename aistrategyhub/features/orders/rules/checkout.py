"""What the checkout shows of an offer, and what it reads from its form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.billing_form import read_billing_form
from aistrategyhub.core.text import _, money_label, percent_label
from aistrategyhub.features.catalog.rules.vat import VAT_RATES
from aistrategyhub.features.catalog.schemas import Offer
from aistrategyhub.features.orders.rules.amounts import PricedLine, add_up
from aistrategyhub.features.orders.schemas import OfferView


def offer_view(offer: Offer) -> OfferView:
    """The offer as its buyer reads it: one piece, with the VAT and total that an order of it has."""
    amounts = add_up([PricedLine(Decimal(1), offer.net_price, VAT_RATES[offer.vat_class])])
    return OfferView(
        slug=offer.slug,
        name=offer.name,
        short_description=offer.short_description,
        net_label=money_label(amounts.subtotal, offer.currency),
        vat_name=_("IVA {rate}", rate=percent_label(amounts.lines[0].vat_rate)),
        vat_label=money_label(amounts.tax_amount, offer.currency),
        total_label=money_label(amounts.total, offer.currency),
    )


def read_checkout(form: Mapping[str, Any]) -> dict[str, Any]:
    """The buyer that a filled-in form describes, for `core.billing.read_buyer`: only what its kind is asked."""
    is_person = form.get("kind") == BuyerKind.PERSON
    name = form.get("person_name" if is_person else "name")
    return {"email": form.get("email"), "name": name, **read_billing_form(form)}
