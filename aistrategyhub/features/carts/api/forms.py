"""The cart's forms as a browser sends them by itself: they work on a page that is asleep, and lead back to the cart.

All that changes how much is in it comes this way: only an answer over HTTP can give the browser its cookies."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import LOCALES, current_locale
from aistrategyhub.features.carts import service
from aistrategyhub.features.carts.api.holding import cart_of, held, tell_browser
from aistrategyhub.features.carts.links import cart_path
from aistrategyhub.features.carts.models import Cart
from aistrategyhub.features.carts.service import NotInCart
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import CART, hit_or_refuse

router = APIRouter(prefix="/cart/form", include_in_schema=False)

_HOLDER = "a cart is its holder's: whoever has the session or the cookie"
_Text = Annotated[str, Form(max_length=300)]


@router.post("/add")
@public(_HOLDER)
async def add(request: Request, slug: _Text = "", quantity: _Text = "1", locale: _Text = "") -> RedirectResponse:
    """Puts something in, and shows the cart."""
    spoken = _spoken(locale)

    async def act(session: AsyncSession, cart: Cart) -> None:
        await service.add_item(session, cart, slug, quantity, spoken)

    return await _done(request, spoken, act, is_made=True)


@router.post("/change")
@public(_HOLDER)
async def change(request: Request, item: _Text = "", quantity: _Text = "", locale: _Text = "") -> RedirectResponse:
    """Another quantity."""

    async def act(session: AsyncSession, cart: Cart) -> None:
        item_id = read_id(item)
        if item_id is None:
            raise NotInCart
        await service.change_quantity(session, cart, item_id, quantity)

    return await _done(request, _spoken(locale), act)


@router.post("/remove")
@public(_HOLDER)
async def remove(request: Request, item: _Text = "", locale: _Text = "") -> RedirectResponse:
    """None of an item any more; the cart offers to put it back."""
    taken: dict[str, str] = {}

    async def act(session: AsyncSession, cart: Cart) -> None:
        item_id = read_id(item)
        if item_id and (quantity := await service.remove_item(session, cart, item_id)):
            taken.update(tolto=str(item_id), pezzi=str(quantity))

    return await _done(request, _spoken(locale), act, told=taken)


@router.post("/prices")
@public(_HOLDER)
async def prices(request: Request, locale: _Text = "") -> RedirectResponse:
    """Takes note of what has changed."""
    spoken = _spoken(locale)

    async def act(session: AsyncSession, cart: Cart) -> None:
        await service.accept_prices(session, cart, spoken)

    return await _done(request, spoken, act)


async def _done(
    request: Request,
    locale: str,
    act: Callable[[AsyncSession, Cart], Awaitable[None]],
    *,
    is_made: bool = False,
    told: Mapping[str, str] | None = None,
) -> RedirectResponse:
    """To the cart, which says why when the act was refused, and else what it was `told`."""
    refused, cart = "", None
    try:
        await hit_or_refuse(CART, caller_of(request.scope))
        async with unit_of_work() as session:
            cart = await cart_of(session, request, locale, is_made=is_made)
            if cart is not None:
                await act(session, cart)
    except DomainError as refusal:
        refused, cart = refusal.fields[0].code if isinstance(refusal, InvalidInput) else refusal.code, None
    async with unit_of_work() as session:
        after = await held(session, cart or await cart_of(session, request, locale), locale)
    said = {"detto": refused} if refused else told or {}
    answer = RedirectResponse(cart_path(locale, **said), status_code=303)
    tell_browser(request, answer, after)
    return answer


def _spoken(locale: str) -> str:
    return locale if locale in LOCALES else current_locale()
