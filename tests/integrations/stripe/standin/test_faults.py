"""When the provider misbehaves: the gateway says so quickly, and no money moves twice."""

import time
from collections.abc import AsyncIterator

import httpx
import pytest

from aistrategyhub.integrations.stripe.client import StripeGateway
from aistrategyhub.integrations.stripe.gateway import GatewayUnavailable, PaymentIntent
from tests.integrations.stripe.stand_in import StandIn, free_port


@pytest.fixture
async def gateway(own_stand_in: StandIn) -> AsyncIterator[StripeGateway]:
    made = own_stand_in.gateway()
    yield made
    await made.aclose()


async def create(gateway: StripeGateway, key: str) -> PaymentIntent:
    return await gateway.create_payment_intent(122000, "EUR", key, {}, "Ordine")


@pytest.mark.parametrize(
    ("fault", "http_status", "made"),
    [("500", 500, 0), ("500_after_effect", 500, 1), ("429", 429, 0)],
)
async def test_an_error_answer(own_stand_in: StandIn, gateway: StripeGateway, fault: str, http_status: int, made: int):
    await own_stand_in.control("api", fault=fault)
    with pytest.raises(GatewayUnavailable) as error:
        await create(gateway, "one")
    assert error.value.http_status == http_status
    assert (await own_stand_in.control("state"))["counts"]["payment_intent"] == made


@pytest.mark.parametrize("fault", ["500", "500_after_effect"])
async def test_a_500_is_repeated_under_its_key_and_gone_under_a_new_one(
    own_stand_in: StandIn, gateway: StripeGateway, fault: str
):
    await own_stand_in.control("api", fault=fault)
    for _ in range(2):
        with pytest.raises(GatewayUnavailable):
            await create(gateway, "one")
    assert (await create(gateway, "two")).amount_minor == 122000


async def test_after_429_the_same_key_works(own_stand_in: StandIn, gateway: StripeGateway):
    await own_stand_in.control("api", fault="429")
    with pytest.raises(GatewayUnavailable):
        await create(gateway, "one")
    assert (await create(gateway, "one")).amount_minor == 122000


async def test_an_answer_lost_on_the_way_is_fetched_by_the_retry(own_stand_in: StandIn, gateway: StripeGateway):
    await own_stand_in.control("api", fault="silence_after_effect")
    intent = await create(gateway, "one")
    assert (await own_stand_in.control("state"))["counts"]["payment_intent"] == 1
    assert intent == await create(gateway, "one")


async def test_a_refund_whose_answer_is_lost_is_made_once(own_stand_in: StandIn, gateway: StripeGateway):
    made = await own_stand_in.create(10000)
    await own_stand_in.confirm(made)
    await own_stand_in.control("api", fault="silence_after_effect", path="/v1/refunds")
    began = time.monotonic()
    refund = await gateway.create_refund(made["id"], 4000, "refund")
    assert time.monotonic() - began < 10
    assert [one.id for one in await gateway.list_refunds(made["id"])] == [refund.id]


async def test_silence_ends_within_ten_seconds(own_stand_in: StandIn, gateway: StripeGateway):
    await own_stand_in.control("api", fault="silence", times=3, seconds=30)
    began = time.monotonic()
    with pytest.raises(GatewayUnavailable) as error:
        await gateway.ping()
    assert time.monotonic() - began < 10.5
    assert error.value.http_status is None


async def test_nobody_listening():
    gateway = StripeGateway("sk_test_1", "whsec_1", f"http://127.0.0.1:{free_port()}", is_stand_in=True)
    with pytest.raises(GatewayUnavailable):
        await gateway.ping()
    await gateway.aclose()


async def test_a_proxy_in_the_environment_is_not_asked_for_the_stand_in(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    gateway = stand_in.gateway()
    await gateway.ping()
    await gateway.aclose()


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("api", {"fault": "earthquake"}),
        ("api", {"fault": "500", "times": "3"}),
        ("deliveries", {"hold": 1}),
        ("deliveries", {"lose": True}),
        ("resend", {"event": "evt_x"}),
        ("release", {"events": ["evt_x"]}),
    ],
)
async def test_switches_that_do_not_exist(stand_in: StandIn, path: str, values: dict[str, object]):
    headers = {"Authorization": f"Bearer {stand_in.keys.secret_key}"}
    async with httpx.AsyncClient(headers=headers) as client:
        answer = await client.post(f"{stand_in.url}/_control/{path}", json=values)
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]
