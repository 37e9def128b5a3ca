"""The cart over HTTP, for programs and for pages that are awake."""

import json
from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import public
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.carts import service
from aistrategyhub.features.carts.api.holding import cart_of, held, tell_browser
from aistrategyhub.features.carts.links import cart_path, read_resume_key
from aistrategyhub.features.carts.models import Cart
from aistrategyhub.features.carts.queries import list_lines
from aistrategyhub.features.carts.rules.words import cart_body
from aistrategyhub.features.carts.schemas import AddBody, CartBody, CouponBody, QuantityBody, ReminderBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import CART, COUPON, hit_or_refuse

router = APIRouter(prefix="/cart", tags=["cart"])

_HOLDER = "a cart is its holder's: whoever has the session or the cookie"
IdempotencyKey = Annotated[str | None, Header(max_length=255)]
Act = Callable[[AsyncSession, Cart], Awaitable[None]]


@router.get("")
@public(_HOLDER)
async def read(request: Request, response: Response) -> Envelope[CartBody]:
    """The cart. Signed in, what was put in before joins what the person had."""
    async with unit_of_work() as session:
        after = await held(session, await cart_of(session, request, current_locale()), current_locale())
    tell_browser(request, response, after)
    return ok(cart_body(after.reading))


@router.post("/items", status_code=201)
@public(_HOLDER)
async def add(
    request: Request, response: Response, body: AddBody, idempotency_key: IdempotencyKey = None
) -> Envelope[CartBody]:
    """Puts so many more of an item in."""
    await hit_or_refuse(CART, caller_of(request.scope))

    async def act(session: AsyncSession, cart: Cart) -> None:
        await service.add_item(session, cart, body.slug, body.quantity, current_locale())

    asked = json.dumps(["add", body.slug, str(body.quantity)])
    return await _changed(request, response, act, key=idempotency_key, asked=asked)


@router.patch("/items/{item_id}")
@public(_HOLDER)
async def change(request: Request, response: Response, item_id: UUID, body: QuantityBody) -> Envelope[CartBody]:
    """From now on so many of an item."""
    await hit_or_refuse(CART, caller_of(request.scope))

    async def act(session: AsyncSession, cart: Cart) -> None:
        await service.change_quantity(session, cart, item_id, body.quantity)

    return await _changed(request, response, act, is_made=False)


@router.delete("/items/{item_id}")
@public(_HOLDER)
async def remove(request: Request, response: Response, item_id: UUID) -> Envelope[CartBody]:
    """Takes an item out; one that is not there is out already."""

    async def act(session: AsyncSession, cart: Cart) -> None:
        await service.remove_item(session, cart, item_id)

    return await _changed(request, response, act, is_made=False)


@router.delete("")
@public(_HOLDER)
async def remove_all(request: Request, response: Response) -> Envelope[CartBody]:
    """Empties the cart."""
    return await _changed(request, response, service.empty, is_made=False)


@router.post("/coupon")
@public(_HOLDER)
async def use_coupon(
    request: Request, response: Response, body: CouponBody, idempotency_key: IdempotencyKey = None
) -> Envelope[CartBody]:
    """Gives the cart a coupon, in place of the one it had."""
    await hit_or_refuse(COUPON, caller_of(request.scope))

    async def act(session: AsyncSession, cart: Cart) -> None:
        await service.use_coupon(session, cart, body.code, current_locale())

    asked = json.dumps(["coupon", body.code])
    return await _changed(request, response, act, key=idempotency_key, asked=asked)


@router.delete("/coupon")
@public(_HOLDER)
async def drop_coupon(request: Request, response: Response) -> Envelope[CartBody]:
    """Takes the coupon away."""

    async def act(session: AsyncSession, cart: Cart) -> None:
        await service.use_coupon(session, cart, "", current_locale())

    return await _changed(request, response, act, is_made=False)


@router.post("/reminder")
@public(_HOLDER)
async def remind(
    request: Request, response: Response, body: ReminderBody, idempotency_key: IdempotencyKey = None
) -> Envelope[CartBody]:
    """Agrees to one mail about this cart should it be left, or takes that back."""
    await hit_or_refuse(CART, caller_of(request.scope))

    async def act(session: AsyncSession, cart: Cart) -> None:
        if body.agreed:
            await service.agree_to_reminder(session, cart, email=body.email, locale=current_locale())
        else:
            await service.take_back_reminder(session, cart)

    asked = json.dumps(["reminder", body.email, body.agreed])
    return await _changed(request, response, act, key=idempotency_key, asked=asked, is_made=False)


@router.get("/resume/{key}", include_in_schema=False)
@public("the key in the address is the right to go on with what is in it")
async def resume(request: Request, key: str) -> RedirectResponse:
    """Leads to the cart of a mail, in whichever browser. Whoever has something in a cart here keeps that one; else
    they get a new one with the same in it, and what its holder typed stays with its holder."""
    locale = current_locale()
    async with unit_of_work() as session:
        cart = await cart_of(session, request, locale)
        cart_id = read_resume_key(key)
        if cart_id and (cart is None or not await list_lines(session, cart.id)):
            cart = await service.copy_cart(session, cart_id) or cart
        after = await held(session, cart, cart.locale if cart else locale)
    answer = RedirectResponse(cart_path(cart.locale if cart else locale), status_code=303)
    tell_browser(request, answer, after)
    return answer


@router.post("/prices")
@public(_HOLDER)
async def accept_prices(
    request: Request, response: Response, idempotency_key: IdempotencyKey = None
) -> Envelope[CartBody]:
    """Takes note of changed prices, and takes out what is no longer for sale."""

    async def act(session: AsyncSession, cart: Cart) -> None:
        await service.accept_prices(session, cart, current_locale())

    return await _changed(request, response, act, key=idempotency_key, asked='["prices"]', is_made=False)


async def _changed(
    request: Request, response: Response, act: Act, *, key: str | None = None, asked: str = "", is_made: bool = True
) -> Envelope[CartBody]:
    """The cart after an act, which is done once for each key. Where there is no cart, only putting something in makes
    one."""
    async with unit_of_work() as session:
        cart = await cart_of(session, request, current_locale(), is_made=is_made)
        if cart is not None and (key is None or await service.remember_request(session, cart, key, asked)):
            await act(session, cart)
        after = await held(session, cart, current_locale())
    tell_browser(request, response, after)
    return ok(cart_body(after.reading))
