"""Orders over HTTP."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from aistrategyhub.core.access import public, refuse_impersonation
from aistrategyhub.core.billing import Buyer, read_buyer
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES
from aistrategyhub.features.carts.api.holding import cart_of, held, tell_browser
from aistrategyhub.features.carts.rules.words import cart_body
from aistrategyhub.features.carts.schemas import CartReading
from aistrategyhub.features.orders import queries, service
from aistrategyhub.features.orders.links import order_key, order_path, read_order_key
from aistrategyhub.features.orders.models import ConsentKind, Order, OrderLine
from aistrategyhub.features.orders.schemas import (
    CalculateBody,
    CalculationBody,
    CreateCartOrderBody,
    CreateOrderBody,
    LineBody,
    OrderBody,
    VatSumBody,
)
from aistrategyhub.features.orders.service.collecting import find_collecting_order
from aistrategyhub.features.quotes.links import read_offer_key
from aistrategyhub.features.quotes.models import Instalment
from aistrategyhub.features.vat.checkout import check_of
from aistrategyhub.features.vat.queries import sells_to_offices
from aistrategyhub.features.vat.rules import vat_sums, why
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.http.idempotency import IdempotencyKey
from aistrategyhub.infra.idempotency import own_key
from aistrategyhub.infra.rate_limits import CHECKOUT, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.vies.choose import vat_register

router = APIRouter(tags=["checkout"])


@router.post("/checkout/create-order", status_code=201)
@public("guests may order")
async def create_order(
    request: Request,
    body: CreateOrderBody,
    idempotency_key: IdempotencyKey = None,
) -> Envelope[OrderBody]:
    """Places an order. With an Idempotency-Key, repeating the request gives the same order."""
    await hit_or_refuse(CHECKOUT, caller_of(request.scope))
    vat_check = await check_of(body.buyer, vat_register(get_settings()))
    async with unit_of_work() as session:
        try:
            order = await service.place_order(
                session,
                items=[service.OrderedItem(item.slug, item.quantity) for item in body.items],
                buyer_data=body.buyer,
                locale=body.locale,
                idempotency_key=own_key(idempotency_key),
                vat_check=vat_check,
                ticked=_ticked(body),
            )
        except InvalidInput as error:
            raise _below_buyer(error, but=frozenset(ConsentKind)) from error
        return ok(body_of(order, await queries.list_lines(session, order.id)))


@router.post("/checkout/calculate")
@public("prices are shown to everybody, a cart to its holder")
async def calculate(request: Request, body: CalculateBody) -> Envelope[CalculationBody]:
    """What these items, or without any the caller's cart, cost this buyer, and why that VAT. Nothing is created."""
    await hit_or_refuse(CHECKOUT, caller_of(request.scope))
    vat_check = await check_of(body.buyer, vat_register(get_settings())) if body.buyer else None
    async with unit_of_work() as session:
        may_be_office = await sells_to_offices(session)
        buyer = _read_buyer(body.buyer, may_be_office=may_be_office) if body.buyer else None
        if body.items:
            items = [service.OrderedItem(item.slug, item.quantity) for item in body.items]
            reading = await service.read_items(session, items, buyer, body.locale, vat_check)
        else:
            cart = await cart_of(session, request, body.locale)
            reading = await service.read_for_buyer(session, cart, buyer, body.locale, vat_check)
    return ok(calculation_of(reading))


@router.post("/checkout/create-order-from-cart", status_code=201)
@public("guests may order what is in the cart that they hold")
async def create_cart_order(
    request: Request,
    response: Response,
    body: CreateCartOrderBody,
    idempotency_key: IdempotencyKey = None,
) -> Envelope[OrderBody]:
    """Orders what is in the caller's cart, if it still is what `version` names, and empties it. With an
    Idempotency-Key, repeating the request gives the same order."""
    refuse_impersonation()
    await hit_or_refuse(CHECKOUT, caller_of(request.scope))
    vat_check = await check_of(body.buyer, vat_register(get_settings()))
    wanted: dict[str, Any] = {
        "buyer_data": body.buyer,
        "ticked": _ticked(body),
        "locale": body.locale,
        "vat_check": vat_check,
    }
    async with unit_of_work() as session:
        cart = await cart_of(session, request, body.locale)
        if cart is None:
            raise service.CartIsEmpty
        try:
            if idempotency_key:
                asked = body.model_dump_json()
                order = await service.place_cart_order_once(
                    session, cart, idempotency_key, asked, body.version, **wanted
                )
            else:
                shown = service.Shown(body.version, cart.orders_made)
                order = await service.place_cart_order(session, cart.id, shown=shown, **wanted)
        except InvalidInput as error:
            raise _below_buyer(error, but=frozenset(ConsentKind)) from error
        after = await held(session, cart, body.locale)
        placed = body_of(order, await queries.list_lines(session, order.id))
    tell_browser(request, response, after)
    return ok(placed)


