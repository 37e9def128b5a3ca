"""VAT of other member states: the rate where somebody lives, and from when on it is due."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.territories import EU_COUNTRIES
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import PublicOffices, SalesAbroad
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.features.vat.queries import seller_vat, sells_to_offices
from aistrategyhub.features.vat.rules import rate_abroad, taxes_abroad
from aistrategyhub.features.vat.schemas import Scheme, SellerVat
from aistrategyhub.features.vat.service import note_sales_abroad
from tests.factories.sales import create_seller

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("country", "zip_code", "rate"),
    [
        ("DE", "10115", "19"),
        ("FI", "00100", "25.5"),
        ("HU", "", "27"),
        ("LU", "1111", "17"),
        ("GR", "105 57", "24"),
        ("MC", "98000", "20"),
        ("PT", "1100-148", "23"),
        ("PT", "9000-082", "22"),
        ("PT", "9500-321", "16"),
        ("AT", "1010", "20"),
        ("AT", "6991", "19"),
    ],
)
def test_the_rate_is_that_of_where_somebody_lives(country: str, zip_code: str, rate: str) -> None:
    assert rate_abroad(country, zip_code) == Decimal(rate)


def test_every_other_member_state_has_a_rate_within_what_the_directive_allows() -> None:
    assert all(15 <= rate_abroad(country) <= 27 for country in EU_COUNTRIES - {"IT"})


@pytest.mark.parametrize(
    ("oss_since", "crossed_on", "is_due"),
    [
        (None, None, False),
        (date(2026, 11, 22), None, True),
        (date(2026, 11, 23), None, False),
        (None, date(2026, 11, 22), True),
        (None, date(2026, 12, 1), False),
        (None, date(2025, 1, 1), True),
        (None, date(2024, 12, 31), False),
        (date(2024, 1, 1), date(2024, 12, 31), True),
    ],
)
def test_it_is_due_since_the_firm_chose_it_or_crossed_the_limit(
    oss_since: date | None, crossed_on: date | None, is_due: bool
) -> None:
    assert taxes_abroad(oss_since=oss_since, crossed_on=crossed_on, today=TODAY) is is_due


async def test_the_firm_says_what_holds_and_until_when(
    session: AsyncSession, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_seller(session, regime_fiscale="RF19")
    assert await sells_to_offices(session) is False
    await save_setting(session, SalesAbroad(oss_since=date(2026, 7, 1)))
    await save_setting(session, PublicOffices(sells=True, split_until=date(2026, 6, 30)))
    assert await sells_to_offices(session) is True
    for day, seller in (
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), SellerVat(Scheme.FLAT_RATE, splits=True)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), SellerVat(Scheme.FLAT_RATE, taxes_abroad=True)),
    ):
        monkeypatch.setattr(clock, "now", lambda day=day: day)
        assert await seller_vat(session) == seller


async def test_the_day_on_which_the_limit_is_crossed_is_noted_once_a_year(
    session: AsyncSession, tenant: Tenant
) -> None:
    assert not await note_sales_abroad(session, Decimal("10000.00"), on=date(2025, 5, 1))
    assert await note_sales_abroad(session, Decimal("10000.01"), on=date(2025, 6, 1))
    assert not await note_sales_abroad(session, Decimal("10100.00"), on=date(2025, 7, 1))
    assert await note_sales_abroad(session, Decimal("12000.00"), on=date(2026, 2, 1))
    noted = await find_setting(session, SalesAbroad)
    assert noted == SalesAbroad(crossed_on=date(2026, 2, 1))
