"""What search engines are told of an item. Pure."""

from typing import Any

from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.catalog.schemas import PriceBody, ServiceDetailBody


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
