"""Pieces of the catalogue's pages."""

from aistrategyhub.features.catalog.components.cards import service_card, service_cards
from aistrategyhub.features.catalog.components.comparing import comparison
from aistrategyhub.features.catalog.components.item import service_page
from aistrategyhub.features.catalog.components.listing import category_choices, list_form, list_results, list_turner
from aistrategyhub.features.catalog.components.prices import price, price_switch
from aistrategyhub.features.catalog.rules import LIST_ROUTE as SERVICES_ROUTE

__all__ = [
    "SERVICES_ROUTE",
    "category_choices",
    "comparison",
    "list_form",
    "list_results",
    "list_turner",
    "price",
    "price_switch",
    "service_card",
    "service_cards",
    "service_page",
]
