"""Carts and coupons, with every field defaulted."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.carts.links import CART_COOKIE, cart_key
from aistrategyhub.features.carts.models import Cart, Coupon
from aistrategyhub.features.carts.rules import CouponTerms
from aistrategyhub.features.carts.service import add_item, make_coupon, open_cart


async def create_cart(session: AsyncSession, *slugs: str, person_id: UUID | None = None, quantity: int = 1) -> Cart:
    """A cart with so many of each of these services."""
    cart = await open_cart(session, guest_cart_id=None, person_id=person_id, locale="it", is_made=True)
    for slug in slugs:
        await add_item(session, cart, slug, quantity, "it")
    return cart


def cookie_to(cart: Cart) -> str:
    """The header of the browser that holds a guest's cart."""
    return f"{CART_COOKIE}={cart_key(cart.id)}"


async def create_coupon(session: AsyncSession, code: str = "PROVA10", **terms: Any) -> Coupon:
    """A coupon of ten percent, unless told otherwise."""
    promised = terms if terms.get("amount") else {"percent": Decimal(10)} | terms
    return await make_coupon(session, code, CouponTerms(**promised))
