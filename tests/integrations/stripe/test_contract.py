"""The gateway's promise, kept by the local stand-in and, where a key is given, by Stripe itself."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from aistrategyhub.integrations.stripe.client import StripeGateway
from aistrategyhub.integrations.stripe.gateway import (
    CardSetup,
    DisputeStatus,
    GatewayNotConfigured,
    GatewayRefused,
    IntentStatus,
    PaymentIntent,
    PaymentMethod,
    RefundStatus,
    SavedCard,
    SetupStatus,
)
from tests.integrations.stripe.stand_in import StandIn

RETURN_URL = "https://example.com/ordine"
REAL_KEY = "STRIPE_TEST_SECRET_KEY"


@dataclass
class Provider:
    """A gateway, and the payer's side of it."""

    gateway: StripeGateway
    api_base: str
    secret_key: str

    async def create(self, amount_minor: int = 122000, key: str | None = None, **metadata: str) -> PaymentIntent:
        return await self.gateway.create_payment_intent(
            amount_minor, "EUR", key or str(uuid4()), metadata, "Ordine ORD-2026-00001", "ada@example.it"
        )

    async def post(self, path: str, data: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.api_base, timeout=20) as client:
            return await client.post(path, data=data, auth=(self.secret_key, ""))

    async def pay(self, intent: PaymentIntent, payment_method: str = "pm_card_visa") -> httpx.Response:
        data = {"payment_method": payment_method, "return_url": "https://example.com/ordine"}
        return await self.post(f"/v1/payment_intents/{intent.id}/confirm", data)

    async def customer(self) -> str:
        return await self.gateway.create_customer("ada@example.it", "Ada Rossi", str(uuid4()))

    async def type_card(self, setup: CardSetup, payment_method: str = "pm_card_visa") -> httpx.Response:
        data = {"payment_method": payment_method, "return_url": RETURN_URL}
        return await self.post(f"/v1/setup_intents/{setup.id}/confirm", data)

    async def save_card(self, customer: str, payment_method: str = "pm_card_visa") -> SavedCard:
        setup = await self.gateway.create_card_setup(customer, str(uuid4()))
        assert (await self.type_card(setup, payment_method)).status_code == 200
        return (await self.gateway.get_card_setup(setup.id)).card


@pytest.fixture(params=["stand-in", "stripe"])
async def provider(request: pytest.FixtureRequest) -> AsyncIterator[Provider]:
    if request.param == "stand-in":
        stand_in: StandIn = request.getfixturevalue("stand_in")
        made = Provider(stand_in.gateway(), stand_in.url, stand_in.keys.secret_key)
    elif REAL_KEY in os.environ:
        key = os.environ[REAL_KEY]
        made = Provider(StripeGateway(key, ""), "https://api.stripe.com", key)
    else:
        pytest.skip(f"{REAL_KEY} is not set: Stripe itself is not asked")
    yield made
    await made.gateway.aclose()


