"""Decisions of the catalogue: prices and what they are measured by, labels, searches, words, questions. Pure."""

from aistrategyhub.features.catalog.rules.labels import (
    is_buyable,
    must_have_a_price,
    price_label,
    price_note,
    service_card,
    service_detail,
)
from aistrategyhub.features.catalog.rules.listing import (
    LONGEST_SEARCH,
    category_choices,
    is_slug,
    list_route,
    read_asked,
    search_words,
)
from aistrategyhub.features.catalog.rules.pricing import (
    LOOK_BACK,
    PricePeriod,
    PriorPrice,
    Reduction,
    counting_reduction,
    price_at,
    prior_price,
    reduced,
)
from aistrategyhub.features.catalog.rules.questionnaires import read_questions
from aistrategyhub.features.catalog.rules.reading import (
    CURRENCIES,
    check_amount,
    check_currency,
    check_reduction,
    collect,
    read_amount,
    read_plan,
    read_price,
    read_unit,
)
from aistrategyhub.features.catalog.rules.structured_data import faq_data, service_data
from aistrategyhub.features.catalog.rules.words import content_of, sections_of, things_of, unfinished

__all__ = [
    "CURRENCIES",
    "LONGEST_SEARCH",
    "LOOK_BACK",
    "PricePeriod",
    "PriorPrice",
    "Reduction",
    "category_choices",
    "check_amount",
    "check_currency",
    "check_reduction",
    "collect",
    "content_of",
    "counting_reduction",
    "faq_data",
    "is_buyable",
    "is_slug",
    "list_route",
    "must_have_a_price",
    "price_at",
    "price_label",
    "price_note",
    "prior_price",
    "read_amount",
    "read_asked",
    "read_plan",
    "read_price",
    "read_questions",
    "read_unit",
    "reduced",
    "search_words",
    "sections_of",
    "service_card",
    "service_data",
    "service_detail",
    "things_of",
    "unfinished",
]
