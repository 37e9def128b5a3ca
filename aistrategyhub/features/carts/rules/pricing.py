"""What things cost on their way to an order, and a word for what was shown of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.catalog.rules.supplies import supply_of
from aistrategyhub.features.catalog.schemas import Offer
from aistrategyhub.features.vat.rules import treat
from aistrategyhub.features.vat.schemas import Customer, PricedLine, SellerVat

_ZERO = Decimal("0.00")
_VERSION_SIGNS = 20


@dataclass(frozen=True)
class Sought:
    """So many of an offer."""

    offer: Offer
    quantity: int

    @property
    def price(self) -> Decimal:
        """Net, before any coupon."""
        return self.offer.net_price * self.quantity


def priced(
    offer: Offer, quantity: Decimal, customer: Customer, seller: SellerVat, discount: Decimal = _ZERO
) -> PricedLine:
    """So many of an offer, `discount` cheaper in all, with the VAT that this customer pays on it. Raises
    GoodsNotSoldAbroad."""
    treatment = treat(customer, offer.vat_class, supply=supply_of(offer.kind), seller=seller)
    return PricedLine(quantity, offer.net_price, treatment, discount)


def version_of(sought: Sequence[Sought], discounts: Sequence[Decimal], code: str) -> str:
    """A word that changes when anything changes that a buyer was shown of what is bought: things, quantities, prices,
    what the coupon takes off."""
    shown: list[Any] = [
        [str(one.offer.item_id), one.quantity, str(one.offer.net_price), one.offer.currency, str(discount)]
        for one, discount in zip(sought, discounts, strict=True)
    ]
    return fingerprint(json.dumps([sorted(shown), code if any(discounts) else ""]))[:_VERSION_SIGNS]
