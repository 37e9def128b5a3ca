"""Webhooks: signed, repeated until they arrive, and disturbed on request."""

import json
import time
from collections import Counter

import pytest

from aistrategyhub.integrations.stripe.gateway import WebhookFault, WebhookRefused
from aistrategyhub.integrations.stripe.webhooks import verify
from tests.integrations.stripe.stand_in import PUBLIC_URL, Delivery, Receiver, StandIn, wait_until

OF_A_SALE = {"payment_intent.created", "charge.succeeded", "payment_intent.succeeded"}


def types(deliveries: list[Delivery]) -> list[str]:
    return [json.loads(one.body)["type"] for one in deliveries]


async def sell(stand_in: StandIn) -> dict:
    intent = await stand_in.create()
    assert (await stand_in.confirm(intent)).status_code == 200
    return intent


async def pending(stand_in: StandIn) -> dict[str, int]:
    return (await stand_in.control("state"))["pending"]


async def nothing_pending(stand_in: StandIn) -> None:
    deadline = time.monotonic() + 10
    while await pending(stand_in):
        assert time.monotonic() < deadline


async def test_a_sale_is_told_and_every_word_is_signed(own_stand_in: StandIn, receiver: Receiver):
    await receiver.open()
    intent = await sell(own_stand_in)
    deliveries = await receiver.wait_for(3)
    assert set(types(deliveries)) == OF_A_SALE
    for one in deliveries:
        event = verify(one.body, one.signature, own_stand_in.keys.webhook_secret)
        assert event.payment_intent_id == intent["id"]
    await nothing_pending(own_stand_in)


@pytest.mark.parametrize(
    ("payment_method", "told"),
    [
        ("pm_card_visa_chargeDeclined", {"charge.failed", "payment_intent.payment_failed"}),
        ("pm_card_authenticationRequiredOnSetup", {"payment_intent.requires_action"}),
    ],
)
async def test_what_else_is_told(own_stand_in: StandIn, receiver: Receiver, payment_method: str, told: set[str]):
    await receiver.open()
    intent = await own_stand_in.create()
    data = {"payment_method": payment_method, "return_url": PUBLIC_URL}
    await own_stand_in.ask("POST", f"/v1/payment_intents/{intent['id']}/confirm", data)
    assert set(types(await receiver.wait_for(1 + len(told)))) == {"payment_intent.created"} | told


async def test_refunds_and_cancellations_are_told(own_stand_in: StandIn, receiver: Receiver):
    await receiver.open()
    paid, other = await sell(own_stand_in), await own_stand_in.create()
    await own_stand_in.ask("POST", "/v1/refunds", {"payment_intent": paid["id"], "amount": "2000"})
    await own_stand_in.ask("POST", f"/v1/payment_intents/{other['id']}/cancel")
    told = types(await receiver.wait_for(7))
    assert Counter(told)["payment_intent.created"] == 2
    assert set(told) == OF_A_SALE | {"refund.created", "charge.refunded", "payment_intent.canceled"}


async def test_a_receiver_that_is_down_is_tried_until_it_is_up(own_stand_in: StandIn, receiver: Receiver):
    await sell(own_stand_in)
    attempts = 0
    while attempts < 2:
        attempts = min((await pending(own_stand_in)).values())
    await receiver.open()
    await nothing_pending(own_stand_in)
    assert Counter(types(receiver.deliveries)) == Counter(OF_A_SALE)


@pytest.mark.parametrize("status", [500, 400, 302, 404])
async def test_only_a_2xx_ends_the_trying(own_stand_in: StandIn, receiver: Receiver, status: int):
    receiver.status = status
    await receiver.open()
    await own_stand_in.create()
    await receiver.wait_for(3)
    assert len({json.loads(one.body)["id"] for one in receiver.deliveries}) == 1
    receiver.status = 204
    await nothing_pending(own_stand_in)


@pytest.mark.system
async def test_what_was_owed_before_a_kill_is_sent_after_it(own_stand_in: StandIn, receiver: Receiver):
    await sell(own_stand_in)
    own_stand_in.kill()
    await receiver.open()
    own_stand_in.start()
    assert set(types(await receiver.wait_for(3))) == OF_A_SALE
    await nothing_pending(own_stand_in)
    own_stand_in.kill()
    own_stand_in.start()
    assert await pending(own_stand_in) == {}
    assert len(receiver.deliveries) == 3


async def test_duplicates_carry_the_same_event(own_stand_in: StandIn, receiver: Receiver):
    await receiver.open()
    await own_stand_in.control("deliveries", duplicate=50)
    await own_stand_in.create()
    deliveries = await receiver.wait_for(50)
    assert len({json.loads(one.body)["id"] for one in deliveries}) == 1


async def test_dropped_events_never_arrive_but_stay_in_the_list(own_stand_in: StandIn, receiver: Receiver):
    await receiver.open()
    await own_stand_in.control("deliveries", drop=100)
    await sell(own_stand_in)
    await nothing_pending(own_stand_in)
    assert receiver.deliveries == []
    listed = (await own_stand_in.ask("GET", "/v1/events")).json()["data"]
    assert {one["type"] for one in listed} == OF_A_SALE
    await own_stand_in.control("resend", event=listed[0]["id"])
    assert types(await receiver.wait_for(1)) == ["payment_intent.succeeded"]


async def test_a_tampered_delivery_is_refused_and_the_next_one_is_whole(own_stand_in: StandIn, receiver: Receiver):
    receiver.status = 400
    await receiver.open()
    await own_stand_in.control("deliveries", tamper=1)
    await own_stand_in.create()
    first, second, *_ = await receiver.wait_for(2)
    secret = own_stand_in.keys.webhook_secret
    with pytest.raises(WebhookRefused) as refusal:
        verify(first.body, first.signature, secret)
    assert refusal.value.fault is WebhookFault.BAD_SIGNATURE
    assert verify(second.body, second.signature, secret).type == "payment_intent.created"


async def test_late_events_come_late(own_stand_in: StandIn, receiver: Receiver):
    await receiver.open()
    await own_stand_in.control("deliveries", delay_ms=400)
    began = time.monotonic()
    await own_stand_in.create()
    await receiver.wait_for(1)
    assert time.monotonic() - began >= 0.4


async def test_reordered_events_come_last_first(own_stand_in: StandIn, receiver: Receiver):
    await receiver.open()
    await own_stand_in.control("deliveries", reorder=3)
    await sell(own_stand_in)
    assert types(await receiver.wait_for(3)) == [
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_intent.created",
    ]


async def test_held_events_come_in_the_order_asked(own_stand_in: StandIn, receiver: Receiver):
    await receiver.open()
    await own_stand_in.control("deliveries", hold=True)
    await sell(own_stand_in)
    created, charged, succeeded = (await own_stand_in.control("state"))["held"]
    assert receiver.deliveries == []
    await own_stand_in.control("release", events=[succeeded, created])
    assert types(receiver.deliveries) == ["payment_intent.succeeded", "payment_intent.created"]
    assert (await own_stand_in.control("release"))["released"] == [charged]
    await wait_until(lambda: len(receiver.deliveries) == 3)


async def test_reset_switches_everything_off(own_stand_in: StandIn, receiver: Receiver):
    await receiver.open()
    await own_stand_in.control("deliveries", hold=True, duplicate=9)
    await own_stand_in.control("api", fault="500")
    await own_stand_in.control("reset")
    await own_stand_in.create()
    assert len(await receiver.wait_for(1)) == 1
