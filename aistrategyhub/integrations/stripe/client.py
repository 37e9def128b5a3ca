"""The payment gateway on Stripe's official SDK; the local stand-in is reached through this same code."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import httpx
import stripe

from aistrategyhub.integrations.stripe import translate, webhooks
from aistrategyhub.integrations.stripe.gateway import (
    CardSetup,
    Dispute,
    GatewayNotConfigured,
    GatewayRefused,
    GatewayUnavailable,
    PaymentIntent,
    Refund,
    SavedCard,
    WebhookEvent,
)
from aistrategyhub.integrations.stripe.version import API_VERSION

T = TypeVar("T")

CONNECT_SECONDS = 2.0
READ_SECONDS = 4.0
CALL_SECONDS = 10.0
NETWORK_RETRIES = 1
PAGE_SIZE = 100


class StripeGateway:
    """`PaymentGateway` on Stripe, or on whatever speaks its API at `api_base`. Belongs to one event loop."""

    def __init__(
        self,
        secret_key: str,
        webhook_secret: str,
        api_base: str | None = None,
        *,
        publishable_key: str = "",
        is_stand_in: bool = False,
    ) -> None:
        self.publishable_key = publishable_key
        self.is_stand_in = is_stand_in
        self._webhook_secret = webhook_secret
        self._transport = _Transport(use_proxies=not is_stand_in)
        self._stripe = stripe.StripeClient(
            secret_key,
            stripe_version=API_VERSION,
            base_addresses={"api": api_base} if api_base else None,
            max_network_retries=NETWORK_RETRIES,
            http_client=self._transport,
        )

    async def create_payment_intent(
        self,
        amount_minor: int,
        currency: str,
        idempotency_key: str,
        metadata: Mapping[str, str],
        description: str,
        receipt_email: str | None = None,
    ) -> PaymentIntent:
        params: dict[str, Any] = {
            "amount": amount_minor,
            "currency": currency.lower(),
            "description": description,
            "metadata": dict(metadata),
            "automatic_payment_methods": {"enabled": True},
            "expand": ["latest_charge"],
        }
        if receipt_email:
            params["receipt_email"] = receipt_email
        intents = self._stripe.v1.payment_intents
        return translate.payment_intent(await _ask(intents.create_async(params, _keyed(idempotency_key))))

    async def get_payment_intent(self, intent_id: str) -> PaymentIntent:
        intents = self._stripe.v1.payment_intents
        return translate.payment_intent(await _ask(intents.retrieve_async(intent_id, {"expand": ["latest_charge"]})))

    async def cancel_payment_intent(self, intent_id: str, idempotency_key: str) -> PaymentIntent:
        intents = self._stripe.v1.payment_intents
        call = intents.cancel_async(intent_id, {"expand": ["latest_charge"]}, _keyed(idempotency_key))
        return translate.payment_intent(await _ask(call))

    async def create_customer(self, email: str, name: str, idempotency_key: str) -> str:
        params = {"email": email, "name": name} if name else {"email": email}
        customers = self._stripe.v1.customers
        return (await _ask(customers.create_async(params, _keyed(idempotency_key)))).id

    async def delete_customer(self, customer_id: str) -> None:
        await _unless_gone(self._stripe.v1.customers.delete_async(customer_id))

    async def create_card_setup(self, customer_id: str, idempotency_key: str) -> CardSetup:
        params = {
            "customer": customer_id,
            "automatic_payment_methods": {"enabled": True},
            "usage": "off_session",
            "expand": ["payment_method"],
        }
        setups = self._stripe.v1.setup_intents
        return translate.card_setup(await _ask(setups.create_async(params, _keyed(idempotency_key))))

    async def get_card_setup(self, setup_id: str) -> CardSetup:
        setups = self._stripe.v1.setup_intents
        return translate.card_setup(await _ask(setups.retrieve_async(setup_id, {"expand": ["payment_method"]})))

    async def list_saved_cards(self, customer_id: str) -> list[SavedCard]:
        params = {"type": "card", "limit": PAGE_SIZE}
        found = await _every(self._stripe.v1.customers.payment_methods.list_async(customer_id, params))
        return [translate.saved_card(one) for one in found]

    async def remove_saved_card(self, card_id: str) -> None:
        await _unless_gone(self._stripe.v1.payment_methods.detach_async(card_id))

    async def charge_saved_card(
        self, intent_id: str, customer_id: str, card_id: str, return_url: str, *, is_payer_present: bool
    ) -> PaymentIntent:
        intents = self._stripe.v1.payment_intents
        await _ask(intents.update_async(intent_id, {"customer": customer_id}))
        params: dict[str, Any] = {
            "payment_method": card_id,
            "return_url": return_url,
            "expand": ["latest_charge"],
        }
        if not is_payer_present:
            params["off_session"] = True
        return translate.payment_intent(await _ask(intents.confirm_async(intent_id, params)))

    async def create_refund(
        self,
        payment_intent_id: str,
        amount_minor: int,
        idempotency_key: str,
        metadata: Mapping[str, str] | None = None,
    ) -> Refund:
        params = {
            "payment_intent": payment_intent_id,
            "amount": amount_minor,
            "metadata": dict(metadata or {}),
        }
        return translate.refund(await _ask(self._stripe.v1.refunds.create_async(params, _keyed(idempotency_key))))

    async def list_refunds(self, payment_intent_id: str) -> list[Refund]:
        params = {"payment_intent": payment_intent_id, "limit": PAGE_SIZE}
        newest_first = await _every(self._stripe.v1.refunds.list_async(params))
        return [translate.refund(found) for found in reversed(newest_first)]

    async def list_disputes(self, payment_intent_id: str) -> list[Dispute]:
        params = {"payment_intent": payment_intent_id, "limit": PAGE_SIZE}
        newest_first = await _every(self._stripe.v1.disputes.list_async(params))
        return [translate.dispute(found) for found in reversed(newest_first)]

    async def send_evidence(self, dispute_id: str, words: str, idempotency_key: str) -> Dispute:
        params = {"evidence": {"uncategorized_text": words}, "submit": True}
        disputes = self._stripe.v1.disputes
        return translate.dispute(await _ask(disputes.update_async(dispute_id, params, _keyed(idempotency_key))))

    async def list_events(self, since: datetime, types: Sequence[str] = ()) -> list[WebhookEvent]:
        params: dict[str, Any] = {"created": {"gte": int(since.timestamp())}, "limit": PAGE_SIZE}
        if types:
            params["types"] = list(types)
        newest_first = await _every(self._stripe.v1.events.list_async(params))
        return [translate.event(found.to_dict()) for found in reversed(newest_first)]

    def verify_webhook(self, raw_body: bytes, signature_header: str | None) -> WebhookEvent:
        return webhooks.verify(raw_body, signature_header, self._webhook_secret)

    async def ping(self) -> None:
        await _ask(self._stripe.v1.balance.retrieve_async())

    async def aclose(self) -> None:
        await self._transport.close_async()


class _Transport(stripe.HTTPClient):
    """The SDK's way out, on httpx with our timeouts. The stand-in on loopback is never reached by a proxy."""

    name = "httpx"

    def __init__(self, *, use_proxies: bool) -> None:
        super().__init__()
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS), trust_env=use_proxies
        )

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        try:
            response = await self._client.request(method, url, headers=headers, content=post_data)
        except httpx.HTTPError as error:
            raise stripe.APIConnectionError(type(error).__name__, should_retry=True) from error
        return response.content, response.status_code, response.headers

    def sleep_async(self, secs: float) -> Awaitable[None]:
        return asyncio.sleep(secs)

    async def close_async(self) -> None:
        await self._client.aclose()


