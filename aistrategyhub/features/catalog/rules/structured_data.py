"""What search engines are told of an item, in the words of schema.org. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from aistrategyhub.core.clock import ROME
from aistrategyhub.features.catalog.models import BillingUnit, ItemKind
from aistrategyhub.features.catalog.schemas import PriceBody, ServiceBody, ServiceDetailBody

_CONTEXT = "https://schema.org"
_FIRM = {"@id": "/#organization"}
# UN/CEFACT common codes, which `unitCode` wants.
_UNIT_CODES = {BillingUnit.HOUR: "HUR", BillingUnit.DAY: "DAY", BillingUnit.MONTH: "MON", BillingUnit.YEAR: "ANN"}


def service_data(service: ServiceDetailBody, route: str, images: Sequence[str] = ()) -> dict[str, Any]:
    """The item with its price before VAT, where it has one. `route` is its address, `images` those of its pictures."""
    is_product = service.kind in (ItemKind.DIGITAL, ItemKind.PHYSICAL)
    known: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "Product" if is_product else "Service",
        "@id": f"{route}#item",
        "name": service.name,
        "description": service.short_description,
        "category": service.category.name,
        "url": route,
        "brand" if is_product else "provider": _FIRM,
    }
    if images:
        known["image"] = list(images)
    if is_product and service.sku:
        known["sku"] = service.sku
    if is_product and service.sections.attributes:
        known["additionalProperty"] = [
            {"@type": "PropertyValue", "name": one.name, "value": one.value} for one in service.sections.attributes
        ]
    if not is_product:
        known["serviceType"] = service.category.name
    return known if service.price is None else {**known, "offers": offer_data(service.price, route)}


def offer_data(price: PriceBody, route: str) -> dict[str, Any]:
    """What is asked: an amount, or the ends of a range, before VAT."""
    offer: dict[str, Any] = {
        "@type": "Offer",
        "url": route,
        "priceCurrency": price.currency,
        "availability": f"{_CONTEXT}/InStock",
        "seller": _FIRM,
    }
    if price.discount is not None and price.discount.ends_at is not None:
        offer["priceValidUntil"] = price.discount.ends_at.astimezone(ROME).date().isoformat()
    if price.amount_max is not None:
        ends = {"lowPrice": _plain(price.amount), "highPrice": _plain(price.amount_max), "offerCount": 1}
        return {**offer, "@type": "AggregateOffer", **ends, "priceSpecification": _between(price, price.amount_max)}
    return {**offer, "price": _plain(price.amount), "priceSpecification": _per_unit(price)}


def faq_data(service: ServiceDetailBody) -> list[dict[str, Any]]:
    """The questions and answers of an item; none where the page has none."""
    questions = [
        {"@type": "Question", "name": faq.question, "acceptedAnswer": {"@type": "Answer", "text": faq.answer}}
        for faq in service.sections.faqs
    ]
    return [{"@context": _CONTEXT, "@type": "FAQPage", "mainEntity": questions}] if questions else []


def list_data(services: Sequence[ServiceBody], routes: Sequence[str]) -> list[dict[str, Any]]:
    """The items that a list shows, in its order; none where it shows none."""
    entries = [
        {"@type": "ListItem", "position": place, "name": service.name, "url": route}
        for place, (service, route) in enumerate(zip(services, routes, strict=True), 1)
    ]
    return [{"@context": _CONTEXT, "@type": "ItemList", "itemListElement": entries}] if entries else []


def _per_unit(price: PriceBody) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@type": "UnitPriceSpecification",
        "price": _plain(price.amount),
        "priceCurrency": price.currency,
        "valueAddedTaxIncluded": False,
    }
    code = _UNIT_CODES.get(price.billing_unit)
    if code:
        told["referenceQuantity"] = {"@type": "QuantitativeValue", "value": 1, "unitCode": code}
    return told


def _between(price: PriceBody, most: Decimal) -> dict[str, Any]:
    return {
        "@type": "PriceSpecification",
        "minPrice": _plain(price.amount),
        "maxPrice": _plain(most),
        "priceCurrency": price.currency,
        "valueAddedTaxIncluded": False,
    }


def _plain(amount: Decimal) -> str:
    return f"{amount:.2f}"
