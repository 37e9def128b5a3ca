"""Creating and publishing."""

from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.catalog.models import CatalogItem, ItemKind
from aistrategyhub.features.catalog.queries import ItemNotFound, find_service
from aistrategyhub.features.catalog.schemas import ItemDraft
from aistrategyhub.features.catalog.service import CategoryNotFound, create_category, create_item, publish_item
from tests.factories.catalog import create_service

WORDS = {"name": "DPIA", "short_description": "Una valutazione."}


def draft(**changes: Any) -> ItemDraft:
    values = {
        "slug": "dpia",
        "kind": "service_fixed",
        "category": "ai-compliance",
        "texts": {"it": WORDS},
        "prices": [{"amount": "2400.00"}],
    }
    return ItemDraft.model_validate(values | changes)


@pytest.fixture(autouse=True)
async def category(session: AsyncSession) -> None:
    await create_category(session, slug="ai-compliance", name_it="Conformità AI", name_en="AI compliance")


async def test_publishing_leaves_both_acts_in_the_trail(session: AsyncSession) -> None:
    item_id = await create_item(session, draft())
    await publish_item(session, item_id)

    assert await find_service(session, "dpia", "it") is not None
    trail = await session.execute(select(AuditEntry.action).where(AuditEntry.entity_id == item_id))
    assert sorted(trail.scalars()) == [
        "catalog.item_created",
        "catalog.item_published",
        "catalog.prices_changed",
    ]


async def test_an_address_belongs_to_one_item_even_when_it_is_a_draft(session: AsyncSession) -> None:
    await create_service(session, slug="dpia", published=False)

    with pytest.raises(InvalidInput) as refusal:
        await create_item(session, draft())
    assert [(field.field, field.code) for field in refusal.value.fields] == [
        ("slugs.it", "PATH_TAKEN"),
        ("slugs.en", "PATH_TAKEN"),
    ]


async def test_an_address_in_english_may_be_another_and_is_nobody_elses(session: AsyncSession) -> None:
    await create_service(session, slug="dpia", slug_en="impact-assessment")

    with pytest.raises(InvalidInput) as refusal:
        await create_item(session, draft(slug="altro", slug_en="impact-assessment"))
    assert [field.field for field in refusal.value.fields] == ["slugs.en"]
    for slug, locale in (("impact-assessment", "en"), ("dpia", "it"), ("dpia", "en"), ("impact-assessment", "it")):
        assert await find_service(session, slug, locale) is not None


async def test_an_item_stands_in_a_category_that_exists(session: AsyncSession) -> None:
    with pytest.raises(CategoryNotFound):
        await create_item(session, draft(category="nessuna"))

    assert (await session.execute(select(CatalogItem))).first() is None


async def test_a_category_that_is_there_stays_as_it_is(session: AsyncSession) -> None:
    await create_category(session, slug="ai-compliance", name_it="Altro", name_en="Other")
    item_id = await create_item(session, draft())
    await publish_item(session, item_id)

    service = await find_service(session, "dpia", "it")
    assert service is not None
    assert service.category.name == "Conformità AI"


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"prices": []}, {("prices", "PRICE_MISSING")}),
        ({"kind": ItemKind.DIGITAL, "prices": []}, {("prices", "PRICE_MISSING")}),
        ({"vat_class": None}, {("vat_class", "VAT_CLASS_MISSING")}),
        (
            {"kind": ItemKind.SUBSCRIPTION, "prices": [], "vat_class": None},
            {("vat_class", "VAT_CLASS_MISSING"), ("plans", "PLAN_MISSING")},
        ),
        ({"kind": ItemKind.BUNDLE, "prices": []}, {("parts", "PARTS_MISSING")}),
    ],
)
async def test_what_is_incomplete_stays_a_draft(
    session: AsyncSession, changes: dict[str, Any], missing: set[tuple[str, str]]
) -> None:
    item_id = await create_item(session, draft(**changes))

    with pytest.raises(InvalidInput) as refusal:
        await publish_item(session, item_id)
    assert {(field.field, field.code) for field in refusal.value.fields} == missing
    assert await find_service(session, "dpia", "it") is None


async def test_words_without_italian_are_refused(session: AsyncSession) -> None:
    with pytest.raises(InvalidInput):
        await create_item(session, draft(texts={"en": WORDS}))
    assert (await session.execute(select(CatalogItem))).first() is None


async def test_publishing_twice_changes_nothing(session: AsyncSession) -> None:
    item_id = await create_item(session, draft())
    await publish_item(session, item_id)
    await publish_item(session, item_id)

    trail = await session.execute(select(AuditEntry.action).where(AuditEntry.entity_id == item_id))
    assert list(trail.scalars()).count("catalog.item_published") == 1


async def test_what_does_not_exist_cannot_be_published(session: AsyncSession) -> None:
    with pytest.raises(ItemNotFound):
        await publish_item(session, new_id())


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": "DPIA"},
        {"slug": "x" * 121},
        {"slug": "dpia/fria"},
        {"kind": "gift"},
        {"vat_class": "none"},
        {"texts": {"fr": WORDS}},
        {"texts": {"it": {"name": "", "short_description": "Una valutazione."}}},
        {"texts": {"it": WORDS | {"sections": {"hero": "sconosciuto"}}}},
        {"prices": [{"amount": "0"}]},
        {"prices": [{"amount": "-1.00"}]},
        {"prices": [{"amount": "10.005"}]},
        {"prices": [{"amount": "20.00", "amount_max": "20.00"}]},
        {"prices": [{"amount": "20.00", "amount_max": "10.00"}]},
        {"prices": [{"amount": "20.00", "currency": "USD"}]},
        {"prices": [{"amount": "99999999999.00"}]},
    ],
)
def test_a_draft_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        draft(**changes)
