"""Reads of carts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from aistrategyhub.core.clock import now
from aistrategyhub.features.carts.models import Cart, CartLine, CartReminderRefusal, Coupon
from aistrategyhub.features.carts.queries.coupons import Usage, count_uses, get_coupon, terms_of
from aistrategyhub.features.carts.rules import (
    CouponMeets,
    CouponTerms,
    Sought,
    discount_of,
    priced,
    refusal_of_coupon,
    version_of,
)
from aistrategyhub.features.carts.schemas import CartReading, LineReading
from aistrategyhub.features.catalog.queries import offers_of
from aistrategyhub.features.vat.queries import seller_vat
from aistrategyhub.features.vat.rules import add_up
from aistrategyhub.features.vat.schemas import Amounts, Customer

_REMINDED_AT_ONCE = 100


async def find_guest_cart(session: AsyncSession, cart_id: UUID) -> Cart | None:
    """The cart of a browser that nobody has signed in with; a person's is not found by a cookie."""
    query = select(Cart).where(Cart.id == cart_id, Cart.user_id.is_(None))
    return (await session.execute(query)).scalar_one_or_none()


async def find_cart_of(session: AsyncSession, person_id: UUID) -> Cart | None:
    """A person's cart."""
    return (await session.execute(select(Cart).where(Cart.user_id == person_id))).scalar_one_or_none()


async def lock_cart(session: AsyncSession, cart_id: UUID) -> Cart | None:
    """The cart, which nobody else may change until this transaction ends."""
    query = select(Cart).where(Cart.id == cart_id).with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def list_lines(session: AsyncSession, cart_id: UUID) -> list[CartLine]:
    """The lines of a cart in the order in which they were put in."""
    query = select(CartLine).where(CartLine.cart_id == cart_id).order_by(CartLine.added_at, CartLine.id)
    return list((await session.execute(query)).scalars())


async def find_line(session: AsyncSession, cart_id: UUID, item_id: UUID) -> CartLine | None:
    """The line of an item in a cart."""
    query = select(CartLine).where(CartLine.cart_id == cart_id, CartLine.item_id == item_id)
    return (await session.execute(query)).scalar_one_or_none()


async def read_cart(
    session: AsyncSession,
    cart: Cart | None,
    locale: str,
    customer: Customer = Customer(),
    *,
    email: str = "",
    has_ordered: bool = False,
) -> CartReading:
    """The cart as it stands now, for this customer; the empty one where there is none. A fixed number of statements,
    however many lines. Whether its coupon counts also depends on who buys, once that is known. Raises
    GoodsNotSoldAbroad."""
    if cart is None:
        return CartReading()
    reading = await read_lines(session, await list_lines(session, cart.id), locale)
    coupon = await get_coupon(session, cart.coupon_id) if cart.coupon_id else None
    if coupon is not None:
        usage = await count_uses(session, coupon.id, user_id=cart.user_id, email=email)
        reading = await _with_coupon(session, reading, coupon, usage, has_ordered)
    reminder_email = cart.reminder_email if cart.reminder_agreed_at else None
    reading = replace(reading, answers=cart.answers, reminder_email=reminder_email or "")
    return await added_up(session, reading, customer)


async def read_lines(session: AsyncSession, lines: Sequence[CartLine], locale: str) -> CartReading:
    """These lines with what can be bought of them now, not yet added up."""
    offers = await offers_of(session, locale, [line.item_id for line in lines])
    readings = [
        LineReading(
            item_id=line.item_id,
            name=offers[line.item_id].name if line.item_id in offers else line.name,
            quantity=line.quantity,
            unit_price=line.unit_price,
            currency=line.currency,
            offer=offers.get(line.item_id),
        )
        for line in lines
    ]
    currency = next((line.offer.currency for line in readings if line.offer), "EUR")
    return CartReading(lines=readings, currency=currency)


async def list_to_remind(
    session: AsyncSession, *, left_after: datetime, left_before: datetime, month: datetime, day: datetime, most: int
) -> list[Cart]:
    """Carts with something in them, left between these moments, whose holder agreed to a mail and has had none since;
    some at a time, locked. An address that refused is left alone, and so is one that was written to about a cart since
    `day`, or `most` times since `month`."""
    other = aliased(Cart)
    written = select(func.count()).where(other.reminder_email == Cart.reminder_email)
    is_refused = exists().where(CartReminderRefusal.address == Cart.reminder_email)
    query = (
        select(Cart)
        .where(
            Cart.reminder_agreed_at.is_not(None),
            Cart.touched_at < left_before,
            Cart.touched_at >= left_after,
            or_(Cart.reminded_at.is_(None), Cart.reminded_at < Cart.reminder_agreed_at),
            exists().where(CartLine.cart_id == Cart.id),
            ~is_refused,
            written.where(other.reminded_at >= day).scalar_subquery() == 0,
            written.where(other.reminded_at >= month).scalar_subquery() < most,
        )
        .order_by(Cart.touched_at)
        .limit(_REMINDED_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return list((await session.execute(query)).scalars())


async def _with_coupon(
    session: AsyncSession, reading: CartReading, coupon: Coupon, usage: Usage, has_ordered: bool
) -> CartReading:
    terms = await terms_of(session, coupon)
    prices = _prices(reading)
    meets = CouponMeets(now(), prices, reading.currency, usage.in_all, usage.own, has_ordered)
    refusal = refusal_of_coupon(terms, meets)
    told = replace(reading, coupon_code=coupon.code, coupon_minimum=coupon.minimum)
    if refusal is not None:
        return replace(told, coupon_refusal=refusal.value)
    return replace(told, lines=_discounted(reading, terms, prices))


def _prices(reading: CartReading) -> list[tuple[UUID, Decimal]]:
    return [(line.item_id, Sought(line.offer, line.quantity).price) for line in reading.buyable if line.offer]


def _discounted(reading: CartReading, terms: CouponTerms, prices: Sequence[tuple[UUID, Decimal]]) -> list[LineReading]:
    off = dict(zip((item for item, _price in prices), discount_of(terms, prices), strict=True))
    return [replace(line, discount=off.get(line.item_id, Decimal("0.00"))) for line in reading.lines]


async def added_up(session: AsyncSession, reading: CartReading, customer: Customer) -> CartReading:
    """The lines with what an order of them comes to for this customer. Raises GoodsNotSoldAbroad."""
    seller = await seller_vat(session)
    buyable = [line for line in reading.buyable if line.offer]
    amounts: Amounts = add_up(
        [priced(line.offer, Decimal(line.quantity), customer, seller, line.discount) for line in buyable]
    )
    sought = [Sought(line.offer, line.quantity) for line in buyable]
    version = version_of(sought, [line.discount for line in buyable], reading.coupon_code)
    return replace(reading, amounts=amounts, version=version)
