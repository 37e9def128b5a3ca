"""The demo firm's catalogue."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.catalog.models import CatalogItem, CatalogPrice, CatalogText, ItemKind
from aistrategyhub.features.catalog.queries import find_questionnaire, find_service, list_categories, list_services
from aistrategyhub.features.catalog.seed import seed
from aistrategyhub.features.tenants.models import Tenant

EVERYTHING = PageRequest(1, 100)


async def count(session: AsyncSession, table: type) -> int:
    return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_the_firm_sells_seven_services_and_a_toolkit(session: AsyncSession, tenant: Tenant) -> None:
    await seed(session, SeedPlan(tenant.id))

    items = (await list_services(session, "it", page=EVERYTHING)).rows
    services = [item for item in items if item.kind is not ItemKind.DIGITAL]

    assert (len(services), len(items)) == (7, 8)
    assert {item.slug: item.price.amount for item in items if item.price and item.is_buyable} == {
        "ai-act-gap-assessment": Decimal("2900.00"),
        "registro-sistemi-ai": Decimal("1900.00"),
        "dpia-fria": Decimal("2400.00"),
        "nis2-gap-assessment": Decimal("3400.00"),
        "formazione-nis2-cda": Decimal("1450.00"),
        "toolkit-policy-ai-generativa": Decimal("490.00"),
    }
    assert [category.service_count for category in await list_categories(session, "it")] == [4, 2, 2]


async def test_a_service_that_is_quoted_asks_what_its_price_depends_on(session: AsyncSession, tenant: Tenant) -> None:
    for _time in range(2):
        await seed(session, SeedPlan(tenant.id))
    service = await find_service(session, "piano-adeguamento-nis2", "it")
    asked = await find_questionnaire(session, service.id)
    assert (asked.version, [question.key for question in asked.questions]) == (
        1,
        ["persone", "settore", "registrazione", "scadenza"],
    )


@pytest.mark.parametrize("locale", ["it", "en"])
async def test_every_page_is_whole_in_both_languages(session: AsyncSession, tenant: Tenant, locale: str) -> None:
    await seed(session, SeedPlan(tenant.id))

    for item in (await list_services(session, locale, page=EVERYTHING)).rows:
        page = await find_service(session, item.slug, locale)
        assert page is not None
        assert page.locale == locale
        sections = page.sections
        assert sections.hero_title
        assert sections.problem
        assert sections.solution
        assert min(len(sections.includes), len(sections.for_whom), len(sections.not_for_whom)) >= 2
        assert [step.number for step in sections.steps] == list(range(1, len(sections.steps) + 1))
        assert len(sections.faqs) >= 3


async def test_seeding_again_adds_nothing_and_keeps_what_the_owner_changed(
    session: AsyncSession, tenant: Tenant
) -> None:
    await seed(session, SeedPlan(tenant.id))
    await session.execute(update(CatalogText).where(CatalogText.locale == "it").values(name="Cambiato"))

    await seed(session, SeedPlan(tenant.id))

    assert await count(session, CatalogItem) == 8
    names = await session.execute(select(CatalogText.name).where(CatalogText.locale == "it").distinct())
    assert list(names.scalars()) == ["Cambiato"]


async def test_a_scale_makes_as_many_times_the_items_and_goes_on_where_it_stopped(
    session: AsyncSession, tenant: Tenant
) -> None:
    await seed(session, SeedPlan(tenant.id, scale=3))
    await seed(session, SeedPlan(tenant.id, scale=20))
    await seed(session, SeedPlan(tenant.id, scale=20))

    assert await count(session, CatalogItem) == 160
    assert await count(session, CatalogText) == 320
    assert await count(session, CatalogPrice) == 160
    assert (await list_services(session, "en", q="board tourism")).rows[
        0
    ].name == "NIS2 training for the board for tourism, 1"
