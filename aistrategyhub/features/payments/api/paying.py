"""Payments over HTTP: start one, receive the provider's webhooks, and reach the local stand-in outside production."""

from urllib.parse import urlencode

import httpx
import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import LOCALES, _, current_locale, mark, speaking
from aistrategyhub.features.orders.links import read_order_key
from aistrategyhub.features.payments import service
from aistrategyhub.features.payments.checkout import StartedPayment, start_payment
from aistrategyhub.features.payments.rendering import CARD_PAGE_PATH, card_page, card_page_address
from aistrategyhub.features.payments.schemas import StartedPaymentBody, StartPaymentBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok, refusal
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.http.idempotency import IdempotencyKey
from aistrategyhub.infra.rate_limits import PAYMENT, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.stripe.choose import current_gateway
from aistrategyhub.integrations.stripe.gateway import GatewayUnavailable, PaymentGateway, WebhookRefused

log = structlog.get_logger(__name__)

router = APIRouter(tags=["checkout"])
page_router = APIRouter()
stand_in_router = APIRouter()

STAND_IN_PATH = "/dev/stripe"
_STAND_IN_SECONDS = 15.0
# Headers of one connection, which do not travel through a proxy (RFC 9110, 7.6.1), and those the answer gets anew.
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "host"})
_MADE_ANEW = _HOP_BY_HOP | {"content-length", "content-encoding", "date", "server"}


@router.post("/checkout/payment")
@public("the order key is the right to pay the order")
async def payment(
    request: Request, body: StartPaymentBody, idempotency_key: IdempotencyKey = None
) -> Envelope[StartedPaymentBody]:
    """Starts the payment of an order, or finds the one under way: however often it is asked, and under whatever key,
    an order has one open payment."""
    await hit_or_refuse(PAYMENT, caller_of(request.scope))
    order_id, gateway = read_order_key(body.order_key), card_page_gateway()
    started = await start_payment(order_id, gateway)
    return ok(
        StartedPaymentBody(
            payment_id=started.payment_id,
            order_number=started.order_number,
            payment_intent_id=started.intent.id,
            client_secret=started.intent.client_secret,
            publishable_key=gateway.publishable_key,
            amount=started.amount,
            currency=started.currency,
            status=started.intent.status.value,
            is_test_environment=gateway.is_stand_in,
            confirm_url=_confirm_url(started) if gateway.is_stand_in else None,
            pay_page_url=pay_page_url(gateway, started, f"/ordine/{body.order_key}", "it"),
        )
    )


@router.post("/webhooks/stripe")
@public("the signature on the raw body is the proof")
async def stripe_webhook(request: Request) -> Response:
    """Keeps a verified event and answers at once; a job acts on it."""
    try:
        event = current_gateway().verify_webhook(await request.body(), request.headers.get("stripe-signature"))
    except WebhookRefused as error:
        log.warning("webhook refused", fault=error.fault.value)
        return refusal(400, error.code, _(error.sentence))
    async with unit_of_work() as session:
        is_new = await service.store_event(session, event)
    log.info("webhook stored", event_id=event.id, event_type=event.type, is_new=is_new)
    return Response(status_code=200)


class NoPaymentPage(DomainError):
    """Without its publishable key the provider's form opens for nobody: nothing is started that cannot be finished."""

    code = "NO_PAYMENT_PAGE"
    kind = Kind.UNAVAILABLE
    sentence = mark("Il pagamento con carta da questa pagina non è ancora attivo: scrivici e lo facciamo insieme.")


@page_router.get(CARD_PAGE_PATH)
@public("the payment's secret is in the fragment of the address, which never comes here")
async def open_card_page(locale: str = "") -> Response:
    """The provider's form in a page of ours."""
    with speaking(locale if locale in LOCALES else current_locale()):
        return card_page(card_page_gateway().publishable_key)


def card_page_gateway() -> PaymentGateway:
    """The provider, when it has a card page that a browser can be sent to. Raises NoPaymentPage."""
    gateway = current_gateway()
    if not gateway.publishable_key:
        raise NoPaymentPage
    return gateway


def pay_page_url(gateway: PaymentGateway, started: StartedPayment, return_path: str, locale: str) -> str:
    """The page on which this payment is made, which leads back to `return_path`."""
    return typing_page(gateway, "pay", started.intent.client_secret, return_path, locale)


def typing_page(gateway: PaymentGateway, act: str, client_secret: str, return_path: str, locale: str) -> str:
    """The page on which a card is typed, to `pay` with it or to `save` it: the stand-in's own, or the provider's form
    in ours."""
    if not gateway.is_stand_in:
        return card_page_address(client_secret, return_path, locale)
    query = {"client_secret": client_secret, "return_url": return_path, "locale": locale}
    return f"{STAND_IN_PATH}/{act}?{urlencode(query)}"


def _confirm_url(started: StartedPayment) -> str:
    return f"{STAND_IN_PATH}/v1/payment_intents/{started.intent.id}/confirm"


@stand_in_router.api_route(STAND_IN_PATH + "/{path:path}", methods=["GET", "POST"])
@public("stands for the provider's own pages, outside production only")
async def stand_in(request: Request, path: str) -> Response:
    """Passes the browser on to the stand-in, which listens on loopback only."""
    address = get_settings().stripe_stand_in_address
    if get_settings().is_production or not address or path.startswith("_control"):
        return refusal(404, "NOT_FOUND", "Qui non c'è nulla: controlla l'indirizzo.")
    headers = {name: value for name, value in request.headers.items() if name not in _HOP_BY_HOP | {"cookie"}}
    try:
        async with httpx.AsyncClient(timeout=_STAND_IN_SECONDS, trust_env=False) as client:
            answer = await client.request(
                request.method,
                f"{address}/{path}",
                params=request.query_params.multi_items(),
                content=await request.body(),
                headers=headers,
            )
    except httpx.HTTPError as error:
        raise GatewayUnavailable from error
    kept = {name: value for name, value in answer.headers.items() if name.lower() not in _MADE_ANEW}
    return Response(answer.content, status_code=answer.status_code, headers=kept)
