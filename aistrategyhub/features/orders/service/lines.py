"""The lines of an order of catalogue items: what was asked for, at the prices of the moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aistrategyhub.features.carts.rules import priced
from aistrategyhub.features.carts.service import CartMixesCurrencies, Reserved
from aistrategyhub.features.catalog.schemas import Offer
from aistrategyhub.features.orders.models import OrderLine
from aistrategyhub.features.vat.schemas import Amounts, Customer, PricedLine, SellerVat, Treatment


@dataclass(frozen=True)
class OrderedItem:
    """What the buyer asks for: a catalogue slug and a quantity."""

    slug: str
    quantity: int = 1


def refuse_mixed(offers: Sequence[Offer]) -> None:
    """Raises CartMixesCurrencies: one order is paid in one currency."""
    first = offers[0].currency
    if any(offer.currency != first for offer in offers):
        raise CartMixesCurrencies(currency=first)


def priced_lines(
    offers: Sequence[Offer],
    items: Sequence[OrderedItem],
    reserved: Reserved | None,
    customer: Customer,
    seller: SellerVat,
) -> list[PricedLine]:
    """The lines before VAT is shared out, each with what the coupon takes off it. Raises GoodsNotSoldAbroad."""
    discounts = reserved.discounts if reserved else [Decimal("0.00")] * len(items)
    return [
        priced(offer, Decimal(item.quantity), customer, seller, discount)
        for offer, item, discount in zip(offers, items, discounts, strict=True)
    ]


def order_lines(
    items: Sequence[OrderedItem], offers: Sequence[Offer], amounts: Amounts, lines: Sequence[PricedLine]
) -> list[OrderLine]:
    """The rows, with names and prices as they are now."""
    return [
        OrderLine(
            line_number=number,
            item_id=offer.item_id,
            item_slug=offer.slug,
            name=offer.name,
            quantity=Decimal(item.quantity),
            unit_price=offer.net_price,
            discount=asked.discount,
            **vat_of(line.treatment),
            net=line.net,
            vat=line.vat,
            gross=line.gross,
        )
        for number, (item, offer, asked, line) in enumerate(
            zip(items, offers, lines, amounts.lines, strict=True), start=1
        )
    ]


def vat_of(treatment: Treatment) -> dict[str, Any]:
    """The columns in which a line keeps the VAT that was decided for it."""
    return {
        "vat_rate": treatment.rate,
        "vat_ground": treatment.ground,
        "vat_nature": treatment.nature,
        "vat_law": treatment.law,
    }
