"""Saving a card on the stand-in's own pages, and what its bank says when the card is charged later."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest

from aistrategyhub.integrations.stripe.client import StripeGateway
from aistrategyhub.integrations.stripe.gateway import CardSetup, GatewayRefused, IntentStatus, SavedCard
from tests.integrations.stripe.stand_in import PUBLIC_URL, StandIn

RETURN = f"{PUBLIC_URL}/area-clienti/carte"


@pytest.fixture
async def gateway(stand_in: StandIn):
    made = stand_in.gateway()
    yield made
    await made.aclose()


class Payer:
    """Somebody with a browser on the stand-in's pages."""

    def __init__(self, stand_in: StandIn, gateway: StripeGateway) -> None:
        self.stand_in, self.gateway = stand_in, gateway

    async def begin(self) -> CardSetup:
        self.customer = await self.gateway.create_customer("ada@example.it", "Ada", str(uuid4()))
        return await self.gateway.create_card_setup(self.customer, str(uuid4()))

    async def type(self, setup: CardSetup, number: str) -> httpx.Response:
        typed = {"number": number, "expiry": "12/34", "cvc": "123", "name": "Ada"}
        return await self._post("/save", typed | {"client_secret": setup.client_secret, "return_url": RETURN})

    async def decide(self, page: str, decision: str) -> httpx.Response:
        query = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
        return await self._post("/3ds-save", query | {"decision": decision})

    async def save(self, number: str) -> SavedCard:
        setup = await self.begin()
        answer = await self.type(setup, number)
        if "3ds-save" in answer.headers["location"]:
            await self.decide(answer.headers["location"], "approve")
        return (await self.gateway.get_card_setup(setup.id)).card

    async def _post(self, path: str, data: dict[str, Any]) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.stand_in.url) as client:
            return await client.post(path, data=data)


@pytest.fixture
def payer(stand_in: StandIn, gateway: StripeGateway) -> Payer:
    return Payer(stand_in, gateway)


async def test_the_page_asks_for_a_card_and_for_no_money(payer: Payer):
    setup = await payer.begin()
    async with httpx.AsyncClient(base_url=payer.stand_in.url) as client:
        page = await client.get("/save", params={"client_secret": setup.client_secret, "return_url": RETURN})
    assert page.status_code == 200
    assert "Salva la carta" in page.text
    assert "€" not in page.text


async def test_a_saved_card_leads_back_with_its_setup(payer: Payer):
    setup = await payer.begin()
    answer = await payer.type(setup, "4242 4242 4242 4242")
    assert answer.status_code == 303
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (back["setup_intent"], back["redirect_status"]) == ([setup.id], ["succeeded"])


@pytest.mark.parametrize(("decision", "is_kept"), [("approve", True), ("refuse", False)])
async def test_the_bank_asks_whether_the_card_may_be_kept(payer: Payer, decision: str, is_kept: bool):
    setup = await payer.begin()
    asked = await payer.type(setup, "4000002500003155")
    assert asked.headers["location"].startswith("3ds-save?")
    await payer.decide(asked.headers["location"], decision)
    after = await payer.gateway.get_card_setup(setup.id)
    assert (after.card is not None) is is_kept
    assert (after.failure is None) is is_kept


async def test_a_declined_card_is_said_so_on_the_page_and_another_may_be_tried(payer: Payer):
    setup = await payer.begin()
    declined = await payer.type(setup, "4000000000000002")
    assert declined.status_code == 402
    assert "La banca ha rifiutato" in declined.text
    assert (await payer.type(setup, "4242424242424242")).status_code == 303


@pytest.mark.parametrize(
    ("number", "is_present", "outcome"),
    [
        ("4242424242424242", False, IntentStatus.SUCCEEDED),
        ("4000002500003155", False, IntentStatus.SUCCEEDED),
        ("4000002760003184", False, "authentication_required"),
        ("4000002760003184", True, IntentStatus.REQUIRES_ACTION),
        ("4000000000000341", False, "card_declined"),
        ("4000000000000341", True, "card_declined"),
    ],
)
async def test_what_the_bank_says_when_a_saved_card_is_charged(
    payer: Payer, number: str, is_present: bool, outcome: IntentStatus | str
):
    assert await _charge(payer, await payer.save(number), is_present=is_present) == outcome


async def _charge(payer: Payer, card: SavedCard, *, is_present: bool) -> IntentStatus | str:
    """What becomes of a payment with this card; the code of the refusal, which leaves the payment open."""
    gateway = payer.gateway
    intent = await gateway.create_payment_intent(1000, "EUR", str(uuid4()), {}, "Ordine")
    try:
        charged = await gateway.charge_saved_card(
            intent.id, payer.customer, card.id, RETURN, is_payer_present=is_present
        )
    except GatewayRefused as refusal:
        left = (await gateway.get_payment_intent(intent.id)).status
        return refusal.provider_code if left is IntentStatus.REQUIRES_PAYMENT_METHOD else left
    assert (charged.action_url is not None) is (charged.status is IntentStatus.REQUIRES_ACTION)
    return charged.status


async def test_what_the_stand_in_notes_for_itself_leaves_it_nowhere(payer: Payer):
    card = await payer.save("4242424242424242")
    shown = (await payer.stand_in.ask("GET", f"/v1/payment_methods/{card.id}")).json()
    events = (await payer.stand_in.ask("GET", "/v1/events", {"type": "payment_method.attached"})).json()["data"]
    assert shown["customer"] == payer.customer
    assert not [name for name in (*shown, *events[0]["data"]["object"]) if name.startswith("_")]


async def test_a_browser_sees_its_own_setup_alone(payer: Payer):
    setup, publishable = await payer.begin(), payer.stand_in.keys.publishable_key
    path = f"/v1/setup_intents/{setup.id}"
    own = await payer.stand_in.ask("GET", path, {"client_secret": setup.client_secret}, key=publishable)
    assert own.status_code == 200
    assert "customer" not in own.json()
    assert (await payer.stand_in.ask("GET", path, {"client_secret": "seti_x"}, key=publishable)).status_code == 404
    assert (await payer.stand_in.ask("GET", path, key=publishable)).status_code == 400


async def test_a_setup_that_is_done_cannot_be_done_again_and_unknown_parameters_are_refused(payer: Payer):
    setup = await payer.begin()
    await payer.type(setup, "4242424242424242")
    again = await payer.stand_in.ask("POST", f"/v1/setup_intents/{setup.id}/cancel")
    assert again.json()["error"]["code"] == "setup_intent_unexpected_state"
    colour = await payer.stand_in.ask("POST", "/v1/setup_intents", {"colour": "red"})
    assert colour.json()["error"]["code"] == "parameter_unknown"


async def test_a_deleted_customer_has_no_cards_and_no_name_left(payer: Payer):
    card = await payer.save("4242424242424242")
    await payer.gateway.delete_customer(payer.customer)
    shown = (await payer.stand_in.ask("GET", f"/v1/customers/{payer.customer}")).json()
    assert shown == {"id": payer.customer, "object": "customer", "deleted": True}
    assert (await payer.stand_in.ask("GET", f"/v1/payment_methods/{card.id}")).json()["customer"] is None
    refused = await payer.stand_in.ask("POST", "/v1/setup_intents", {"customer": payer.customer})
    assert refused.json()["error"]["code"] == "resource_missing"