def _keyed(idempotency_key: str) -> dict[str, Any]:
    return {"idempotency_key": idempotency_key}


async def _unless_gone(call: Awaitable[Any]) -> None:
    """Takes away what may have been taken away before."""
    try:
        await _ask(call)
    except GatewayRefused as refusal:
        if refusal.provider_code != "resource_missing" and refusal.param != "payment_method":
            raise


async def _every(first_page: Awaitable[Any]) -> list[Any]:
    page = await _ask(first_page)
    found = list(page.data)
    while page.has_more:
        page = await _ask(page.next_page_async())
        found.extend(page.data)
    return found


async def _ask(call: Awaitable[T]) -> T:
    """The SDK's answer, its errors turned into ours. Waits ten seconds at most, retries included."""
    try:
        async with asyncio.timeout(CALL_SECONDS):
            return await call
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise GatewayNotConfigured("STRIPE_SECRET_KEY", "the provider refuses this key") from error
    except (stripe.CardError, stripe.InvalidRequestError, stripe.IdempotencyError) as error:
        raise _refused(error) from error
    except stripe.StripeError as error:
        raise GatewayUnavailable(error.http_status) from error
    except TimeoutError as error:
        raise GatewayUnavailable from error


def _refused(error: stripe.StripeError) -> GatewayRefused:
    body = error.json_body if isinstance(error.json_body, dict) else {}
    details = body.get("error") or {}
    return GatewayRefused(
        error.code or details.get("code") or details.get("type") or "refused",
        error.user_message or "",
        decline_code=details.get("decline_code"),
        param=details.get("param"),
    )
