"""What orders come to, over many of them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.orders.queries import sum_electronic_to_people_abroad
from aistrategyhub.features.orders.schemas import YearSum
from aistrategyhub.features.orders.service import OrderedItem, place_order
from tests.factories.catalog import create_service
from tests.factories.sales import COMPANY, PERSON

GERMAN: dict[str, Any] = {
    "name": "Jürgen Groß",
    "email": "juergen@gross.example",
    "billing_address": {"street": "Lindenstraße 4", "city": "Berlin", "zip": "10969", "country": "DE"},
}


@pytest.fixture
async def sell(session):
    """A sale of one thing, paid at a moment, or never."""

    async def sale(buyer: dict[str, Any], slug: str, paid_at: datetime | None) -> None:
        order = await place_order(session, items=[OrderedItem(slug)], buyer_data=buyer, locale="it")
        order.paid_at = paid_at
        await session.flush()

    await create_service(session, slug="toolkit", price="100.00", kind=ItemKind.DIGITAL)
    await create_service(session, slug="consulenza", price="900.00", kind=ItemKind.SERVICE_FIXED)
    return sale


async def test_only_paid_electronic_sales_to_people_abroad_count_in_the_years_of_rome(session, sell):
    summer = datetime(2026, 7, 1, tzinfo=UTC)
    for buyer, slug in ((GERMAN, "consulenza"), (PERSON, "toolkit"), (COMPANY, "toolkit")):
        await sell(buyer, slug, summer)
    await sell(GERMAN, "toolkit", None)
    await sell(GERMAN, "toolkit", datetime(2025, 12, 31, 22, 59, tzinfo=UTC))
    await sell(GERMAN, "toolkit", datetime(2025, 12, 31, 23, 0, tzinfo=UTC))
    await sell(GERMAN, "toolkit", summer)

    assert await sum_electronic_to_people_abroad(session, since=2025) == [
        YearSum(2025, Decimal("100.00")),
        YearSum(2026, Decimal("200.00")),
    ]
    assert await sum_electronic_to_people_abroad(session, since=2026) == [YearSum(2026, Decimal("200.00"))]