@router.get("/checkout/ordered/{order_key}", include_in_schema=False)
@public("shows nothing: the order's page asks for the key itself")
async def ordered(request: Request, order_key: str, locale: str = Query("it", max_length=2)) -> RedirectResponse:
    """Leads to the order, and tells the browser how little is left in its cart."""
    spoken = locale if locale in LOCALES else DEFAULT_LOCALE
    path = order_path(read_order_key(order_key), spoken)
    async with unit_of_work() as session:
        after = await held(session, await cart_of(session, request, spoken), spoken)
    answer = RedirectResponse(path, status_code=303)
    tell_browser(request, answer, after)
    return answer


@router.get("/quotes/offers/{offer_key}/orders/{instalment}", include_in_schema=False)
@public("the offer's key in the address is the right to pay what was agreed")
async def open_collecting_order(offer_key: str, instalment: Instalment) -> RedirectResponse:
    """Leads to the order that collects this part of an accepted offer."""
    offer_id = read_offer_key(offer_key)
    async with unit_of_work() as session:
        order = await find_collecting_order(session, offer_id, instalment) if offer_id else None
    if order is None:
        raise queries.OrderNotFound
    return RedirectResponse(order_path(order.id, order.locale), status_code=303)


def body_of(order: Order, lines: list[OrderLine]) -> OrderBody:
    """The order as the API tells it."""
    return OrderBody(
        order_id=order.id,
        order_number=order.number,
        order_key=order_key(order.id),
        status=order.status,
        revision=order.revision,
        amends_id=order.amends_id,
        currency=order.currency,
        subtotal=order.subtotal,
        tax_amount=order.tax_amount,
        total=order.total,
        items=[
            LineBody(
                slug=line.item_slug,
                name=line.name,
                quantity=line.quantity,
                unit_price=line.unit_price,
                vat_rate=line.vat_rate,
                vat_nature=line.vat_nature,
                vat_law=line.vat_law,
                net=line.net,
                vat=line.vat,
                gross=line.gross,
            )
            for line in lines
        ],
        buyer=order.buyer,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        order_url=get_settings().base_url + order_path(order.id, order.locale),
    )


def calculation_of(reading: CartReading) -> CalculationBody:
    """What was reckoned, as the API tells it."""
    sums = [
        VatSumBody(
            rate=treatment.rate,
            nature=treatment.nature,
            law=treatment.law,
            net=net,
            vat=vat,
            reason=why(treatment),
            is_split=treatment.is_split,
        )
        for treatment, net, vat in vat_sums(reading.amounts.lines)
    ]
    return CalculationBody(**cart_body(reading).model_dump(), vat=sums)


def _ticked(body: CreateOrderBody | CreateCartOrderBody) -> dict[ConsentKind, bool]:
    return {ConsentKind.TERMS: body.terms, ConsentKind.EARLY_START: body.early_start}


def _read_buyer(data: Mapping[str, Any], *, may_be_office: bool) -> Buyer:
    try:
        return read_buyer(data, may_be_office=may_be_office)
    except InvalidInput as error:
        raise _below_buyer(error) from error


def _below_buyer(error: InvalidInput, but: Collection[str] = ()) -> InvalidInput:
    """The same refusal with paths as they are in the request: fields stand below `buyer`, `but` for these."""
    return InvalidInput(
        [item if item.field in but else replace(item, field=f"buyer.{item.field}") for item in error.fields]
    )
