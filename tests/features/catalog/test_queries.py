"""The catalogue read from a real PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.catalog.models import BillingUnit, ItemKind
from aistrategyhub.features.catalog.queries import (
    ItemNotForSale,
    ItemNotFound,
    find_service,
    get_offer,
    get_offers,
    list_categories,
    list_services,
)
from aistrategyhub.features.catalog.schemas import ServiceSort
from aistrategyhub.features.catalog.service import create_category
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.features.vat.schemas import VatClass
from aistrategyhub.infra import db
from tests.factories.catalog import create_service

ENGLISH = {
    "it": {"name": "Registro dei sistemi", "short_description": "Un registro che resta vero."},
    "en": {"name": "System register", "short_description": "A register that stays true."},
}


@contextmanager
def counted(session: AsyncSession) -> Iterator[list[str]]:
    """The statements that the session sends inside the block."""
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    engine = db.get_engine().sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def slugs(session: AsyncSession, locale: str = "it", **asked: object) -> list[str]:
    return [service.slug for service in (await list_services(session, locale, **asked)).rows]


async def test_drafts_do_not_exist(session: AsyncSession) -> None:
    await create_service(session, slug="bozza", published=False)

    assert (await list_services(session, "it")).total == 0
    assert await find_service(session, "bozza", "it") is None
    with pytest.raises(ItemNotFound):
        await get_offer(session, "bozza")


async def test_an_offer_carries_what_an_order_copies(session: AsyncSession) -> None:
    await create_service(session, slug="dpia", name="DPIA", price="2400.00", vat_class=VatClass.REDUCED)

    offer = await get_offer(session, "dpia", "en")

    assert (offer.slug, offer.name, offer.net_price, offer.currency) == ("dpia", "DPIA", Decimal("2400.00"), "EUR")
    assert (offer.billing_unit, offer.vat_class, offer.kind) == (
        BillingUnit.ONCE, VatClass.REDUCED, ItemKind.SERVICE_FIXED,
    )  # fmt: skip


@pytest.mark.parametrize(
    "options",
    [
        {"kind": ItemKind.SERVICE_QUOTE},
        {"kind": ItemKind.SERVICE_QUOTE, "prices": []},
        {"price_max": "1500.00"},
        {"kind": ItemKind.SUBSCRIPTION, "prices": [{"amount": "690.00", "billing_unit": "month"}]},
        {"prices": [{"amount": "120.00", "billing_unit": "hour"}]},
        {"kind": ItemKind.PHYSICAL},
    ],
    ids=["quoted", "quoted without a price", "range", "subscription", "by the hour", "goods"],
)
async def test_what_has_no_exact_price_to_pay_now_is_shown_and_not_sold(
    session: AsyncSession, options: dict[str, object]
) -> None:
    slug = await create_service(session, name="Presidio", **options)

    service = await find_service(session, slug, "it")
    assert service is not None
    assert not service.is_buyable
    with pytest.raises(ItemNotForSale) as refusal:
        await get_offer(session, slug)
    assert refusal.value.values["name"] == "Presidio"


async def test_of_several_prices_the_most_definite_is_the_offer(session: AsyncSession) -> None:
    prices = [{"amount": "120.00", "billing_unit": "hour"}, {"amount": "2000.00", "billing_unit": "once"}]
    slug = await create_service(session, prices=prices)

    assert (await get_offer(session, slug)).net_price == Decimal("2000.00")
    assert (await list_services(session, "it")).total == 1


async def test_offers_of_several_addresses_come_as_asked_in_one_statement(session: AsyncSession) -> None:
    register = await create_service(session, texts=ENGLISH)
    await create_service(session, slug="dpia", price="2400.00")
    await create_service(session, slug="presidio", kind=ItemKind.SERVICE_QUOTE)
    english = (await find_service(session, register, "en")).slug

    with counted(session) as statements:
        offers = await get_offers(session, ["dpia", english, "dpia"])
    assert [offer.slug for offer in offers] == ["dpia", register, "dpia"]
    assert len(statements) == 1
    for unsold, refusal in (("presidio", ItemNotForSale), ("nessuno", ItemNotFound), ("a\0b", ItemNotFound)):
        with pytest.raises(refusal):
            await get_offers(session, ["dpia", unsold])


async def test_words_come_in_the_language_asked_for(session: AsyncSession) -> None:
    slug = await create_service(session, texts=ENGLISH)

    italian, english = await find_service(session, slug, "it"), await find_service(session, slug, "en")

    assert italian is not None
    assert english is not None
    assert (italian.locale, italian.name) == ("it", "Registro dei sistemi")
    assert (english.locale, english.name, english.category.name) == ("en", "System register", "AI compliance")


async def test_an_untranslated_item_is_shown_in_italian(session: AsyncSession) -> None:
    await create_service(session, name="Formazione")

    (service,) = (await list_services(session, "en")).rows

    assert (service.locale, service.name) == ("it", "Formazione")


@pytest.mark.parametrize(
    ("q", "locale", "found"),
    [
        ("", "it", ["formazione", "registro"]),
        ("REGISTRO", "it", ["registro"]),
        ("vero registro", "it", ["registro"]),
        ("registro formazione", "it", ["formazione", "registro"]),
        ("perche", "it", ["formazione"]),
        ("perché", "it", ["formazione"]),
        ("register", "en", ["registro"]),
        ("registro", "en", ["registro"]),
        ("fatturazione", "it", []),
        ("100%", "it", ["formazione"]),
        ("'; DROP TABLE catalog_items; --", "it", []),
    ],
)
async def test_a_search_finds_every_word_or_what_comes_nearest(
    session: AsyncSession, q: str, locale: str, found: list[str]
) -> None:
    await create_service(session, slug="registro", texts=ENGLISH, sort_order=2)
    texts = {"it": {"name": "Formazione", "short_description": "Il perché delle norme, al 100%."}}
    await create_service(session, slug="formazione", texts=texts, sort_order=1)

    assert sorted(await slugs(session, locale, q=q)) == found


@pytest.mark.parametrize("q", ["%", "_", "*", "％", "\\", "%_%"])
async def test_a_search_of_signs_alone_is_refused(session: AsyncSession, q: str) -> None:
    with pytest.raises(InvalidInput):
        await list_services(session, "it", q=q)


async def test_a_search_of_5000_characters_is_refused(session: AsyncSession) -> None:
    with pytest.raises(InvalidInput):
        await list_services(session, "it", q="nis2 " * 1000)


async def test_lists_are_filtered_by_category_and_by_what_the_owner_puts_forward(session: AsyncSession) -> None:
    await create_category(session, slug="nis2", name_it="NIS2", name_en="NIS2")
    await create_service(session, slug="a")
    await create_service(session, slug="b", category="nis2", is_featured=True)

    assert await slugs(session, category="nis2") == ["b"]
    assert await slugs(session, category="ai-compliance") == ["a"]
    assert await slugs(session, category="nessuna") == []
    assert await slugs(session, category="nis2\x00") == []
    assert await slugs(session, featured=True) == ["b"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (ServiceSort.RECOMMENDED, ["c", "a", "b", "d"]),
        (ServiceSort.NAME, ["d", "b", "a", "c"]),
        (ServiceSort.PRICE, ["b", "a", "c", "d"]),
        (ServiceSort.PRICE_DESCENDING, ["c", "a", "b", "d"]),
        (ServiceSort.NEWEST, ["d", "c", "b", "a"]),
    ],
)
async def test_lists_can_be_read_in_five_orders(session: AsyncSession, sort: ServiceSort, expected: list[str]) -> None:
    await create_service(session, slug="a", name="università", price="20.00", sort_order=2)
    await create_service(session, slug="b", name="Élite", price="10.00", sort_order=3)
    await create_service(session, slug="c", name="Zolla", price="30.00", price_max="90.00", sort_order=1)
    await create_service(session, slug="d", name="alfa", kind=ItemKind.SERVICE_QUOTE, prices=[], sort_order=4)

    assert await slugs(session, sort=sort) == expected


async def test_pages_cut_the_list_and_know_its_length(session: AsyncSession) -> None:
    for number in range(5):
        await create_service(session, slug=f"s{number}", sort_order=number)

    second = await list_services(session, "it", page=PageRequest(2, 2))
    beyond = await list_services(session, "it", page=PageRequest(9, 2))

    assert [service.slug for service in second.rows] == ["s2", "s3"]
    assert (second.total, second.total_pages, second.has_next, second.has_prev) == (5, 3, True, True)
    assert (beyond.rows, beyond.total, beyond.has_next) == ([], 5, False)


async def test_a_list_costs_the_same_statements_however_long(session: AsyncSession) -> None:
    for number in range(30):
        await create_service(session, slug=f"s{number}", texts=ENGLISH)

    with counted(session) as statements:
        page = await list_services(session, "en", q="register", category="ai-compliance")
        assert page.total == 30
    assert len(statements) == 5
    with counted(session) as statements:
        await list_services(session, "en")
    assert len(statements) == 2


async def test_a_page_of_a_service_is_one_statement(session: AsyncSession) -> None:
    await create_service(session, slug="dpia")

    with counted(session) as statements:
        assert await find_service(session, "dpia", "en") is not None
    assert len(statements) == 1


async def test_categories_count_what_is_published_in_them(session: AsyncSession) -> None:
    await create_category(session, slug="nis2", name_it="Sicurezza", name_en="", sort_order=-1)
    await create_service(session, slug="a")
    await create_service(session, slug="b", published=False)

    categories = await list_categories(session, "en")

    assert [(c.slug, c.name, c.service_count) for c in categories] == [
        ("nis2", "Sicurezza", 0),
        ("ai-compliance", "AI compliance", 1),
    ]


async def test_another_tenant_sees_nothing_of_it(session: AsyncSession) -> None:
    await create_service(session, slug="dpia")
    async with db.transaction() as plain:
        other = await create_tenant(plain, slug="altra", name="Altra ditta")

    async with db.unit_of_work(other.id) as elsewhere:
        assert await find_service(elsewhere, "dpia", "it") is None
        assert (await list_services(elsewhere, "it")).total == 0