class TestPaymentGateway:
    async def test_a_new_payment_waits_for_a_card(self, provider: Provider):
        intent = await provider.create(order="ORD-2026-00001")
        assert intent.status is IntentStatus.REQUIRES_PAYMENT_METHOD
        assert (intent.amount_minor, intent.amount_received_minor, intent.currency) == (122000, 0, "eur")
        assert intent.metadata == {"order": "ORD-2026-00001"}
        assert intent.client_secret.startswith(f"{intent.id}_secret_")
        assert intent.client_secret not in repr(intent)
        assert not intent.livemode
        assert intent == await provider.gateway.get_payment_intent(intent.id)

    async def test_the_same_key_makes_one_payment(self, provider: Provider):
        key = str(uuid4())
        made = [await provider.create(key=key) for _ in range(3)]
        assert len({intent.id for intent in made}) == 1

    async def test_the_same_key_for_another_amount_is_refused(self, provider: Provider):
        key = str(uuid4())
        await provider.create(122000, key)
        with pytest.raises(GatewayRefused) as refusal:
            await provider.create(122001, key)
        assert refusal.value.provider_code == "idempotency_error"

    async def test_less_than_the_smallest_charge_is_refused(self, provider: Provider):
        with pytest.raises(GatewayRefused) as refusal:
            await provider.create(49)
        assert (refusal.value.provider_code, refusal.value.param) == ("amount_too_small", "amount")

    async def test_an_unknown_payment_is_refused(self, provider: Provider):
        with pytest.raises(GatewayRefused) as refusal:
            await provider.gateway.get_payment_intent("pi_doesnotexist")
        assert refusal.value.provider_code == "resource_missing"

    async def test_a_paid_payment_says_how_it_was_paid(self, provider: Provider):
        intent = await provider.create()
        assert (await provider.pay(intent)).status_code == 200
        paid = await provider.gateway.get_payment_intent(intent.id)
        assert (paid.status, paid.amount_received_minor) == (IntentStatus.SUCCEEDED, 122000)
        assert paid.payment_method == PaymentMethod("card", "visa", "4242")
        assert paid.latest_charge_id.startswith("ch_")
        assert paid.failure is None

    @pytest.mark.parametrize(
        ("payment_method", "code", "decline_code"),
        [
            ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
            ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
            ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
            ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
        ],
    )
    async def test_a_declined_card_leaves_the_payment_open(
        self, provider: Provider, payment_method: str, code: str, decline_code: str
    ):
        intent = await provider.create()
        answer = await provider.pay(intent, payment_method)
        assert answer.status_code == 402
        assert answer.json()["error"]["type"] == "card_error"
        declined = await provider.gateway.get_payment_intent(intent.id)
        assert declined.status is IntentStatus.REQUIRES_PAYMENT_METHOD
        assert (declined.failure.code, declined.failure.decline_code) == (code, decline_code)
        assert (await provider.pay(intent)).status_code == 200

    async def test_a_card_may_ask_for_authentication(self, provider: Provider):
        intent = await provider.create()
        answer = (await provider.pay(intent, "pm_card_authenticationRequiredOnSetup")).json()
        assert answer["status"] == "requires_action"
        assert answer["next_action"]["redirect_to_url"]["url"].startswith("http")

    async def test_a_cancelled_payment_cannot_be_paid_or_cancelled_again(self, provider: Provider):
        intent = await provider.create()
        cancelled = await provider.gateway.cancel_payment_intent(intent.id, str(uuid4()))
        assert cancelled.status is IntentStatus.CANCELED
        assert (await provider.pay(intent)).json()["error"]["code"] == "payment_intent_unexpected_state"
        with pytest.raises(GatewayRefused) as refusal:
            await provider.gateway.cancel_payment_intent(intent.id, str(uuid4()))
        assert refusal.value.provider_code == "payment_intent_unexpected_state"

    async def test_refunds_go_back_in_parts_until_nothing_is_left(self, provider: Provider):
        intent = await provider.create(10000)
        await provider.pay(intent)
        key = str(uuid4())
        first = await provider.gateway.create_refund(intent.id, 4000, key)
        assert (first.amount_minor, first.payment_intent_id) == (4000, intent.id)
        assert first.status is RefundStatus.SUCCEEDED
        assert (await provider.gateway.create_refund(intent.id, 4000, key)).id == first.id
        with pytest.raises(GatewayRefused) as too_much:
            await provider.gateway.create_refund(intent.id, 6001, str(uuid4()))
        assert too_much.value.param == "amount"
        second = await provider.gateway.create_refund(intent.id, 6000, str(uuid4()))
        with pytest.raises(GatewayRefused) as all_gone:
            await provider.gateway.create_refund(intent.id, 50, str(uuid4()))
        assert all_gone.value.provider_code == "charge_already_refunded"
        assert [one.id for one in await provider.gateway.list_refunds(intent.id)] == [first.id, second.id]
        assert (await provider.gateway.get_payment_intent(intent.id)).amount_refunded_minor == 10000

    async def test_an_unpaid_payment_has_nothing_to_refund(self, provider: Provider):
        intent = await provider.create()
        with pytest.raises(GatewayRefused):
            await provider.gateway.create_refund(intent.id, 100, str(uuid4()))

    async def test_events_tell_the_story_of_a_payment(self, provider: Provider):
        since = datetime.now(UTC) - timedelta(seconds=5)
        intent = await provider.create()
        await provider.pay(intent)
        told: list[str] = []
        for _ in range(20):
            events = await provider.gateway.list_events(since)
            told = [event.type for event in events if event.payment_intent_id == intent.id]
            if "payment_intent.succeeded" in told:
                break
            await asyncio.sleep(0.5)
        assert {"payment_intent.created", "charge.succeeded", "payment_intent.succeeded"} <= set(told)
        moments = [event.created_at for event in events]
        assert moments == sorted(moments)
        only = await provider.gateway.list_events(since, ["payment_intent.succeeded"])
        assert {event.type for event in only} == {"payment_intent.succeeded"}
        assert await provider.gateway.list_events(datetime.now(UTC) + timedelta(hours=1)) == []

    async def test_ping_answers_and_a_wrong_key_is_a_configuration_error(self, provider: Provider):
        await provider.gateway.ping()
        stranger = StripeGateway("sk_test_wrong", "", provider.api_base)
        with pytest.raises(GatewayNotConfigured) as error:
            await stranger.ping()
        assert error.value.variable == "STRIPE_SECRET_KEY"
        await stranger.aclose()

    async def test_an_unknown_parameter_is_refused(self, provider: Provider):
        answer = await provider.post("/v1/payment_intents", {"amount": "100", "currency": "eur", "colour": "red"})
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "parameter_unknown"
        assert answer.json()["error"]["param"] == "colour"


