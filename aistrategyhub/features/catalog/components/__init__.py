"""Pieces of the catalogue's pages."""

from aistrategyhub.features.catalog.components.services import (
    SERVICES_ROUTE,
    act_at_hand,
    category_choices,
    list_turner,
    service_cards,
    service_chapters,
    service_head,
    service_results,
    service_search,
)

__all__ = [
    "SERVICES_ROUTE",
    "act_at_hand",
    "category_choices",
    "list_turner",
    "service_cards",
    "service_chapters",
    "service_head",
    "service_results",
    "service_search",
]
