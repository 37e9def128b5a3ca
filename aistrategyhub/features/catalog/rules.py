"""Decisions of the catalogue: what can be bought, what prices are called, what a search means. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.fields import TOO_LONG
from aistrategyhub.core.text import _, mark, money_label, number_label
from aistrategyhub.features.catalog.models import BillingUnit, ItemKind, ItemStatus
from aistrategyhub.features.catalog.schemas import (
    Asked,
    CategoryBody,
    CategoryChoice,
    PriceBody,
    ServiceBody,
    ServiceCard,
    ServiceDetail,
    ServiceDetailBody,
)

ALLOWED_STATUS: dict[ItemStatus, frozenset[ItemStatus]] = {
    ItemStatus.DRAFT: frozenset({ItemStatus.PUBLISHED, ItemStatus.ARCHIVED}),
    ItemStatus.PUBLISHED: frozenset({ItemStatus.DRAFT, ItemStatus.ARCHIVED}),
    ItemStatus.ARCHIVED: frozenset({ItemStatus.DRAFT}),
}

LONGEST_SEARCH = 200

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


def can_become(current: ItemStatus, wanted: ItemStatus) -> bool:
    """Whether an item may pass from one status to the other."""
    return wanted in ALLOWED_STATUS[current]


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


def service_data(service: ServiceDetailBody, route: str) -> dict[str, Any]:
    """The item as schema.org knows it, with its price before VAT where it has one. `route` is its address."""
    is_product = service.kind in (ItemKind.DIGITAL, ItemKind.PHYSICAL)
    known = {
        "@context": "https://schema.org",
        "@type": "Product" if is_product else "Service",
        "name": service.name,
        "description": service.short_description,
        "category": service.category.name,
        "url": route,
        "brand" if is_product else "provider": {"@id": "/#organization"},
    }
    return known if service.price is None else {**known, "offers": _offer(service.price, route)}


def _offer(price: PriceBody, route: str) -> dict[str, Any]:
    offer: dict[str, Any] = {"@type": "Offer", "url": route, "priceCurrency": price.currency}
    amount = {"@type": "PriceSpecification", "priceCurrency": price.currency, "valueAddedTaxIncluded": False}
    if price.amount_max is not None:
        return {
            **offer,
            "priceSpecification": {**amount, "minPrice": str(price.amount), "maxPrice": str(price.amount_max)},
        }
    return {**offer, "price": str(price.amount), "priceSpecification": {**amount, "price": str(price.amount)}}


def faq_data(service: ServiceDetailBody) -> list[dict[str, Any]]:
    """The questions and answers of an item, as schema.org knows them; none where the page has none."""
    questions = [
        {"@type": "Question", "name": faq.question, "acceptedAnswer": {"@type": "Answer", "text": faq.answer}}
        for faq in service.sections.faqs
    ]
    return [{"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": questions}] if questions else []


def category_choices(categories: Sequence[CategoryBody], asked: Asked) -> list[CategoryChoice]:
    """The categories that have something to show, after the choice of all of them."""
    total = sum(category.service_count for category in categories)
    offered = [("", _("Tutti i servizi"), total)]
    offered += [(c.slug, c.name, c.service_count) for c in categories if c.service_count]
    return [
        CategoryChoice(
            name=name,
            count_label=number_label(count),
            route=list_route(Asked(q=asked.q, category=slug)),
            is_chosen=slug == asked.category,
        )
        for slug, name, count in offered
    ]


def read_asked(query: Mapping[str, str]) -> Asked:
    """What the query of the list's address asks for; a page that is no number is the first."""
    page = query.get("pagina", "1")
    return Asked(
        q=query.get("q", "").strip(),
        category=query.get("categoria", ""),
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 1,
    )


def list_route(asked: Asked) -> str:
    """The address of the list that asks for this."""
    query = {"q": asked.q, "categoria": asked.category, "pagina": str(asked.page) if asked.page > 1 else ""}
    words = urlencode({name: value for name, value in query.items() if value})
    return f"/servizi?{words}" if words else "/servizi"


def is_slug(text: str) -> bool:
    """Whether the text could be an item's address; what is not never reaches the database."""
    return len(text) <= 120 and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None


def search_words(search: str) -> list[str]:
    """The words that a result must contain. Raises InvalidInput when the search is longer than people write."""
    if len(search) > LONGEST_SEARCH:
        raise InvalidInput([FieldError("q", "TOO_LONG", TOO_LONG, {"longest": LONGEST_SEARCH})])
    return [word for word in search.lower().split() if word.isprintable()]
