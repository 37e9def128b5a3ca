"""Orders over HTTP."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.features.orders import queries, service
from aistrategyhub.features.orders.links import order_key, order_path
from aistrategyhub.features.orders.models import Order, OrderLine
from aistrategyhub.features.orders.schemas import CreateOrderBody, LineBody, OrderBody
from aistrategyhub.features.orders.service.collecting import find_collecting_order
from aistrategyhub.features.quotes.links import read_offer_key
from aistrategyhub.features.quotes.models import Instalment
from aistrategyhub.features.vat.checkout import check_of
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
            )
        except InvalidInput as error:
            raise _below_buyer(error) from error
        return ok(body_of(order, await queries.list_lines(session, order.id)))


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


def _below_buyer(error: InvalidInput) -> InvalidInput:
    """The same refusal with paths as they are in the request: the buyer's fields stand below `buyer`."""
    return InvalidInput(
        [FieldError(f"buyer.{item.field}", item.code, item.sentence, item.values) for item in error.fields]
    )
