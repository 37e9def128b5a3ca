"""Carts: nothing is lost at the door, nothing of another person is found, and changed prices are told."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.carts.models import Cart, CartLine
from aistrategyhub.features.carts.queries import list_lines, read_cart
from aistrategyhub.features.carts.rules import CouponRefused
from aistrategyhub.features.carts.rules.words import cart_body, notices_of
from aistrategyhub.features.carts.service import (
    CartKeyReused,
    CartMixesCurrencies,
    accept_prices,
    add_item,
    change_quantity,
    empty,
    forget_carts,
    forget_carts_of,
    open_cart,
    remember_request,
    remove_item,
    use_coupon,
)
from aistrategyhub.features.catalog.models import CatalogItem, CatalogPrice, ItemStatus, PriceList
from aistrategyhub.features.catalog.queries import ItemNotForSale, ItemNotFound
from aistrategyhub.infra.db import unit_of_work
from tests.factories.carts import create_cart, create_coupon
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody
from tests.factories.sales import create_seller
from tests.harness.statements import counted_statements


async def _held(session, cart: Cart) -> dict[str, int]:
    return {line.name: line.quantity for line in await list_lines(session, cart.id)}


async def _open(session, **who) -> Cart | None:
    return await open_cart(session, **({"guest_cart_id": None, "person_id": None, "locale": "it"} | who))


class TestWhoseItIs:
    async def test_a_guest_finds_theirs_by_its_id(self, session):
        cart = await create_cart(session, await create_service(session))
        assert await _open(session, guest_cart_id=cart.id) is cart
        assert await _open(session) is None

    async def test_a_persons_cart_is_found_by_no_cookie(self, session):
        slug, owner = await create_service(session), await create_somebody(session)
        thief = await create_somebody(session, email="ladra@prova.example")
        cart = await create_cart(session, slug, person_id=owner.id)
        assert await _open(session, guest_cart_id=cart.id) is None
        assert await _open(session, guest_cart_id=cart.id, person_id=thief.id) is None
        assert await _held(session, cart) == {"Gap assessment": 1}

    async def test_what_a_guest_put_in_is_theirs_after_signing_in(self, session):
        slug, person = await create_service(session), await create_somebody(session)
        cart = await create_cart(session, slug)
        assert await _open(session, guest_cart_id=cart.id, person_id=person.id) is cart
        assert cart.user_id == person.id
        # Signed out, the same browser finds nothing of it.
        assert await _open(session, guest_cart_id=cart.id) is None

    async def test_two_carts_become_one_and_quantities_add_up(self, session):
        both = await create_service(session, slug="dpia", name="DPIA")
        other = await create_service(session, slug="fria", name="FRIA")
        person = await create_somebody(session)
        own = await create_cart(session, both, person_id=person.id, quantity=2)
        brought = await create_cart(session, both, other, quantity=3)
        coupon = await create_coupon(session)
        await use_coupon(session, brought, coupon.code, "it")
        joined = await _open(session, guest_cart_id=brought.id, person_id=person.id)
        assert joined.id == own.id
        assert await _held(session, own) == {"DPIA": 5, "FRIA": 3}
        assert own.coupon_id == coupon.id
        assert (await session.execute(select(func.count()).select_from(Cart))).scalar_one() == 1
        # Looked at again with the old cookie, nothing is added twice.
        again = await _open(session, guest_cart_id=brought.id, person_id=person.id)
        assert await _held(session, again) == {"DPIA": 5, "FRIA": 3}

    async def test_tabs_that_look_at_once_join_them_once(self, committed_tenant):
        async with unit_of_work(committed_tenant) as session:
            slug, person = await create_service(session), await create_somebody(session)
            await create_cart(session, slug, person_id=person.id)
            brought = await create_cart(session, slug, quantity=4)

        async def look() -> dict[str, int]:
            async with unit_of_work(committed_tenant) as session:
                return await _held(session, await _open(session, guest_cart_id=brought.id, person_id=person.id))

        assert await asyncio.gather(*(look() for _ in range(8))) == [{"Gap assessment": 5}] * 8

    async def test_one_person_has_one_cart_however_many_tabs_begin_it(self, committed_tenant):
        async with unit_of_work(committed_tenant) as session:
            slug, person = await create_service(session), await create_somebody(session)

        async def put_in() -> None:
            async with unit_of_work(committed_tenant) as session:
                await create_cart(session, slug, person_id=person.id)

        await asyncio.gather(*(put_in() for _ in range(8)))
        async with unit_of_work(committed_tenant) as session:
            assert await _held(session, await _open(session, person_id=person.id)) == {"Gap assessment": 8}


class TestFilling:
    async def test_more_of_the_same_is_one_line(self, session):
        slug = await create_service(session)
        cart = await create_cart(session, slug)
        await add_item(session, cart, slug, "2", "it")
        assert await _held(session, cart) == {"Gap assessment": 3}

    async def test_a_line_holds_a_hundred_and_no_more(self, session):
        slug = await create_service(session)
        cart = await create_cart(session, slug, quantity=99)
        with pytest.raises(InvalidInput) as refused:
            await add_item(session, cart, slug, 2, "it")
        assert refused.value.fields[0].code == "TOO_MANY"
        await change_quantity(session, cart, (await list_lines(session, cart.id))[0].item_id, 100)
        assert await _held(session, cart) == {"Gap assessment": 100}

    @pytest.mark.parametrize("quantity", [0, -1, 10**9, 1.5, "uno"])
    async def test_no_other_quantity_comes_in(self, session, quantity):
        slug = await create_service(session)
        cart = await create_cart(session, slug)
        item_id = (await list_lines(session, cart.id))[0].item_id
        for act in (add_item(session, cart, slug, quantity, "it"), change_quantity(session, cart, item_id, quantity)):
            with pytest.raises(InvalidInput):
                await act
        assert await _held(session, cart) == {"Gap assessment": 1}

    async def test_only_what_is_sold_as_it_is_goes_in(self, session):
        cart = await create_cart(session)
        await create_service(session, slug="bozza", published=False)
        await create_service(session, slug="su-misura", price_max="9000.00")
        for slug, refusal in (("bozza", ItemNotFound), ("mai-visto", ItemNotFound), ("su-misura", ItemNotForSale)):
            with pytest.raises(refusal):
                await add_item(session, cart, slug, 1, "it")
        assert await _held(session, cart) == {}

    async def test_two_currencies_do_not_mix(self, session):
        euro = await create_service(session, slug="dpia")
        francs = await create_service(session, slug="fria")
        cart = await create_cart(session, euro)
        await session.execute(
            update(CatalogPrice)
            .where(CatalogPrice.item_id == select(CatalogItem.id).where(CatalogItem.slug == francs).scalar_subquery())
            .values(currency="CHF")
        )
        with pytest.raises(CartMixesCurrencies):
            await add_item(session, cart, francs, 1, "it")
        assert len(await list_lines(session, cart.id)) == 1

    async def test_what_is_taken_out_is_out(self, session):
        cart = await create_cart(session, await create_service(session))
        item_id = (await list_lines(session, cart.id))[0].item_id
        await remove_item(session, cart, item_id)
        await remove_item(session, cart, item_id)
        assert await _held(session, cart) == {}

    async def test_a_key_changes_a_cart_once(self, session):
        cart = await create_cart(session)
        assert await remember_request(session, cart, "chiave", "una")
        assert not await remember_request(session, cart, "chiave", "una")
        with pytest.raises(CartKeyReused):
            await remember_request(session, cart, "chiave", "altra")
        other = await create_cart(session)
        assert await remember_request(session, other, "chiave", "altra")


class TestReading:
    async def test_it_adds_up_as_an_order_of_it_would(self, session):
        await create_service(session, slug="dpia", price="1450.00")
        await create_service(session, slug="fria", price="0.33")
        cart = await create_cart(session, "dpia", "fria", quantity=2)
        body = cart_body(await read_cart(session, cart, "it"))
        assert [(line.net, line.vat) for line in body.items] == [
            (Decimal("2900.00"), Decimal("638.00")),
            (Decimal("0.66"), Decimal("0.15")),
        ]
        assert (body.subtotal, body.tax_amount, body.total, body.count) == (
            Decimal("2900.66"),
            Decimal("638.15"),
            Decimal("3538.81"),
            4,
        )

    async def test_a_seller_in_the_flat_rate_scheme_charges_no_vat(self, session):
        await create_seller(session, regime_fiscale="RF19")
        cart = await create_cart(session, await create_service(session))
        body = cart_body(await read_cart(session, cart, "it"))
        assert (body.subtotal, body.tax_amount, body.total) == (Decimal("1000.00"), Decimal(0), Decimal("1000.00"))

    async def test_another_price_is_told_and_counts(self, session):
        cart = await create_cart(session, await create_service(session))
        before = (await read_cart(session, cart, "it")).version
        await session.execute(update(CatalogPrice).values(amount=Decimal("1200.00")))
        after = await read_cart(session, cart, "it")
        assert [notice.code for notice in notices_of(after)] == ["PRICE_CHANGED"]
        assert "era 1.000,00\xa0€, adesso è 1.200,00\xa0€" in notices_of(after)[0].message
        assert after.amounts.subtotal == Decimal("1200.00")
        assert after.version != before
        await accept_prices(session, cart, "it")
        accepted = await read_cart(session, cart, "it")
        assert (notices_of(accepted), accepted.version) == ([], after.version)

    async def test_another_list_is_another_price(self, session):
        """A list that comes first now asks something else: the price seen before is not the price any more."""
        cart = await create_cart(session, await create_service(session))
        price = (await session.execute(select(CatalogPrice))).scalar_one()
        aside = PriceList(name="Nuovo")
        session.add(aside)
        await session.flush()
        session.add(CatalogPrice(item_id=price.item_id, price_list_id=aside.id, amount=Decimal("800.00")))
        await session.execute(update(PriceList).values(is_default=False))
        await session.execute(update(PriceList).where(PriceList.id == aside.id).values(is_default=True))
        reading = await read_cart(session, cart, "it")
        assert reading.amounts.subtotal == Decimal("800.00")
        assert [notice.code for notice in notices_of(reading)] == ["PRICE_CHANGED"]

    async def test_what_is_no_longer_for_sale_is_told_and_counts_for_nothing(self, session):
        await create_service(session, slug="dpia", price="500.00")
        cart = await create_cart(session, await create_service(session), "dpia")
        await session.execute(update(CatalogItem).where(CatalogItem.slug == "dpia").values(status=ItemStatus.ARCHIVED))
        reading = await read_cart(session, cart, "it")
        assert [notice.code for notice in notices_of(reading)] == ["NOT_FOR_SALE"]
        assert reading.amounts.subtotal == Decimal("1000.00")
        await accept_prices(session, cart, "it")
        assert await _held(session, cart) == {"Gap assessment": 1}

    async def test_many_lines_cost_no_more_statements_than_one(self, session):
        slugs = [await create_service(session, slug=f"servizio-{number}") for number in range(12)]
        one, many = await create_cart(session, slugs[0]), await create_cart(session, *slugs)
        coupon = await create_coupon(session)
        for cart in (one, many):
            await use_coupon(session, cart, coupon.code, "it")
        counts = []
        for cart in (one, many):
            with counted_statements() as sent:
                await read_cart(session, cart, "it")
            counts.append(len(sent))
        assert counts[0] == counts[1]
        assert counts[1] <= 7


class TestCoupon:
    async def test_it_is_spread_over_the_lines_and_vat_follows(self, session):
        await create_service(session, slug="dpia", price="100.00")
        await create_service(session, slug="fria", price="300.00")
        cart = await create_cart(session, "dpia", "fria")
        await create_coupon(session, "CINQUANTA", amount=Decimal(50))
        await use_coupon(session, cart, "cinquanta", "it")
        body = cart_body(await read_cart(session, cart, "it"))
        assert [(line.discount, line.net, line.vat) for line in body.items] == [
            (Decimal("12.50"), Decimal("87.50"), Decimal("19.25")),
            (Decimal("37.50"), Decimal("262.50"), Decimal("57.75")),
        ]
        assert (body.discount, body.total) == (Decimal("50.00"), Decimal("427.00"))

    async def test_one_that_does_not_count_is_refused(self, session):
        cart = await create_cart(session, await create_service(session))
        await create_coupon(session, "GRANDE", minimum=Decimal("1000.01"))
        for code, refusal in (
            ("MAI-VISTO", "COUPON_UNKNOWN"),
            ("GRANDE", "COUPON_MINIMUM"),
            ("\x00", "COUPON_UNKNOWN"),
        ):
            with pytest.raises(CouponRefused) as refused:
                await use_coupon(session, cart, code, "it")
            assert refused.value.code == refusal
        assert cart.coupon_id is None

    async def test_one_that_ends_later_is_told_of_in_the_cart(self, session):
        cart = await create_cart(session, await create_service(session))
        coupon = await create_coupon(session)
        await use_coupon(session, cart, coupon.code, "it")
        coupon.ended_at = now()
        await session.flush()
        body = cart_body(await read_cart(session, cart, "it"))
        assert (body.coupon.refusal, body.coupon.message) == ("COUPON_OVER", "Questo codice non vale più.")
        assert (body.discount, body.total) == (Decimal(0), Decimal("1220.00"))


class TestLettingGo:
    async def test_an_emptied_cart_keeps_nothing(self, session):
        cart = await create_cart(session, await create_service(session))
        cart.answers, cart.reminder_email, cart.reminder_agreed_at = {"name": "Anna"}, "anna@prova.example", now()
        await empty(session, cart)
        assert (await _held(session, cart), cart.answers, cart.reminder_email) == ({}, {}, None)

    async def test_old_and_erased_ones_go(self, session):
        slug, person = await create_service(session), await create_somebody(session)
        await create_cart(session, slug)
        await create_cart(session, slug, person_id=person.id)
        await forget_carts_of(session, person.id)
        assert (await session.execute(select(func.count()).select_from(CartLine))).scalar_one() == 1
        assert await forget_carts(session, before=now()) == 1
        assert (await session.execute(select(func.count()).select_from(CartLine))).scalar_one() == 0
