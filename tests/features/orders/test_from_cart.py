"""Orders of carts: one of each, however often it is asked for, of what was shown and nothing else."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.carts.models import Cart, CouponUse
from aistrategyhub.features.carts.queries import list_lines as list_cart_lines
from aistrategyhub.features.carts.queries import read_cart
from aistrategyhub.features.carts.service import add_item, use_coupon
from aistrategyhub.features.catalog.models import CatalogItem, CatalogPrice, ItemKind, ItemStatus
from aistrategyhub.features.orders.models import ConsentKind, Order
from aistrategyhub.features.orders.queries import list_consents, list_events, list_lines
from aistrategyhub.features.orders.rules.agreements import early_start_words, read_agreements
from aistrategyhub.features.orders.service import CartChanged, CartIsEmpty, Shown, place_cart_order
from aistrategyhub.infra.db import unit_of_work
from tests.factories.carts import create_cart, create_coupon
from tests.factories.catalog import create_service
from tests.factories.sales import COMPANY, PERSON

AGREED = {"terms": "on"}


async def _shown(session, cart: Cart) -> Shown:
    return Shown((await read_cart(session, cart, "it")).version, cart.orders_made)


async def _place(session, cart: Cart, *, shown: Shown | None = None, buyer=COMPANY, ticked=AGREED, **more) -> Order:
    shown = shown or await _shown(session, cart)
    return await place_cart_order(session, cart.id, shown=shown, buyer_data=buyer, ticked=ticked, locale="it", **more)


async def test_what_is_in_the_cart_is_ordered_and_the_cart_is_empty(session):
    slug, other = await create_service(session), await create_service(session, slug="dpia", name="DPIA", price="500")
    cart = await create_cart(session, slug, other, quantity=2)
    await create_coupon(session)
    await use_coupon(session, cart, "PROVA10", "it")
    cart.answers = {"name": "Anna"}
    order = await _place(session, cart)
    lines = await list_lines(session, order.id)
    assert [(line.item_slug, line.quantity, line.discount) for line in lines] == [
        ("gap-assessment", Decimal(2), Decimal("200.00")),
        ("dpia", Decimal(2), Decimal("100.00")),
    ]
    assert (order.coupon_code, order.total) == ("PROVA10", Decimal("3294.00"))
    assert (await list_cart_lines(session, cart.id), cart.answers, cart.coupon_id, cart.orders_made) == (
        [],
        {},
        None,
        1,
    )


async def test_a_second_click_gets_the_same_order_and_the_next_cart_another(session):
    slug = await create_service(session)
    cart = await create_cart(session, slug)
    shown = await _shown(session, cart)
    first = await _place(session, cart, shown=shown)
    assert [(await _place(session, cart, shown=shown)).id for _ in range(3)] == [first.id] * 3
    await add_item(session, cart, slug, 1, "it")
    assert (await _place(session, cart, shown=shown)).id == first.id
    assert (await _place(session, cart)).id != first.id


async def test_twenty_tabs_at_once_place_one_order(committed_tenant):
    async with unit_of_work(committed_tenant) as session:
        cart = await create_cart(session, await create_service(session))
        shown = await _shown(session, cart)

    async def click() -> str:
        async with unit_of_work(committed_tenant) as session:
            return (await _place(session, cart, shown=shown)).number

    assert len(set(await asyncio.gather(*(click() for _ in range(20))))) == 1
    async with unit_of_work(committed_tenant) as session:
        assert await session.scalar(select(func.count()).select_from(Order)) == 1


async def test_fifty_carts_use_a_coupon_for_one_once(committed_tenant):
    async with unit_of_work(committed_tenant) as session:
        slug = await create_service(session)
        await create_coupon(session, "UNICO", most_uses=1)
        carts = [await create_cart(session, slug) for _ in range(50)]
        for cart in carts:
            await use_coupon(session, cart, "UNICO", "it")
        shown = await _shown(session, carts[0])

    async def order(number: int) -> str:
        buyer = COMPANY | {"email": f"acquisti{number}@prova.example"}
        try:
            async with unit_of_work(committed_tenant) as session:
                return (await _place(session, carts[number], shown=shown, buyer=buyer)).coupon_code
        except Exception as refused:
            return getattr(refused, "code", repr(refused))

    outcomes = sorted(await asyncio.gather(*(order(number) for number in range(50))))
    assert (outcomes.count("UNICO"), set(outcomes)) == (1, {"UNICO", "CART_CHANGED", "COUPON_USED_UP"} & set(outcomes))
    async with unit_of_work(committed_tenant) as session:
        assert await session.scalar(select(func.count()).select_from(CouponUse)) == 1
        assert await session.scalar(select(func.count()).select_from(Order)) == 1


@pytest.mark.parametrize("change", ["price", "quantity", "gone", "coupon", "version"])
async def test_another_cart_than_the_one_that_was_shown_is_not_ordered(session, change):
    slug, other = await create_service(session), await create_service(session, slug="dpia", name="DPIA")
    cart = await create_cart(session, slug, other)
    await create_coupon(session)
    shown = await _shown(session, cart)
    if change == "price":
        await session.execute(update(CatalogPrice).values(amount=1))
    if change == "quantity":
        await add_item(session, cart, slug, 1, "it")
    if change == "gone":
        gone = update(CatalogItem).where(CatalogItem.slug == other).values(status=ItemStatus.ARCHIVED)
        await session.execute(gone)
    if change == "coupon":
        await use_coupon(session, cart, "PROVA10", "it")
    if change == "version":
        shown = Shown("0.01", 0)
    with pytest.raises(CartChanged):
        await _place(session, cart, shown=shown)
    assert len(await list_cart_lines(session, cart.id)) == 2


async def test_a_coupon_that_does_not_count_for_this_buyer_is_never_taken_silently(session):
    slug = await create_service(session)
    await _place(session, await create_cart(session, slug))
    cart = await create_cart(session, slug)
    await create_coupon(session, "PRIMO", is_for_first_order=True)
    await use_coupon(session, cart, "PRIMO", "it")
    with pytest.raises(CartChanged):
        await _place(session, cart)


async def test_an_empty_cart_is_not_ordered(session):
    with pytest.raises(CartIsEmpty):
        await _place(session, await create_cart(session))


async def test_wrong_data_leave_the_cart_as_it_was(session):
    cart = await create_cart(session, await create_service(session))
    with pytest.raises(InvalidInput):
        await _place(session, cart, buyer=COMPANY | {"vat_number": "1"})
    assert (len(await list_cart_lines(session, cart.id)), cart.orders_made) == (1, 0)


@pytest.mark.parametrize(
    ("buyer", "ticked", "kinds"),
    [
        (COMPANY, AGREED, [ConsentKind.TERMS]),
        (COMPANY, AGREED | {"early_start": "on"}, [ConsentKind.TERMS]),
        (PERSON, AGREED, [ConsentKind.TERMS]),
        (PERSON, AGREED | {"early_start": "on"}, [ConsentKind.EARLY_START, ConsentKind.TERMS]),
    ],
)
async def test_what_was_agreed_to_is_kept_in_the_very_words(session, buyer, ticked, kinds):
    order = await _place(session, await create_cart(session, await create_service(session)), buyer=buyer, ticked=ticked)
    consents = await list_consents(session, order.id)
    assert [consent.kind for consent in consents] == kinds
    words = {consent.kind: consent.wording for consent in consents}
    assert words[ConsentKind.TERMS] == "Ho letto e accetto le condizioni di vendita."
    has_asked = "early_start_asked" in [event.kind for event in await list_events(session, order.id)]
    assert has_asked == (ConsentKind.EARLY_START in kinds)
    if has_asked:
        assert words[ConsentKind.EARLY_START] == early_start_words([ItemKind.SERVICE_FIXED], "it")


@pytest.mark.parametrize("ticked", [{}, {"terms": ""}, {"early_start": "on"}])
def test_without_the_terms_there_is_no_order(ticked):
    with pytest.raises(InvalidInput) as refused:
        read_agreements(ticked, is_consumer=True, kinds=[ItemKind.DIGITAL], locale="it")
    assert refused.value.fields[0].field == "terms"


@pytest.mark.parametrize(
    ("kinds", "has_service", "has_digital"),
    [
        ([ItemKind.SERVICE_FIXED], True, False),
        ([ItemKind.DIGITAL], False, True),
        ([ItemKind.SERVICE_FIXED, ItemKind.DIGITAL], True, True),
    ],
)
def test_a_consumer_asks_for_what_is_in_the_cart(kinds, has_service, has_digital):
    words = early_start_words(kinds, "it")
    assert ("artt. 51, 57 e 59" in words, "contenuto digitale" in words) == (has_service, has_digital)
