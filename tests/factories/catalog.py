"""Things for sale, with every field defaulted."""

from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.catalog.models import BillingUnit, ItemKind
from aistrategyhub.features.catalog.schemas import ItemDraft
from aistrategyhub.features.catalog.service import create_category, create_item, publish_item


async def create_service(
    session: AsyncSession,
    *,
    slug: str = "gap-assessment",
    name: str = "Gap assessment",
    price: str = "1000.00",
    price_max: str | None = None,
    kind: ItemKind = ItemKind.SERVICE_FIXED,
    published: bool = True,
    **changes: Any,
) -> str:
    """A service in the catalogue; its slug."""
    await create_category(session, slug="ai-compliance", name_it="Conformità AI", name_en="AI compliance")
    draft = ItemDraft.model_validate(
        {
            "slug": slug,
            "kind": kind,
            "category": "ai-compliance",
            "texts": {"it": {"name": name, "short_description": "Una prova."}},
            "prices": [
                {
                    "amount": Decimal(price),
                    "amount_max": Decimal(price_max) if price_max else None,
                    "billing_unit": BillingUnit.ONCE,
                }
            ],
            **changes,
        }
    )
    item_id = await create_item(session, draft)
    if published:
        await publish_item(session, item_id)
    return slug
