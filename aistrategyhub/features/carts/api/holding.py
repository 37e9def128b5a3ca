"""The cart of whoever calls: found by their session or by the cookie of their browser."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.features.carts import service
from aistrategyhub.features.carts.links import CART_COOKIE, cart_key, read_cart_key
from aistrategyhub.features.carts.models import Cart
from aistrategyhub.features.carts.queries import read_cart
from aistrategyhub.features.carts.schemas import CartReading
from aistrategyhub.prerender.declared import COUNT_COOKIE

CART_LASTS = timedelta(days=60)


@dataclass(frozen=True)
class Held:
    """A cart as it is after a call."""

    cart: Cart | None
    reading: CartReading


async def cart_of(session: AsyncSession, request: Request, locale: str, *, is_made: bool = False) -> Cart | None:
    """The caller's cart; with `is_made` a new one where they have none."""
    return await service.open_cart(
        session,
        guest_cart_id=read_cart_key(request.cookies.get(CART_COOKIE)),
        person_id=current_principal().person_id,
        locale=locale,
        is_made=is_made,
    )


async def held(session: AsyncSession, cart: Cart | None, locale: str) -> Held:
    """The cart as it is now."""
    return Held(cart, await read_cart(session, cart, locale))


def tell_browser(request: Request, response: Response, after: Held) -> None:
    """Gives the browser the key of its cart and the count that pages show. Whoever never put anything in gets no
    cookie; a person's cart is found by their session, and needs no key."""
    if after.cart is None:
        for name in {CART_COOKIE, COUNT_COOKIE} & set(request.cookies):
            response.delete_cookie(name, path="/", secure=True, samesite="lax")
        return
    if after.cart.user_id is None:
        _give(response, CART_COOKIE, cart_key(after.cart.id), is_secret=True)
    elif CART_COOKIE in request.cookies:
        response.delete_cookie(CART_COOKIE, path="/", secure=True, samesite="lax")
    _give(response, COUNT_COOKIE, str(after.reading.count), is_secret=False)


def _give(response: Response, name: str, value: str, *, is_secret: bool) -> None:
    lasts = int(CART_LASTS.total_seconds())
    response.set_cookie(name, value, max_age=lasts, path="/", secure=True, httponly=is_secret, samesite="lax")
