"""A cart: opened, filled, changed, and joined with the one that its holder had before."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput, Kind
from aistrategyhub.core.ids import fingerprint, new_id
from aistrategyhub.core.text import mark
from aistrategyhub.features.carts.models import Cart, CartLine, CartRequest
from aistrategyhub.features.carts.queries.carts import (
    find_cart_of,
    find_guest_cart,
    find_line,
    list_lines,
    lock_cart,
    read_lines,
)
from aistrategyhub.features.carts.queries.coupons import count_uses, find_coupon, terms_of
from aistrategyhub.features.carts.rules import (
    MOST_LINES,
    MOST_OF_ONE,
    CouponMeets,
    CouponRefused,
    Refusal,
    Sought,
    check_coupon,
    merged_quantities,
    read_code,
    read_quantity,
)
from aistrategyhub.features.catalog.queries import get_offer, offers_of
from aistrategyhub.features.catalog.schemas import Offer
from aistrategyhub.infra.db import take_turns

_TOO_MANY = mark("Nel carrello ce ne sono già {had}: in tutto al più {most}.")


class NotInCart(DomainError):
    """The cart holds no such item."""

    code = "NOT_IN_CART"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo servizio non è nel carrello.")


class CartTooFull(DomainError):
    """A cart holds no more different things than an order may."""

    code = "CART_TOO_FULL"
    sentence = mark("Il carrello è pieno: al più {most} voci diverse.")


class CartMixesCurrencies(DomainError):
    """One order is paid in one currency."""

    code = "CART_MIXES_CURRENCIES"
    sentence = mark("Nel carrello ci sono prezzi in {currency}: un ordine si paga in una sola valuta.")


class CartKeyReused(DomainError):
    """The same key came with another change: one of the two requests is a mistake."""

    code = "IDEMPOTENCY_KEY_REUSED"
    sentence = mark("Questa chiave di idempotenza è già stata usata per una richiesta diversa.")


async def open_cart(
    session: AsyncSession, *, guest_cart_id: UUID | None, person_id: UUID | None, locale: str, is_made: bool = False
) -> Cart | None:
    """The cart of whoever asks: a guest's by the id that their browser keeps, a person's by their account.

    What a guest put in before signing in joins what the person had, once; the guest's cart is gone then. An id of a
    cart that is somebody's opens nothing. With `is_made` a new one is made where there is none.
    """
    if person_id is None:
        cart = await find_guest_cart(session, guest_cart_id) if guest_cart_id else None
    else:
        cart = await _cart_of_person(session, person_id, guest_cart_id)
        if cart is None and is_made:
            return await _made_for(session, person_id, locale)
    if cart is None and is_made:
        cart = Cart(locale=locale)
        session.add(cart)
        await session.flush()
    return cart


async def adopt(session: AsyncSession, *, own: Cart, brought: Cart) -> None:
    """The lines of a guest's cart join the person's own: nothing is lost, quantities add up, the guest's is gone. Both
    are locked by this transaction."""
    lines = {line.item_id: line for line in await list_lines(session, own.id)}
    more = {line.item_id: line for line in await list_lines(session, brought.id)}
    quantities = merged_quantities(
        {item: line.quantity for item, line in lines.items()}, {item: line.quantity for item, line in more.items()}
    )
    for item_id, quantity in quantities.items():
        if item_id in lines:
            lines[item_id].quantity = quantity
        else:
            more[item_id].cart_id = own.id
    own.coupon_id = own.coupon_id or brought.coupon_id
    own.answers = own.answers or brought.answers
    await touch(session, own)
    await session.execute(delete(Cart).where(Cart.id == brought.id))


async def add_item(session: AsyncSession, cart: Cart, slug: str, quantity: Any, locale: str) -> None:
    """So many more of an item, at the price of this moment. Raises ItemNotFound, ItemNotForSale, CartTooFull,
    CartMixesCurrencies, and InvalidInput for a quantity that is none or too many in all."""
    wanted = read_quantity(quantity)
    offer = await get_offer(session, slug, locale)
    await lock_cart(session, cart.id)
    lines = await list_lines(session, cart.id)
    known = next((line for line in lines if line.item_id == offer.item_id), None)
    others = [line for line in lines if line is not known]
    if other := next((line.currency for line in others if line.currency != offer.currency), None):
        raise CartMixesCurrencies(currency=other)
    if known is None and len(lines) >= MOST_LINES:
        raise CartTooFull(most=MOST_LINES)
    if known is not None and known.quantity + wanted > MOST_OF_ONE:
        values = {"had": known.quantity, "most": MOST_OF_ONE}
        raise InvalidInput([FieldError("quantity", "TOO_MANY", _TOO_MANY, values)])
    if known is None:
        known = CartLine(
            cart_id=cart.id, item_id=offer.item_id, quantity=0, unit_price=offer.net_price, name=offer.name
        )
        session.add(known)
    known.quantity += wanted
    _show(known, offer)
    await touch(session, cart)


async def change_quantity(session: AsyncSession, cart: Cart, item_id: UUID, quantity: Any) -> None:
    """From now on so many of an item. Raises NotInCart, and InvalidInput for a quantity that is none."""
    wanted = read_quantity(quantity)
    await lock_cart(session, cart.id)
    line = await find_line(session, cart.id, item_id)
    if line is None:
        raise NotInCart
    line.quantity = wanted
    await touch(session, cart)


async def remove_item(session: AsyncSession, cart: Cart, item_id: UUID) -> int:
    """None of an item any more; how many there were."""
    removed = delete(CartLine).where(CartLine.cart_id == cart.id, CartLine.item_id == item_id)
    quantity = await session.scalar(removed.returning(CartLine.quantity))
    await touch(session, cart)
    return quantity or 0


async def accept_prices(session: AsyncSession, cart: Cart, locale: str) -> None:
    """The holder has taken note of what changed: prices are those of now, and what is not for sale any more goes."""
    await lock_cart(session, cart.id)
    lines = await list_lines(session, cart.id)
    offers = await offers_of(session, locale, [line.item_id for line in lines])
    for line in lines:
        offer = offers.get(line.item_id)
        if offer is None:
            await session.delete(line)
        else:
            _show(line, offer)
    await touch(session, cart)


async def use_coupon(session: AsyncSession, cart: Cart, code: str, locale: str) -> None:
    """The cart has this coupon, and no other; with an empty code it has none. It is not used up before an order is
    placed. Raises CouponRefused."""
    cart.coupon_id = None
    if code.strip():
        coupon = await find_coupon(session, read_code(code))
        if coupon is None:
            raise CouponRefused(Refusal.UNKNOWN)
        reading = await read_lines(session, await list_lines(session, cart.id), locale)
        lines = [(line.item_id, Sought(line.offer, line.quantity).price) for line in reading.buyable if line.offer]
        usage = await count_uses(session, coupon.id, user_id=cart.user_id)
        meets = CouponMeets(now(), lines, reading.currency, usage.in_all, usage.own)
        check_coupon(await terms_of(session, coupon), meets)
        cart.coupon_id = coupon.id
    await touch(session, cart)


async def empty(session: AsyncSession, cart: Cart, *, but: Collection[UUID] = ()) -> None:
    """Nothing is in it any more `but` these items: no coupon, nothing that was typed, no leave to write about it."""
    await session.execute(delete(CartLine).where(CartLine.cart_id == cart.id, CartLine.item_id.not_in(but)))
    cart.coupon_id, cart.answers = None, {}
    cart.reminder_words, cart.reminder_agreed_at = "", None
    if cart.reminded_at is None:
        cart.reminder_email = None
    await touch(session, cart)


async def close_after_order(session: AsyncSession, cart: Cart, *, but: Collection[UUID] = ()) -> None:
    """An order has come of it, which this transaction places: the cart is empty `but` for what was not ordered."""
    cart.orders_made += 1
    await empty(session, cart, but=but)


async def copy_cart(session: AsyncSession, cart_id: UUID) -> Cart | None:
    """A guest's new cart with what is in this one and its coupon, and nothing that was typed; None where there is
    nothing to go on with."""
    known = (await session.execute(select(Cart).where(Cart.id == cart_id))).scalar_one_or_none()
    lines = await list_lines(session, cart_id)
    if known is None or not lines:
        return None
    cart = Cart(locale=known.locale, coupon_id=known.coupon_id)
    session.add(cart)
    await session.flush()
    session.add_all(
        CartLine(cart_id=cart.id, **line.model_dump(include={"item_id", "quantity", "unit_price", "currency", "name"}))
        for line in lines
    )
    await session.flush()
    return cart


async def keep_answers(session: AsyncSession, cart: Cart, answers: Mapping[str, Any]) -> None:
    """What was typed at the checkout so far, to go on with it elsewhere."""
    cart.answers = dict(answers)
    await touch(session, cart)


async def remember_request(session: AsyncSession, cart: Cart, key: str, request: str) -> bool:
    """Whether a change under this key is new to the cart; the same request asked again is not. Raises CartKeyReused
    when the key came with another one."""
    made = {
        "id": new_id(),
        "cart_id": cart.id,
        "key_hash": fingerprint(key),
        "request_hash": fingerprint(request),
        "made_at": now(),
    }
    await lock_cart(session, cart.id)
    asked = insert(CartRequest).values(made).on_conflict_do_nothing(index_elements=["tenant_id", "cart_id", "key_hash"])
    if await session.scalar(asked.returning(CartRequest.id)) is not None:
        return True
    earlier = select(CartRequest.request_hash).where(
        CartRequest.cart_id == cart.id, CartRequest.key_hash == made["key_hash"]
    )
    if await session.scalar(earlier) != made["request_hash"]:
        raise CartKeyReused
    return False


async def _cart_of_person(session: AsyncSession, person_id: UUID, guest_cart_id: UUID | None) -> Cart | None:
    own = await find_cart_of(session, person_id)
    brought = await find_guest_cart(session, guest_cart_id) if guest_cart_id else None
    if brought is None:
        return own
    # Two tabs look at once after signing in: one of them joins the carts, the other finds them joined.
    await take_turns(session, f"cart:{person_id}")
    brought = await lock_cart(session, brought.id)
    own = await find_cart_of(session, person_id)
    if brought is None or brought.user_id is not None:
        return own
    if own is None:
        brought.user_id = person_id
        await touch(session, brought)
        return brought
    await lock_cart(session, own.id)
    await adopt(session, own=own, brought=brought)
    return own


async def _made_for(session: AsyncSession, person_id: UUID, locale: str) -> Cart:
    await take_turns(session, f"cart:{person_id}")
    cart = await find_cart_of(session, person_id)
    if cart is None:
        cart = Cart(user_id=person_id, locale=locale)
        session.add(cart)
        await session.flush()
    return cart


def _show(line: CartLine, offer: Offer) -> None:
    """The holder sees this price now."""
    line.unit_price, line.currency, line.name = offer.net_price, offer.currency, offer.name


async def touch(session: AsyncSession, cart: Cart) -> None:
    """Somebody did something with the cart just now."""
    cart.touched_at = now()
    await session.flush()
