"""What prices and items are called on the public pages. Pure."""

from aistrategyhub.core.text import _, mark, money_label
from aistrategyhub.features.catalog.models import BillingUnit, ItemKind
from aistrategyhub.features.catalog.schemas import PriceBody, ServiceBody, ServiceCard, ServiceDetail, ServiceDetailBody

# Subscriptions need a mandate to charge again, goods an address to send to: neither is sold online yet.
_SOLD_ONLINE = frozenset({ItemKind.SERVICE_FIXED, ItemKind.DIGITAL})
_SOLD_BY_THE = frozenset({BillingUnit.ONCE, BillingUnit.PROJECT})

_PER_UNIT = {
    BillingUnit.ONCE: "",
    BillingUnit.PROJECT: "",
    BillingUnit.HOUR: mark("l’ora"),
    BillingUnit.DAY: mark("al giorno"),
    BillingUnit.MONTH: mark("al mese"),
    BillingUnit.YEAR: mark("all’anno"),
}
_NOTE_FIXED = mark("Il totale con IVA è indicato prima del pagamento.")
_NOTE_RANGE = mark("Fino a {price} + IVA, secondo dimensione e perimetro: il preventivo è gratuito.")
_NOTE_SUBSCRIPTION = mark("Si attiva con un contratto che definiamo insieme.")
_NOTE_QUOTE = mark("Il preventivo è gratuito e non impegna.")


def must_have_a_price(kind: ItemKind) -> bool:
    """Whether an item of this kind cannot be published without a price."""
    return kind in _SOLD_ONLINE


def is_buyable(kind: ItemKind, price: PriceBody | None) -> bool:
    """Whether the item can be bought as it is: one exact price, of a kind that the shop delivers."""
    return (
        price is not None and price.amount_max is None and kind in _SOLD_ONLINE and price.billing_unit in _SOLD_BY_THE
    )


def price_label(price: PriceBody | None) -> str:
    """`2.900,00 € + IVA`, `da 4.500,00 € + IVA`, `690,00 € al mese + IVA`, or that it is quoted."""
    if price is None:
        return _("Su preventivo")
    label = money_label(price.amount, price.currency)
    if price.amount_max is not None:
        label = _("da {price}", price=label)
    unit = _PER_UNIT[price.billing_unit]
    if unit:
        label = f"{label} {_(unit)}"
    return _("{price} + IVA", price=label)


def price_note(kind: ItemKind, price: PriceBody | None) -> str:
    """What the price leaves open, in one sentence."""
    if price is not None and price.amount_max is not None:
        return _(_NOTE_RANGE, price=money_label(price.amount_max, price.currency))
    if is_buyable(kind, price):
        return _(_NOTE_FIXED)
    return _(_NOTE_SUBSCRIPTION) if kind is ItemKind.SUBSCRIPTION else _(_NOTE_QUOTE)


def service_card(service: ServiceBody) -> ServiceCard:
    """The item as lists show it, labels in the language of the moment."""
    return ServiceCard(
        slug=service.slug,
        lang=service.locale,
        name=service.name,
        short_description=service.short_description,
        category_name=service.category.name,
        price_label=price_label(service.price),
    )


def service_detail(service: ServiceDetailBody) -> ServiceDetail:
    """The item as its own page shows it, labels in the language of the moment."""
    return ServiceDetail(
        slug=service.slug,
        lang=service.locale,
        name=service.name,
        short_description=service.short_description,
        category_slug=service.category.slug,
        category_name=service.category.name,
        price_label=price_label(service.price),
        price_note=price_note(service.kind, service.price),
        is_buyable=service.is_buyable,
        sections=service.sections,
    )
