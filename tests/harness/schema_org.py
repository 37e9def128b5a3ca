"""The part of schema.org's vocabulary that our pages speak: which properties a type has, and what each may hold.

Written from the definitions at schema.org (types with their supertypes, `rangeIncludes` of each property). A property
that a type does not have, a value of another kind, or a required one that is missing is a fault.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

_SUPER = {
    "Product": "Thing",
    "Intangible": "Thing",
    "CreativeWork": "Thing",
    "Organization": "Thing",
    "Service": "Intangible",
    "Offer": "Intangible",
    "AggregateOffer": "Offer",
    "PriceSpecification": "Intangible",
    "UnitPriceSpecification": "PriceSpecification",
    "PropertyValue": "Intangible",
    "QuantitativeValue": "Intangible",
    "ItemList": "Intangible",
    "BreadcrumbList": "ItemList",
    "ListItem": "Intangible",
    "WebPage": "CreativeWork",
    "FAQPage": "WebPage",
    "Question": "CreativeWork",
    "Answer": "CreativeWork",
}
_PROPERTIES: dict[str, dict[str, tuple[str, ...]]] = {
    "Thing": {
        "name": ("Text",),
        "description": ("Text",),
        "url": ("URL",),
        "image": ("URL",),
    },
    "Product": {
        "brand": ("Organization",),
        "category": ("Text",),
        "sku": ("Text",),
        "offers": ("Offer",),
        "additionalProperty": ("PropertyValue",),
    },
    "Service": {
        "provider": ("Organization",),
        "brand": ("Organization",),
        "category": ("Text",),
        "serviceType": ("Text",),
        "offers": ("Offer",),
    },
    "Offer": {
        "price": ("Number",),
        "priceCurrency": ("Currency",),
        "priceSpecification": ("PriceSpecification",),
        "priceValidUntil": ("Date",),
        "availability": ("ItemAvailability",),
        "seller": ("Organization",),
    },
    "AggregateOffer": {"lowPrice": ("Number",), "highPrice": ("Number",), "offerCount": ("Integer",)},
    "PriceSpecification": {
        "price": ("Number",),
        "minPrice": ("Number",),
        "maxPrice": ("Number",),
        "priceCurrency": ("Currency",),
        "valueAddedTaxIncluded": ("Boolean",),
    },
    "UnitPriceSpecification": {"referenceQuantity": ("QuantitativeValue",), "unitCode": ("Text",)},
    "QuantitativeValue": {"value": ("Integer",), "unitCode": ("UnitCode",)},
    "PropertyValue": {"value": ("Text",)},
    "ItemList": {"itemListElement": ("ListItem",), "numberOfItems": ("Integer",)},
    "ListItem": {"position": ("Integer",), "item": ("URL",)},
    "FAQPage": {"mainEntity": ("Question",)},
    "Question": {"acceptedAnswer": ("Answer",)},
    "Answer": {"text": ("Text",)},
}
# What search engines want of a type before they show it.
_REQUIRED = {
    "Product": ("name",),
    "Service": ("name", "provider"),
    "Offer": ("priceCurrency",),
    "AggregateOffer": ("lowPrice", "priceCurrency"),
    "UnitPriceSpecification": ("price", "priceCurrency"),
    "FAQPage": ("mainEntity",),
    "Question": ("name", "acceptedAnswer"),
    "Answer": ("text",),
    "BreadcrumbList": ("itemListElement",),
    "ListItem": ("position",),
}


def faults_of(thing: Mapping[str, Any]) -> list[str]:
    """What is wrong with a block of JSON-LD, each fault with its path; none when it is right."""
    context = [] if thing.get("@context") == "https://schema.org" else ["@context is not https://schema.org"]
    return [*context, *_faults(thing, thing.get("@type", ""))]


def _faults(thing: Mapping[str, Any], path: str) -> Iterator[str]:
    kind = thing.get("@type")
    if kind not in _SUPER:
        yield f"{path}: no type {kind!r}"
        return
    known = _properties(kind)
    for name in _REQUIRED.get(kind, ()):
        if not thing.get(name):
            yield f"{path}: {kind} without {name}"
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        if name not in known:
            yield f"{path}: {kind} has no property {name}"
            continue
        for one in value if isinstance(value, list) else [value]:
            yield from _misfit(one, known[name], f"{path}.{name}")
    positions = [entry.get("position") for entry in thing.get("itemListElement", [])]
    if positions != list(range(1, len(positions) + 1)):
        yield f"{path}: positions {positions}"


def _properties(kind: str) -> dict[str, tuple[str, ...]]:
    own = _PROPERTIES.get(kind, {})
    return own if kind == "Thing" else {**_properties(_SUPER[kind]), **own}


def _misfit(value: Any, ranges: tuple[str, ...], path: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        if set(value) == {"@id"}:
            return
        if not any(_is_a(value.get("@type", ""), wanted) for wanted in ranges):
            yield f"{path}: {value.get('@type')} where {ranges} is wanted"
        yield from _faults(value, path)
    elif not any(_fits(value, wanted) for wanted in ranges):
        yield f"{path}: {value!r} is no {' or '.join(ranges)}"


def _is_a(kind: str, wanted: str) -> bool:
    return kind == wanted or (kind in _SUPER and _is_a(_SUPER[kind], wanted))


def _fits(value: Any, wanted: str) -> bool:
    if wanted in ("Boolean", "Integer"):
        return type(value) is (bool if wanted == "Boolean" else int)
    if not isinstance(value, str) or not value.strip():
        return False
    patterns = {
        "URL": r"(https?:/)?/\S*",
        "Currency": r"[A-Z]{3}",
        "Date": r"\d{4}-\d\d-\d\d",
        "ItemAvailability": r"https://schema\.org/(InStock|PreOrder|OutOfStock|Discontinued)",
        "UnitCode": r"HUR|DAY|MON|ANN|C62",
    }
    if wanted == "Number":
        return _is_number(value)
    return wanted == "Text" or (wanted in patterns and re.fullmatch(patterns[wanted], value) is not None)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite() and re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
    except InvalidOperation:
        return False
