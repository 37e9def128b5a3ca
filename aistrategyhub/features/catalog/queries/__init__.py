"""Reads of the catalogue: `services` for visitors, the others for those who sell."""

from aistrategyhub.features.catalog.queries.categories import (
    category_ids,
    category_name,
    find_branch,
    find_category,
    get_category,
    ids_below,
    list_categories,
    list_tree,
)
from aistrategyhub.features.catalog.queries.errors import (
    CategoryNotFound,
    DiscountNotFound,
    ItemNotForSale,
    ItemNotFound,
    PlanNotFound,
    PriceListNotFound,
)
from aistrategyhub.features.catalog.queries.history import announced_discounts, reductions_of
from aistrategyhub.features.catalog.queries.items import (
    find_item,
    find_item_of,
    get_item,
    get_item_row,
    list_item_rows,
    list_items,
    lock_item,
)
from aistrategyhub.features.catalog.queries.links import ids_inside, list_parts, list_related
from aistrategyhub.features.catalog.queries.listing import SHELF, find_listed, list_services, read_services
from aistrategyhub.features.catalog.queries.prices import (
    find_default_list,
    get_price_list,
    list_discounts,
    list_plans,
    list_price_changes,
    list_price_lists,
    list_prices,
)
from aistrategyhub.features.catalog.queries.questionnaires import find_questionnaire
from aistrategyhub.features.catalog.queries.services import (
    find_service,
    get_offer,
    get_service,
    get_service_by_id,
    list_slugs,
    services_of,
)
from aistrategyhub.features.catalog.queries.views import (
    cards_of,
    draft_detail,
    read_cards,
    read_compared_services,
    read_detail,
)

__all__ = [
    "SHELF",
    "CategoryNotFound",
    "DiscountNotFound",
    "ItemNotForSale",
    "ItemNotFound",
    "PlanNotFound",
    "PriceListNotFound",
    "announced_discounts",
    "cards_of",
    "category_ids",
    "category_name",
    "draft_detail",
    "find_branch",
    "find_category",
    "find_default_list",
    "find_item",
    "find_item_of",
    "find_listed",
    "find_questionnaire",
    "find_service",
    "get_category",
    "get_item",
    "get_item_row",
    "get_offer",
    "get_price_list",
    "get_service",
    "get_service_by_id",
    "ids_below",
    "ids_inside",
    "list_categories",
    "list_discounts",
    "list_item_rows",
    "list_items",
    "list_parts",
    "list_plans",
    "list_price_changes",
    "list_price_lists",
    "list_prices",
    "list_related",
    "list_services",
    "list_slugs",
    "list_tree",
    "lock_item",
    "read_cards",
    "read_compared_services",
    "read_detail",
    "read_services",
    "reductions_of",
    "services_of",
]