class TestSavedCards:
    async def test_the_same_key_makes_one_customer_and_one_setup(self, provider: Provider):
        key = str(uuid4())
        made = {await provider.gateway.create_customer("ada@example.it", "Ada Rossi", key) for _ in range(2)}
        assert len(made) == 1
        (customer,) = made
        setups = {(await provider.gateway.create_card_setup(customer, key + "s")).id for _ in range(2)}
        assert len(setups) == 1

    async def test_a_card_is_kept_for_its_customer(self, provider: Provider):
        customer = await provider.customer()
        setup = await provider.gateway.create_card_setup(customer, str(uuid4()))
        assert (setup.status, setup.card) == (SetupStatus.REQUIRES_PAYMENT_METHOD, None)
        assert setup.client_secret not in repr(setup)
        await provider.type_card(setup)
        kept = await provider.gateway.get_card_setup(setup.id)
        assert (kept.status, kept.customer_id) == (SetupStatus.SUCCEEDED, customer)
        assert (kept.card.brand, kept.card.last4) == ("visa", "4242")
        assert await provider.gateway.list_saved_cards(customer) == [kept.card]

    async def test_a_declined_card_is_not_kept(self, provider: Provider):
        customer = await provider.customer()
        setup = await provider.gateway.create_card_setup(customer, str(uuid4()))
        assert (await provider.type_card(setup, "pm_card_visa_chargeDeclined")).status_code == 402
        refused = await provider.gateway.get_card_setup(setup.id)
        assert (refused.card, refused.failure.code) == (None, "card_declined")
        assert await provider.gateway.list_saved_cards(customer) == []

    async def test_a_saved_card_pays_without_its_holder_and_once(self, provider: Provider):
        customer = await provider.customer()
        card = await provider.save_card(customer)
        intent = await provider.create()
        paid = await _charge(provider, intent, customer, card)
        assert (paid.status, paid.amount_received_minor) == (IntentStatus.SUCCEEDED, 122000)
        with pytest.raises(GatewayRefused) as again:
            await _charge(provider, intent, customer, card)
        assert again.value.provider_code == "payment_intent_unexpected_state"

    async def test_a_card_that_is_declined_later_leaves_the_payment_open(self, provider: Provider):
        customer = await provider.customer()
        card = await provider.save_card(customer, "pm_card_chargeCustomerFail")
        intent = await provider.create()
        with pytest.raises(GatewayRefused) as refusal:
            await _charge(provider, intent, customer, card)
        assert refusal.value.provider_code == "card_declined"
        better = await provider.save_card(customer)
        assert (await _charge(provider, intent, customer, better)).status is IntentStatus.SUCCEEDED

    async def test_a_bank_may_ask_before_a_card_is_kept(self, provider: Provider):
        customer = await provider.customer()
        setup = await provider.gateway.create_card_setup(customer, str(uuid4()))
        asked = (await provider.type_card(setup, "pm_card_authenticationRequired")).json()
        assert asked["status"] == "requires_action"
        assert asked["next_action"]["redirect_to_url"]["url"].startswith("http")

    async def test_a_card_is_taken_away_and_so_is_the_customer_any_number_of_times(self, provider: Provider):
        customer = await provider.customer()
        first, second = await provider.save_card(customer), await provider.save_card(customer)
        for _ in range(2):
            await provider.gateway.remove_saved_card(first.id)
        assert await provider.gateway.list_saved_cards(customer) == [second]
        intent = await provider.create()
        with pytest.raises(GatewayRefused):
            await _charge(provider, intent, customer, first)
        for _ in range(2):
            await provider.gateway.delete_customer(customer)

    async def test_somebody_else_s_card_cannot_be_charged(self, provider: Provider):
        card = await provider.save_card(await provider.customer())
        with pytest.raises(GatewayRefused):
            await _charge(provider, await provider.create(), await provider.customer(), card)


