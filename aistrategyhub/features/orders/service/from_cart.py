"""An order of what is in a cart: one, however often and from how many tabs it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import Buyer, read_buyer
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.core.text import mark
from aistrategyhub.features.carts.models import Cart
from aistrategyhub.features.carts.queries import added_up, lock_cart, read_cart
from aistrategyhub.features.carts.schemas import CartReading, LineReading
from aistrategyhub.features.carts.service import close_after_order, remember_request
from aistrategyhub.features.catalog.queries import get_offers
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import find_order_of_request, has_ordered
from aistrategyhub.features.orders.service.lines import OrderedItem, refuse_mixed
from aistrategyhub.features.orders.service.placing import account_of, place_order
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.queries import sells_to_offices
from aistrategyhub.features.vat.rules import customer_of
from aistrategyhub.features.vat.schemas import Customer


class CartIsEmpty(DomainError):
    """There is nothing in the cart that can be ordered."""

    code = "CART_EMPTY"
    sentence = mark("Nel carrello non c’è nulla da ordinare.")


class CartChanged(DomainError):
    """What would be ordered is not what was shown."""

    code = "CART_CHANGED"
    sentence = mark("Il carrello è cambiato mentre lo guardavi: ricontrolla il riepilogo e conferma di nuovo.")


@dataclass(frozen=True)
class Shown:
    """The cart as its buyer saw it last: a word for what was in it (`CartReading.version`), and how many orders had
    come of it by then. No amount is taken from a browser."""

    version: str
    orders_made: int


async def read_items(
    session: AsyncSession, items: Sequence[OrderedItem], buyer: Buyer | None, locale: str, vat_check: VatCheck | None
) -> CartReading:
    """These items as if they were in this buyer's cart. Raises ItemNotFound, ItemNotForSale, CartMixesCurrencies or
    GoodsNotSoldAbroad."""
    offers = await get_offers(session, [item.slug for item in items], locale)
    refuse_mixed(offers)
    lines = [
        LineReading(offer.item_id, offer.name, item.quantity, offer.net_price, offer.currency, offer)
        for offer, item in zip(offers, items, strict=True)
    ]
    reading = CartReading(lines=lines, currency=offers[0].currency)
    return await added_up(session, reading, customer_of(buyer, vat_check) if buyer else Customer())


async def read_for_buyer(
    session: AsyncSession, cart: Cart | None, buyer: Buyer | None, locale: str, vat_check: VatCheck | None
) -> CartReading:
    """The cart as this buyer would pay for it now, the coupon counting only if it does for them. Raises
    GoodsNotSoldAbroad."""
    if buyer is None:
        return await read_cart(session, cart, locale)
    email = buyer.email.lower()
    ordered = await has_ordered(session, user_id=await account_of(session, buyer), email=email)
    customer = customer_of(buyer, vat_check)
    return await read_cart(session, cart, locale, customer, email=email, has_ordered=ordered)


async def place_cart_order(
    session: AsyncSession,
    cart_id: UUID,
    *,
    shown: Shown,
    buyer_data: Mapping[str, Any],
    ticked: Mapping[str, Any],
    locale: str,
    vat_check: VatCheck | None = None,
    idempotency_key: str | None = None,
) -> Order:
    """The order of what is in the cart, which is empty then. A second click, another tab or a repeated request gets the
    order that the first one made.

    `ticked` are the agreements by name. Raises CartIsEmpty, CartChanged when something else was shown, InvalidInput,
    CouponRefused, GoodsNotSoldAbroad; then nothing was created and the cart is as it was.
    """
    cart = await lock_cart(session, cart_id)
    if cart is None:
        raise CartIsEmpty
    key = idempotency_key or _key(cart.id, shown.orders_made)
    if cart.orders_made != shown.orders_made and (earlier := await find_order_of_request(session, key)):
        return earlier
    buyer = read_buyer(buyer_data, may_be_office=await sells_to_offices(session))
    reading = await read_for_buyer(session, cart, buyer, locale, vat_check)
    if not reading.buyable:
        raise CartIsEmpty
    if reading.version != shown.version:
        raise CartChanged
    order = await place_order(
        session,
        items=[OrderedItem(line.offer.slug, line.quantity) for line in reading.buyable if line.offer],
        buyer_data=buyer_data,
        locale=locale,
        idempotency_key=key,
        vat_check=vat_check,
        coupon_code=reading.coupon_code if reading.discount else "",
        ticked=ticked,
    )
    if order.total != reading.amounts.total:
        raise CartChanged
    await close_after_order(session, cart, but=_left(reading))
    return order


async def place_cart_order_once(
    session: AsyncSession, cart: Cart, key: str, request: str, version: str, **wanted: Any
) -> Order:
    """The same for a program that says under which `key` it asks: that `request` again gets the same order. Raises
    CartKeyReused when the key came with another one."""
    known = f"cart:{cart.id}:key:{fingerprint(key)}"
    if not await remember_request(session, cart, key, request) and (
        earlier := await find_order_of_request(session, known)
    ):
        return earlier
    shown = Shown(version, cart.orders_made)
    return await place_cart_order(session, cart.id, shown=shown, idempotency_key=known, **wanted)


def _left(reading: CartReading) -> list[UUID]:
    """What is for sale and was not ordered: it has a price in another currency."""
    ordered = {line.item_id for line in reading.buyable}
    return [line.item_id for line in reading.lines if line.offer and line.item_id not in ordered]


def _key(cart_id: UUID, orders_made: int) -> str:
    return f"cart:{cart_id}:{orders_made}"
