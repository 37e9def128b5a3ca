"""The stand-in's API: as strict as the one it stands for."""

import asyncio
import base64
import json

import httpx
import pytest

from tests.integrations.stripe.stand_in import GOOD_CARD, PUBLIC_URL, StandIn

INTENT = {"amount": "122000", "currency": "eur"}


class TestKeys:
    @pytest.mark.parametrize(
        ("header", "message"),
        [
            (None, "You did not provide an API key."),
            ("", "You did not provide an API key."),
            ("Basic !!", "You did not provide an API key."),
            ("Bearer sk_test_stranger", "Invalid API Key provided: sk_test_************nger"),
            ("Bearer sk_live_é", "Invalid API Key provided"),
        ],
    )
    async def test_no_or_wrong_key(self, stand_in: StandIn, header: str | None, message: str):
        headers = {} if header is None else {"Authorization": header.encode()}
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"{stand_in.url}/v1/balance", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["error"]["type"] == "invalid_request_error"
        assert answer.json()["error"]["message"].startswith(message)

    async def test_basic_authentication_as_curl_sends_it(self, stand_in: StandIn):
        token = base64.b64encode(f"{stand_in.keys.secret_key}:".encode()).decode()
        assert (await stand_in.ask("GET", "/v1/balance", Authorization=f"Basic {token}")).status_code == 200

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", "/v1/payment_intents"),
            ("GET", "/v1/payment_intents"),
            ("POST", "/v1/refunds"),
            ("GET", "/v1/events"),
            ("GET", "/v1/balance"),
        ],
    )
    async def test_the_publishable_key_opens_nothing_else(self, stand_in: StandIn, method: str, path: str):
        answer = await stand_in.ask(method, path, INTENT, key=stand_in.keys.publishable_key)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "secret_key_required")

    async def test_a_browser_needs_the_client_secret_and_sees_no_metadata(self, stand_in: StandIn):
        intent = await stand_in.create()
        path, key = f"/v1/payment_intents/{intent['id']}", stand_in.keys.publishable_key
        without = await stand_in.ask("GET", path, key=key)
        assert without.json()["error"]["code"] == "parameter_missing"
        wrong = await stand_in.ask("GET", path, {"client_secret": f"{intent['id']}_secret_x"}, key=key)
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (404, "resource_missing")
        seen = await stand_in.ask("GET", path, {"client_secret": intent["client_secret"]}, key=key)
        assert seen.json()["amount"] == 122000
        assert not {"metadata", "customer", "latest_charge"} & seen.json().keys()

    @pytest.mark.parametrize("path", ["state", "api", "deliveries", "release", "resend", "reset"])
    async def test_the_switches_need_the_secret_key(self, stand_in: StandIn, path: str):
        method = "GET" if path == "state" else "POST"
        answer = await stand_in.ask(method, f"/_control/{path}", key=stand_in.keys.publishable_key)
        assert answer.status_code == 401


class TestRequests:
    async def test_json_bodies_are_refused(self, stand_in: StandIn):
        headers = {"Authorization": f"Bearer {stand_in.keys.secret_key}"}
        async with httpx.AsyncClient(headers=headers) as client:
            answer = await client.post(f"{stand_in.url}/v1/payment_intents", json=INTENT)
        assert answer.status_code == 400

    async def test_huge_bodies_are_refused(self, stand_in: StandIn):
        answer = await stand_in.ask("POST", "/v1/payment_intents", INTENT | {"description": "x" * 2_000_000})
        assert answer.status_code == 413

    async def test_unknown_addresses_and_versions(self, stand_in: StandIn):
        assert (await stand_in.ask("GET", "/v1/invoices")).status_code == 404
        assert (await stand_in.ask("DELETE", "/v1/refunds")).status_code == 404
        odd = await stand_in.ask("GET", "/v1/balance", **{"Stripe-Version": "tomorrow"})
        assert odd.status_code == 400

    async def test_a_property_that_cannot_be_expanded(self, stand_in: StandIn):
        intent = await stand_in.create()
        path = f"/v1/payment_intents/{intent['id']}"
        answer = await stand_in.ask("GET", path, {"expand[]": "amount"})
        assert "cannot be expanded" in answer.json()["error"]["message"]

    async def test_raw_cards_are_refused_from_a_server(self, stand_in: StandIn):
        intent = await stand_in.create()
        answer = await stand_in.ask(
            "POST",
            f"/v1/payment_intents/{intent['id']}/confirm",
            {"return_url": PUBLIC_URL, "payment_method_data[card][number]": "4242424242424242"},
        )
        assert answer.status_code == 402
        assert "generally unsafe" in answer.json()["error"]["message"]

    async def test_a_payment_made_of_customer_and_metadata_and_changed_later(self, stand_in: StandIn):
        customer = (await stand_in.ask("POST", "/v1/customers", {"email": "ada@example.it"})).json()
        asked = INTENT | {"customer": customer["id"], "metadata[order]": "1", "metadata[old]": "x"}
        intent = (await stand_in.ask("POST", "/v1/payment_intents", asked)).json()
        path = f"/v1/payment_intents/{intent['id']}"
        change = {"amount": "5000", "metadata[old]": "", "metadata[new]": "y", "expand[]": "customer"}
        changed = (await stand_in.ask("POST", path, change)).json()
        assert (changed["amount"], changed["metadata"]) == (5000, {"order": "1", "new": "y"})
        assert changed["customer"]["email"] == "ada@example.it"
        nobody = await stand_in.ask("POST", "/v1/payment_intents", INTENT | {"customer": "cus_x"})
        assert nobody.json()["error"]["code"] == "resource_missing"

    async def test_a_paid_payment_keeps_its_amount(self, stand_in: StandIn):
        intent = await stand_in.create()
        await stand_in.confirm(intent)
        answer = await stand_in.ask("POST", f"/v1/payment_intents/{intent['id']}", {"amount": "5000"})
        assert answer.json()["error"]["code"] == "payment_intent_unexpected_state"