async def _charge(provider: Provider, intent: PaymentIntent, customer: str, card: SavedCard) -> PaymentIntent:
    return await provider.gateway.charge_saved_card(intent.id, customer, card.id, RETURN_URL, is_payer_present=False)


async def disputed(provider: Provider) -> PaymentIntent:
    """A payment whose card holder has disputed it. At Stripe that takes a moment."""
    intent = await provider.create()
    assert (await provider.pay(intent, "pm_card_createDispute")).status_code == 200
    for _look in range(40):
        if await provider.gateway.list_disputes(intent.id):
            break
        await asyncio.sleep(0.5)
    return intent


class TestDisputes:
    async def test_a_disputed_payment_says_so_and_until_when_it_is_answered(self, provider: Provider):
        intent = await disputed(provider)
        (dispute,) = await provider.gateway.list_disputes(intent.id)
        assert (dispute.amount_minor, dispute.currency, dispute.reason) == (122000, "eur", "fraudulent")
        assert dispute.status is DisputeStatus.NEEDS_RESPONSE
        assert dispute.payment_intent_id == intent.id
        assert dispute.evidence_due_at > datetime.now(UTC)
        assert dispute.submissions == 0
        paid = await provider.gateway.get_payment_intent(intent.id)
        assert (paid.status, paid.is_disputed) == (IntentStatus.SUCCEEDED, True)

    async def test_an_undisputed_payment_has_none(self, provider: Provider):
        intent = await provider.create()
        await provider.pay(intent)
        assert await provider.gateway.list_disputes(intent.id) == []
        assert not (await provider.gateway.get_payment_intent(intent.id)).is_disputed

    async def test_its_money_cannot_be_refunded(self, provider: Provider):
        intent = await disputed(provider)
        with pytest.raises(GatewayRefused) as refusal:
            await provider.gateway.create_refund(intent.id, 100, str(uuid4()))
        assert refusal.value.provider_code == "charge_disputed"

    @pytest.mark.parametrize(
        ("words", "outcome"),
        [("winning_evidence", DisputeStatus.WON), ("losing_evidence", DisputeStatus.LOST)],
    )
    async def test_an_answer_is_decided_on_once(self, provider: Provider, words: str, outcome: DisputeStatus):
        intent = await disputed(provider)
        (dispute,) = await provider.gateway.list_disputes(intent.id)
        key = str(uuid4())
        sent = [await provider.gateway.send_evidence(dispute.id, words, key) for _time in range(2)]
        assert [one.submissions for one in sent] == [1, 1]
        for _look in range(40):
            (dispute,) = await provider.gateway.list_disputes(intent.id)
            if dispute.status is outcome:
                break
            await asyncio.sleep(0.5)
        assert dispute.status is outcome
        with pytest.raises(GatewayRefused):
            await provider.gateway.send_evidence(dispute.id, words, str(uuid4()))

    async def test_its_events_name_the_payment(self, provider: Provider):
        since = datetime.now(UTC) - timedelta(seconds=5)
        intent = await disputed(provider)
        types = ("charge.dispute.created", "charge.dispute.funds_withdrawn")
        events = await provider.gateway.list_events(since, types)
        mine = [event for event in events if event.payment_intent_id == intent.id]
        assert {event.object_type for event in mine} == {"dispute"}
        assert sorted(event.type for event in mine) == sorted(types)
