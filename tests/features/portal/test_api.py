"""Buying and following an order over HTTP, with the API's whole edge."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import func, select

from aistrategyhub.features.invoicing.service import deliver_invoice, issue_invoice
from aistrategyhub.features.orders.links import order_key
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import get_order, list_consents
from aistrategyhub.features.orders.service import mark_paid
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from tests.factories.catalog import create_service
from tests.factories.sales import COMPANY, PERSON, create_order, create_seller

CREATE = "/api/v1/checkout/create-order"
TRACK = "/api/v1/orders/track"


@dataclass
class Keys:
    """What identifies an order to its holder."""

    number: str
    email: str
    key: str


@pytest.fixture
async def placed(api, session) -> Keys:
    await create_seller(session)
    order = await create_order(session)
    return Keys(order.number, order.email, order_key(order.id))


class TestCreateOrder:
    async def test_an_order_with_its_amounts_and_key(self, api, session):
        await create_service(session)
        answer = await api.post(CREATE, json={"items": [{"slug": "gap-assessment"}], "buyer": PERSON, "terms": True})
        data = answer.json()["data"]
        assert answer.status_code == 201
        assert (data["subtotal"], data["tax_amount"], data["total"]) == ("1000.00", "220.00", "1220.00")
        assert data["status"] == "pending"
        assert data["order_url"].endswith(f"/ordine/{data['order_key']}")

    async def test_a_wrong_buyer_gets_a_sentence_per_field_and_creates_nothing(self, api, session):
        await create_service(session)
        buyer = COMPANY | {"vat_number": "1", "email": "x"}
        answer = await api.post(CREATE, json={"items": [{"slug": "gap-assessment"}], "buyer": buyer, "terms": True})
        details = {item["field"]: item["message"] for item in answer.json()["error"]["details"]}
        assert answer.status_code == 422
        assert set(details) == {"buyer.vat_number", "buyer.email"}
        assert (await session.execute(select(func.count()).select_from(Order))).scalar_one() == 0

    async def test_the_terms_must_be_agreed_to_and_are_kept(self, api, session):
        await create_service(session)
        body = {"items": [{"slug": "gap-assessment"}], "buyer": PERSON | {"email": "x"}, "terms": False}
        answer = await api.post(CREATE, json=body)
        assert answer.status_code == 422
        assert [item["field"] for item in answer.json()["error"]["details"]] == ["buyer.email", "terms"]
        ordered = await api.post(CREATE, json=body | {"buyer": PERSON, "terms": True, "early_start": True})
        order_id = UUID(ordered.json()["data"]["order_id"])
        assert [one.kind for one in await list_consents(session, order_id)] == ["early_start", "terms"]

    @pytest.mark.parametrize(("slug", "status"), [("mai-visto", 404), ("../etc", 404), ("x" * 121, 422)])
    async def test_what_is_not_for_sale(self, api, session, slug, status):
        answer = await api.post(CREATE, json={"items": [{"slug": slug}], "buyer": PERSON, "terms": True})
        assert answer.status_code == status
        assert answer.json()["error"]["message"]

    async def test_the_same_key_gives_the_same_order(self, api, session):
        await create_service(session)
        body = {"items": [{"slug": "gap-assessment"}], "buyer": PERSON, "terms": True}
        first, second = [
            (await api.post(CREATE, json=body, headers={"Idempotency-Key": "una"})).json()["data"]["order_number"]
            for _ in range(2)
        ]
        assert first == second
        other = await api.post(CREATE, json=body | {"buyer": COMPANY}, headers={"Idempotency-Key": "una"})
        assert (other.status_code, other.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")


class TestTrack:
    async def test_by_number_and_address_or_by_key(self, api, placed):
        for query in (
            {"order_number": placed.number, "email": placed.email},
            {"number": placed.number.lower(), "email": placed.email.upper()},
            {"key": placed.key},
        ):
            data = (await api.get(TRACK, params=query)).json()["data"]
            assert data["order_number"] == placed.number
            assert [step["kind"] for step in data["timeline"]] == ["placed"]
            assert data["invoice"] is None

    async def test_strangers_learn_nothing(self, api, placed):
        for query in (
            {"order_number": placed.number, "email": "altri@esempio.example"},
            {"order_number": "ORD-2026-99999", "email": placed.email},
            {"key": placed.key[:-2] + "AA"},
            {"key": "x"},
            {"key": "è" * 20},
        ):
            answer = await api.get(TRACK, params=query)
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "ORDER_NOT_FOUND")

    @pytest.mark.parametrize(
        ("query", "field"), [({}, "order_number"), ({"email": "a@b.it"}, "order_number"), ({"number": "ORD"}, "email")]
    )
    async def test_half_a_question_says_what_is_missing(self, api, query, field):
        answer = await api.get(TRACK, params=query)
        assert answer.status_code == 422
        assert answer.json()["error"]["details"][0]["field"] == field


class TestDocuments:
    async def test_before_and_after_they_exist(self, api, session, placed, tmp_path, monkeypatch):
        monkeypatch.setenv("DATA_DIR", str(tmp_path))
        get_settings.cache_clear()
        urls = [f"/api/v1/orders/{placed.key}/invoice.{kind}" for kind in ("xml", "pdf")]
        for url in urls:
            assert (await api.get(url)).json()["error"]["code"] == "INVOICE_NOT_FOUND"
        order_id = (await session.execute(select(Order.id))).scalar_one()
        await mark_paid(session, await get_order(session, order_id), at=datetime.now(UTC))
        invoice = await issue_invoice(session, order_id)
        await deliver_invoice(session, invoice.id, storage_for(get_settings()))
        xml, pdf = [await api.get(url) for url in urls]
        assert xml.content == invoice.xml
        assert pdf.content.startswith(b"%PDF")
        assert all("attachment" in answer.headers["content-disposition"] for answer in (xml, pdf))
        assert all("no-store" in answer.headers["cache-control"] for answer in (xml, pdf))
        data = (await api.get(TRACK, params={"key": placed.key})).json()["data"]
        assert data["invoice"]["number"] == invoice.invoice_number
        assert data["invoice"]["pdf_url"].endswith(urls[1])

    async def test_a_made_up_key_opens_nothing(self, api, placed):
        answer = await api.get(f"/api/v1/orders/{'A' * 43}/invoice.xml")
        assert answer.status_code == 404


class TestPayment:
    async def test_a_made_up_key_pays_nothing(self, api, placed):
        answer = await api.post("/api/v1/checkout/payment", json={"order_key": "A" * 43})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "ORDER_NOT_FOUND")

    @pytest.mark.parametrize("header", [None, "", "t=1,v1=00", "v0=abc"])
    async def test_an_unsigned_webhook_is_turned_away(self, api, placed, header, tmp_path, monkeypatch):
        monkeypatch.setenv("DATA_DIR", str(tmp_path))
        monkeypatch.setenv("STRIPE_STAND_IN_ADDRESS", "http://127.0.0.1:1")
        get_settings.cache_clear()
        headers = {"Stripe-Signature": header} if header is not None else {}
        answer = await api.post("/api/v1/webhooks/stripe", content=b'{"id": "evt_1"}', headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "WEBHOOK_REFUSED")
