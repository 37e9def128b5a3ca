"""What the firm sells: items and their words, the tree they stand in, what they cost, what is asked before a quote."""

from aistrategyhub.features.catalog.models.categories import Category
from aistrategyhub.features.catalog.models.imports import BatchKind, BatchStatus, CatalogBatch, CatalogBatchLine
from aistrategyhub.features.catalog.models.items import (
    BundlePart,
    CatalogItem,
    CatalogText,
    ItemKind,
    ItemStatus,
    RelatedItem,
)
from aistrategyhub.features.catalog.models.listings import CatalogListing
from aistrategyhub.features.catalog.models.prices import (
    BillingUnit,
    CatalogPrice,
    Discount,
    ListAudience,
    Plan,
    PlanInterval,
    PriceChange,
    PriceList,
)
from aistrategyhub.features.catalog.models.questionnaires import Questionnaire

__all__ = [
    "BatchKind",
    "BatchStatus",
    "BillingUnit",
    "BundlePart",
    "CatalogBatch",
    "CatalogBatchLine",
    "CatalogItem",
    "CatalogListing",
    "CatalogPrice",
    "CatalogText",
    "Category",
    "Discount",
    "ItemKind",
    "ItemStatus",
    "ListAudience",
    "Plan",
    "PlanInterval",
    "PriceChange",
    "PriceList",
    "Questionnaire",
    "RelatedItem",
]
