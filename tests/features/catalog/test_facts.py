"""What is sold, changed at once: prices and their history, lists, discounts, plans, the tree, bundles, questions."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.catalog import service
from aistrategyhub.features.catalog.models import (
    CatalogItem,
    Discount,
    ItemKind,
    ItemStatus,
    ListAudience,
    PlanInterval,
    PriceChange,
)
from aistrategyhub.features.catalog.queries import (
    find_questionnaire,
    find_service,
    get_offer,
    list_parts,
    list_price_changes,
    list_related,
    list_services,
    list_tree,
)
from aistrategyhub.features.catalog.schemas import PartDraft, PlanDraft, PriceDraft
from aistrategyhub.features.publishing import service as publishing
from aistrategyhub.features.vat.schemas import VatClass
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.work import Work
from tests.factories.catalog import create_service


async def item_at(session: AsyncSession, slug: str) -> CatalogItem:
    return (await session.execute(select(CatalogItem).where(CatalogItem.slug == slug))).scalar_one()


def price(amount: str, **more: Any) -> PriceDraft:
    return PriceDraft(amount=Decimal(amount), **more)


def codes(refusal: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(field.field, field.code) for field in refusal.value.fields]


class TestPrices:
    async def test_every_change_is_kept_and_the_same_again_is_none(self, session: AsyncSession) -> None:
        await create_service(session, slug="dpia", price="100.00")
        item = await item_at(session, "dpia")
        for amount in ("120.00", "120.00", "90.00"):
            await service.set_prices(session, item.id, [price(amount)])

        history = (await list_price_changes(session, item.id)).rows

        assert [str(row.amount) for row in history] == ["90.00", "120.00", "100.00"]
        assert [row.valid_until for row in history] == [None, history[0].valid_from, history[1].valid_from]
        acts = select(AuditEntry.action).where(
            AuditEntry.entity_id == item.id, AuditEntry.action == "catalog.prices_changed"
        )
        assert len((await session.execute(acts)).all()) == 3

    async def test_what_is_on_sale_keeps_its_last_price_and_its_vat_class(self, session: AsyncSession) -> None:
        await create_service(session, slug="dpia")
        item_id = (await item_at(session, "dpia")).id
        with pytest.raises(InvalidInput) as refusal:
            async with session.begin_nested():
                await service.set_prices(session, item_id, [])
        assert codes(refusal) == [("prices", "PRICE_MISSING")]
        with pytest.raises(InvalidInput) as refusal:
            async with session.begin_nested():
                await service.change_item(session, item_id, vat_class=None)
        assert codes(refusal) == [("vat_class", "VAT_CLASS_MISSING")]

    async def test_a_unit_has_one_price_in_a_list(self, session: AsyncSession) -> None:
        await create_service(session, slug="dpia")
        item = await item_at(session, "dpia")
        with pytest.raises(InvalidInput) as refusal:
            await service.set_prices(session, item.id, [price("1.00"), price("2.00")])
        assert codes(refusal) == [("prices.1.billing_unit", "REPEATED_UNIT")]

    @pytest.mark.parametrize(
        ("audience", "amount"),
        [(ListAudience.EVERYONE, "100.00"), (ListAudience.FIRMS, "80.00"), (ListAudience.PEOPLE, "100.00")],
    )
    async def test_a_visitor_sees_the_list_that_is_for_them(
        self, session: AsyncSession, audience: ListAudience, amount: str
    ) -> None:
        await create_service(session, slug="dpia", price="100.00")
        item = await item_at(session, "dpia")
        firms = await service.create_price_list(session, name="Imprese", audience=ListAudience.FIRMS)
        await service.set_prices(session, item.id, [price("80.00")], price_list_id=firms.id)

        offer = await get_offer(session, "dpia", audience=audience)

        assert offer.net_price == Decimal(amount)

    async def test_lists_are_refused_with_a_sentence(self, session: AsyncSession) -> None:
        await service.create_price_list(session, name="Imprese", audience=ListAudience.FIRMS)
        for wrong, field in (({"name": "Imprese"}, "name"), ({"name": " "}, "name"), ({"currency": "USD"}, "currency")):
            with pytest.raises(InvalidInput) as refusal:
                await service.create_price_list(session, **{"name": "Altro", "audience": ListAudience.FIRMS, **wrong})
            assert [error.field for error in refusal.value.fields] == [field]
        with pytest.raises(service.PriceListInUse):
            await service.remove_price_list(session, (await service.default_list(session)).id)


class TestDiscounts:
    async def test_a_running_one_is_asked_and_announced_with_the_lowest_price_before(
        self, session: AsyncSession
    ) -> None:
        await create_service(session, slug="dpia", price="100.00")
        item = await item_at(session, "dpia")
        item.published_at = now() - timedelta(days=90)
        change = (await session.execute(select(PriceChange))).scalar_one()
        change.valid_from = item.published_at
        session.add(Discount(item_id=item.id, percent=Decimal(20), starts_at=now() - timedelta(days=1)))
        await session.flush()

        (listed,) = (await list_services(session, "it")).rows

        assert listed.price is not None
        assert listed.price.discount is not None
        assert (listed.price.amount, listed.price.discount.full_amount) == (Decimal("80.00"), Decimal("100.00"))
        assert (listed.price.discount.lowest_amount, listed.price.discount.lowest_since) == (Decimal("100.00"), None)
        assert (await get_offer(session, "dpia")).net_price == Decimal("80.00")

    async def test_a_planned_one_has_the_page_written_again_when_it_turns(self, session: AsyncSession) -> None:
        await create_service(session, slug="dpia", price="100.00")
        item = await item_at(session, "dpia")
        begin, end = now() + timedelta(days=2), now() + timedelta(days=9)

        made = await service.add_discount(session, item.id, percent=Decimal(10), starts_at=begin, ends_at=end)

        turns = select(Work.next_attempt_at).where(Work.job == service.TURN_PRICE).order_by(Work.next_attempt_at)
        assert list((await session.execute(turns)).scalars()) == [begin, end]
        assert (await get_offer(session, "dpia")).net_price == Decimal("100.00")
        await service.end_discount(session, item.id, made.id)
        assert await session.scalar(select(func.count()).select_from(Discount)) == 0

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"percent": Decimal(10), "starts_at": -1}, ("starts_at", "IN_THE_PAST")),
            ({"amount": Decimal("100.00")}, ("amount", "DISCOUNT_TOO_DEEP")),
            ({"amount": Decimal("5.005")}, ("amount", "AMOUNT_DECIMALS")),
            ({}, ("percent", "NEITHER")),
        ],
    )
    async def test_what_makes_no_sense_is_refused(
        self, session: AsyncSession, given: dict[str, Any], error: tuple[str, str]
    ) -> None:
        await create_service(session, slug="dpia", price="100.00")
        item = await item_at(session, "dpia")
        if "starts_at" in given:
            given = given | {"starts_at": now() + timedelta(days=given["starts_at"])}
        with pytest.raises(InvalidInput) as refusal:
            await service.add_discount(session, item.id, **given)
        assert codes(refusal) == [error]


class TestCategories:
    async def test_a_branch_never_stands_below_itself(self, session: AsyncSession) -> None:
        top = await service.add_category(session, name_it="Conformità")
        child = await service.add_category(session, name_it="AI Act", parent_id=top.id)
        for parent in (top.id, child.id):
            with pytest.raises(InvalidInput) as refusal:
                await service.move_category(session, top.id, parent_id=parent)
            assert codes(refusal) == [("parent_id", "INTO_ITSELF")]
        assert [(row.slug, row.depth) for row in await list_tree(session)] == [("conformita", 0), ("ai-act", 1)]

    async def test_a_tree_has_its_depth_and_a_branch_in_use_stays(self, session: AsyncSession) -> None:
        parent_id = None
        for level in range(6):
            parent_id = (await service.add_category(session, name_it=f"Livello {level}", parent_id=parent_id)).id
        with pytest.raises(InvalidInput) as refusal:
            await service.add_category(session, name_it="Troppo", parent_id=parent_id)
        assert codes(refusal) == [("parent_id", "TOO_DEEP")]
        with pytest.raises(service.CategoryInUse):
            await service.remove_category(session, (await list_tree(session))[0].id)

    async def test_of_two_who_put_branches_into_each_other_at_once_one_is_refused(self, committed_tenant: UUID) -> None:
        async with unit_of_work() as session:
            first = (await service.add_category(session, name_it="Uno")).id
            second = (await service.add_category(session, name_it="Due")).id

        async def put(category_id: UUID, parent_id: UUID) -> str:
            try:
                async with unit_of_work(committed_tenant) as session:
                    await service.move_category(session, category_id, parent_id=parent_id)
                    await asyncio.sleep(0.05)
            except InvalidInput as refusal:
                return refusal.fields[0].code
            return "done"

        assert sorted(await asyncio.gather(put(first, second), put(second, first))) == ["INTO_ITSELF", "done"]


class TestLinks:
    async def test_no_bundle_holds_itself_however_deep(self, session: AsyncSession) -> None:
        for slug in ("piccolo", "grande"):
            await create_service(session, slug=slug, kind=ItemKind.BUNDLE, published=False)
        small, large = await item_at(session, "piccolo"), await item_at(session, "grande")
        await service.set_parts(session, large.id, [PartDraft(item_id=small.id, quantity=2)])
        for bundle, part in ((small, large), (small, small)):
            with pytest.raises(InvalidInput) as refusal:
                await service.set_parts(session, bundle.id, [PartDraft(item_id=part.id)])
            assert codes(refusal) == [("parts.0", "INTO_ITSELF")]
        assert [(part.slug, part.quantity) for part in await list_parts(session, large.id)] == [("piccolo", 2)]

    async def test_only_a_bundle_has_parts(self, session: AsyncSession) -> None:
        await create_service(session, slug="dpia")
        item = await item_at(session, "dpia")
        with pytest.raises(InvalidInput) as refusal:
            await service.set_parts(session, item.id, [PartDraft(item_id=item.id)])
        assert codes(refusal) == [("parts", "NO_BUNDLE")]

    async def test_related_items_keep_their_order_and_visitors_see_what_is_published(
        self, session: AsyncSession
    ) -> None:
        for slug in ("dpia", "uno", "due"):
            await create_service(session, slug=slug, published=slug != "due")
        item, one, two = [await item_at(session, slug) for slug in ("dpia", "uno", "due")]
        await service.set_related(session, item.id, [two.id, one.id])
        assert [row.slug for row in await list_related(session, item.id)] == ["due", "uno"]
        assert [row.slug for row in await list_related(session, item.id, only_published=True)] == ["uno"]
        with pytest.raises(InvalidInput) as refusal:
            await service.set_related(session, item.id, [one.id, item.id, one.id])
        assert codes(refusal) == [("related.1", "TO_ITSELF"), ("related.2", "REPEATED")]


async def test_a_subscription_is_sold_by_its_plans(session: AsyncSession) -> None:
    await create_service(session, slug="presidio", kind=ItemKind.SUBSCRIPTION, prices=[], published=False)
    item = await item_at(session, "presidio")
    plan = PlanDraft(interval=PlanInterval.MONTH, trial_days=14, notice_days=30, amount=Decimal("690.00"))
    with pytest.raises(InvalidInput) as refusal:
        await service.set_plans(session, item.id, [plan, plan])
    assert codes(refusal) == [("plans.1.interval", "REPEATED_INTERVAL")]

    await service.set_plans(session, item.id, [plan])
    await service.publish_item(session, item.id)

    assert await find_service(session, "presidio", "it") is not None


SIZE = {"key": "size", "kind": "number", "labels": {"it": "Quante persone siete?"}, "least": 1, "is_required": True}


class TestQuestionnaires:
    async def test_every_change_is_a_version_and_answers_keep_their_questions(self, session: AsyncSession) -> None:
        await create_service(session, slug="dpia")
        item = await item_at(session, "dpia")
        await service.save_questionnaire(session, item.id, [SIZE], version=0)
        same = await service.save_questionnaire(session, item.id, [SIZE], version=1)
        await service.save_questionnaire(session, item.id, [], version=1)

        assert same.version == 1
        now_asked, before = (
            await find_questionnaire(session, item.id),
            await find_questionnaire(session, item.id, version=1),
        )
        assert now_asked is not None
        assert before is not None
        assert (now_asked.version, now_asked.questions) == (2, ())
        assert before.questions[0].labels == {"it": "Quante persone siete?"}
        with pytest.raises(service.QuestionnaireChanged):
            await service.save_questionnaire(session, item.id, [SIZE], version=1)

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"labels": {"en": "How many?"}}, ("questions.0.labels.it", "MISSING")),
            ({"labels": {"it": "Quanti?", "fr": "Combien?"}}, ("questions.0.labels", "UNKNOWN_LOCALE")),
            ({"least": 5, "most": 5}, ("questions.0.least", "BOUNDS_GO_DOWN")),
            ({"kind": "text"}, ("questions.0.least", "NO_NUMBER")),
            ({"kind": "choice", "least": None}, ("questions.0.options", "FEW_OPTIONS")),
            ({"options": [{"key": "a", "labels": {"it": "A"}}]}, ("questions.0.options", "NO_CHOICE")),
            ({"kind": "essay"}, ("questions.0.kind", "ENUM")),
            ({"key": "Quante persone"}, ("questions.0.key", "STRING_PATTERN_MISMATCH")),
            # Keys become names of fields in HTML, also where nothing escapes them.
            ({"key": 'a"onfocus=alert(1)'}, ("questions.0.key", "STRING_PATTERN_MISMATCH")),
            ({"key": "a\n"}, ("questions.0.key", "STRING_PATTERN_MISMATCH")),
            (
                {"options": [{"key": "<b>", "labels": {"it": "A"}}]},
                ("questions.0.options.0.key", "STRING_PATTERN_MISMATCH"),
            ),
        ],
    )
    async def test_a_question_that_cannot_be_asked_is_refused(
        self, session: AsyncSession, changes: dict[str, Any], error: tuple[str, str]
    ) -> None:
        await create_service(session, slug="dpia")
        item = await item_at(session, "dpia")
        with pytest.raises(InvalidInput) as refusal:
            await service.save_questionnaire(session, item.id, [SIZE | changes], version=0)
        assert codes(refusal) == [error]


class TestWords:
    async def test_the_catalogue_follows_what_the_editor_does(self, session: AsyncSession) -> None:
        """Whoever publishes, moves, withdraws or trashes the words does so with the item, in one transaction."""
        await create_service(session, slug="dpia")
        item = await item_at(session, "dpia")
        words_id = item.publication_id
        assert words_id is not None
        content = {"it": {"name": "Nuova DPIA", "short_description": "Rivista.", "faqs": []}}
        await publishing.save_draft(session, words_id, content, revision=1)
        assert (await find_service(session, "dpia", "it")).name == "Gap assessment"
        await publishing.publish(session, words_id)
        assert (await find_service(session, "dpia", "it")).name == "Nuova DPIA"
        await publishing.move(session, words_id, slugs={"it": "valutazione", "en": "assessment"})
        assert (await find_service(session, "assessment", "en")).slugs == {"it": "valutazione", "en": "assessment"}
        assert await find_service(session, "dpia", "it") is None
        steps: list[tuple[Callable[..., Awaitable[Any]], ItemStatus]] = [
            (publishing.unpublish, ItemStatus.DRAFT),
            (publishing.publish, ItemStatus.PUBLISHED),
            (publishing.archive, ItemStatus.ARCHIVED),
            (publishing.reopen, ItemStatus.DRAFT),
            (publishing.trash, ItemStatus.ARCHIVED),
            (publishing.restore, ItemStatus.DRAFT),
            (publishing.trash, ItemStatus.ARCHIVED),
        ]
        for verb, status in steps:
            await verb(session, words_id)
            await session.refresh(item)
            assert item.status is status, verb.__name__
        await publishing.erase(session, words_id)
        await session.refresh(item)
        assert (item.publication_id, item.status) == (None, ItemStatus.ARCHIVED)
        with pytest.raises(service.WordsErased):
            await service.publish_item(session, item.id)

    async def test_words_cannot_be_published_around_what_is_missing(self, session: AsyncSession) -> None:
        await create_service(session, slug="dpia", vat_class=None, published=False)
        item = await item_at(session, "dpia")
        assert item.publication_id is not None
        for act in (
            lambda: publishing.publish(session, item.publication_id),
            lambda: publishing.schedule(session, item.publication_id, publish_at=now() + timedelta(days=1)),
        ):
            with pytest.raises(InvalidInput) as refusal:
                await act()
            assert codes(refusal) == [("vat_class", "VAT_CLASS_MISSING")]
        await service.change_item(session, item.id, vat_class=VatClass.REDUCED)
        await publishing.publish(session, item.publication_id)
        assert (await get_offer(session, "dpia")).vat_class is VatClass.REDUCED

    async def test_a_number_belongs_to_one_item(self, session: AsyncSession) -> None:
        await create_service(session, slug="dpia", sku="A-1")
        await create_service(session, slug="altro")
        other = await item_at(session, "altro")
        with pytest.raises(DomainError) as refusal:
            await service.change_item(session, other.id, sku=" A-1 ")
        assert isinstance(refusal.value, InvalidInput)
        await service.change_item(session, other.id, sku="A-2")
        assert (await item_at(session, "altro")).sku == "A-2"