class TestPayingFromTheBrowser:
    async def test_the_card_pays_and_its_number_is_written_nowhere(self, stand_in: StandIn):
        intent = await stand_in.create()
        paid = await stand_in.confirm(intent)
        assert (paid.status_code, paid.json()["status"]) == (200, "succeeded")
        again = await stand_in.confirm(intent)
        assert again.json()["error"]["code"] == "payment_intent_unexpected_state"
        ledger = (stand_in.folder / "ledger.jsonl").read_text()
        assert intent["id"] in ledger
        assert "4242424242424242" not in ledger

    @pytest.mark.parametrize(
        ("number", "code", "decline_code"),
        [
            ("4000000000000002", "card_declined", "generic_decline"),
            ("4000000000009995", "card_declined", "insufficient_funds"),
            ("4000000000000069", "expired_card", "expired_card"),
            ("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
            ("4539578763621486", "card_declined", "test_mode_live_card"),
        ],
    )
    async def test_declined_cards(self, stand_in: StandIn, number: str, code: str, decline_code: str):
        intent = await stand_in.create()
        answer = await stand_in.confirm(intent, GOOD_CARD | {"number": number})
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["decline_code"]) == (402, code, decline_code)
        assert error["payment_intent"]["status"] == "requires_payment_method"
        charge = (await stand_in.ask("GET", f"/v1/charges/{error['charge']}")).json()
        assert (charge["status"], charge["paid"], charge["failure_code"]) == ("failed", False, code)

    async def test_a_wrong_number_reaches_no_bank(self, stand_in: StandIn):
        intent = await stand_in.create()
        answer = await stand_in.confirm(intent, GOOD_CARD | {"number": "4242424242424241"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (402, "incorrect_number")
        charges = await stand_in.ask("GET", "/v1/charges", {"payment_intent": intent["id"]})
        assert charges.json()["data"] == []

    @pytest.mark.parametrize(
        ("change", "param"),
        [({"return_url": "https://evil.example/"}, "return_url"), ({"return_url": ""}, "return_url")],
    )
    async def test_where_the_payer_returns_must_be_home(self, stand_in: StandIn, change: dict[str, str], param: str):
        answer = await stand_in.confirm(await stand_in.create(), **change)
        assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


class TestIdempotency:
    async def post(self, stand_in: StandIn, key: str, data: dict[str, str] = INTENT, path: str = "/v1/payment_intents"):
        return await stand_in.ask("POST", path, data, **{"Idempotency-Key": key})

    async def test_a_repeated_request_gets_the_first_answer(self, stand_in: StandIn):
        first = await self.post(stand_in, "repeat")
        second = await self.post(stand_in, "repeat")
        assert second.content == first.content
        assert "idempotent-replayed" not in first.headers
        assert second.headers["idempotent-replayed"] == "true"
        assert second.headers["original-request"] == first.headers["request-id"]

    async def test_the_order_of_parameters_does_not_matter(self, stand_in: StandIn):
        first = await self.post(stand_in, "order", {"amount": "100", "currency": "eur"})
        second = await self.post(stand_in, "order", {"currency": "eur", "amount": "100"})
        assert second.json()["id"] == first.json()["id"]

    @pytest.mark.parametrize(
        ("data", "path"),
        [
            ({"amount": "122001", "currency": "eur"}, "/v1/payment_intents"),
            (INTENT | {"colour": "red"}, "/v1/payment_intents"),
            (INTENT, "/v1/refunds"),
        ],
    )
    async def test_the_same_key_for_something_else(self, stand_in: StandIn, data: dict[str, str], path: str):
        await self.post(stand_in, "else")
        answer = await self.post(stand_in, "else", data, path)
        assert (answer.status_code, answer.json()["error"]["type"]) == (400, "idempotency_error")

    async def test_a_refused_request_does_not_use_up_its_key(self, stand_in: StandIn):
        refused = await self.post(stand_in, "typo", INTENT | {"colour": "red"})
        assert refused.status_code == 400
        assert (await self.post(stand_in, "typo")).status_code == 200

    async def test_a_decline_is_remembered_under_its_key(self, stand_in: StandIn):
        intent = await stand_in.create()
        path = f"/v1/payment_intents/{intent['id']}/confirm"
        data = {"payment_method": "pm_card_visa_chargeDeclined", "return_url": PUBLIC_URL}
        answers = [await self.post(stand_in, "decline", data, path) for _ in range(2)]
        assert answers[0].status_code == 402
        assert answers[0].content == answers[1].content
        charges = await stand_in.ask("GET", "/v1/charges", {"payment_intent": intent["id"]})
        assert len(charges.json()["data"]) == 1

    async def test_keys_too_long_are_refused(self, stand_in: StandIn):
        assert (await self.post(stand_in, "k" * 256)).status_code == 400
        assert (await self.post(stand_in, "k" * 255)).status_code == 200

    async def test_reading_ignores_keys(self, stand_in: StandIn):
        intent = await stand_in.create()
        path = f"/v1/payment_intents/{intent['id']}"
        before = await stand_in.ask("GET", path, **{"Idempotency-Key": "read"})
        await stand_in.confirm(intent)
        after = await stand_in.ask("GET", path, **{"Idempotency-Key": "read"})
        assert (before.json()["status"], after.json()["status"]) == ("requires_payment_method", "succeeded")

    async def test_two_at_once(self, own_stand_in: StandIn):
        await own_stand_in.control("api", fault="slow", seconds=0.6)
        slow = asyncio.create_task(self.post(own_stand_in, "twice"))
        await asyncio.sleep(0.2)
        hasty = await self.post(own_stand_in, "twice")
        assert (hasty.status_code, hasty.json()["error"]["code"]) == (409, "idempotency_key_in_use")
        assert (await slow).status_code == 200
        assert (await self.post(own_stand_in, "twice")).json()["id"] == (await slow).json()["id"]


class TestLists:
    async def test_pages_forward_and_back(self, own_stand_in: StandIn):
        made = [(await own_stand_in.create(1000 + n))["id"] for n in range(5)]
        newest_first = made[::-1]

        async def page(**values: str) -> tuple[list[str], bool]:
            answer = (await own_stand_in.ask("GET", "/v1/payment_intents", values)).json()
            return [one["id"] for one in answer["data"]], answer["has_more"]

        assert await page(limit="2") == (newest_first[:2], True)
        assert await page(limit="2", starting_after=newest_first[1]) == (newest_first[2:4], True)
        assert await page(limit="2", starting_after=newest_first[3]) == (newest_first[4:], False)
        assert await page(limit="2", ending_before=newest_first[3]) == (newest_first[1:3], True)
        assert await page(limit="3", ending_before=newest_first[3]) == (newest_first[:3], False)
        assert await page(**{"created[lt]": "1"}) == ([], False)
        assert len((await page(**{"created[gte]": "1"}))[0]) == 5

    @pytest.mark.parametrize(
        "values",
        [{"limit": "0"}, {"limit": "101"}, {"starting_after": "pi_x"}, {"created[gte]": "x"}, {"created[when]": "1"}],
    )
    async def test_senseless_pages(self, stand_in: StandIn, values: dict[str, str]):
        answer = await stand_in.ask("GET", "/v1/payment_intents", values)
        assert answer.status_code in (400, 404)
        assert answer.json()["error"]["type"] == "invalid_request_error"

    async def test_events_keep_the_object_as_it_was(self, stand_in: StandIn):
        intent = await stand_in.create()
        await stand_in.confirm(intent)
        answer = (await stand_in.ask("GET", "/v1/events", {"limit": "100", "type": "payment_intent.*"})).json()
        mine = [one for one in answer["data"] if one["data"]["object"]["id"] == intent["id"]]
        told = [(one["type"], one["data"]["object"]["status"]) for one in mine]
        assert told == [
            ("payment_intent.succeeded", "succeeded"),
            ("payment_intent.created", "requires_payment_method"),
        ]
        again = await stand_in.ask("GET", f"/v1/events/{mine[0]['id']}")
        assert json.loads(again.content) == mine[0]
