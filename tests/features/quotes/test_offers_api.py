"""Offers over HTTP: written and sent by staff, read and decided on by whoever holds the key."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.service import cancel
from aistrategyhub.features.orders.service.collecting import collect_agreement
from aistrategyhub.features.quotes.links import offer_key
from aistrategyhub.features.quotes.models import OfferStatus, QuoteAcceptance, QuoteMessage, QuoteOffer
from aistrategyhub.infra.outbox import OutboxFact
from tests.factories.offers import create_draft, create_sent, lay_paper, typed_line, typed_offer
from tests.factories.people import cookie_of
from tests.factories.quotes import create_request
from tests.factories.sales import COMPANY

OWN = {"Origin": "http://localhost:3000"}
ADMIN = "/api/v1/admin/offers"


async def _count(session: AsyncSession, column: Any) -> int:
    return await session.scalar(select(func.count(column))) or 0


def _draft(offer: dict[str, Any], **changes: Any) -> dict[str, Any]:
    typed = typed_offer(valid_until=offer["typed"]["valid_until"], **changes)
    return typed | {"revision": offer["revision"]}


async def test_an_offer_from_its_request_to_the_order(session: AsyncSession, api: AsyncClient) -> None:
    request = await create_request(session)
    staff = OWN | await cookie_of(session, Role.SUPPORT)
    keyed = staff | {"Idempotency-Key": "una"}
    started = [
        (await api.post(f"/api/v1/quote-requests/{request.id}/offers", headers=keyed)).json()["data"]
        for _time in range(2)
    ]
    assert started[0] == started[1]
    address = f"{ADMIN}/{started[0]['offer_id']}"

    wrong = await api.put(address, json=_draft(started[0], lines=[typed_line(price="mille")]), headers=staff)
    assert [error["field"] for error in wrong.json()["data"]["errors"]] == ["lines.0.price"]
    refused = await api.post(f"{address}/send", json={"revision": 2}, headers=staff)
    assert refused.status_code == 422
    options = [typed_line(), typed_line("più", price="200", is_optional=True)]
    saved = (await api.put(address, json=_draft(wrong.json()["data"], lines=options), headers=staff)).json()["data"]
    assert (saved["errors"], saved["total"], saved["revision"]) == ([], "1220.00", 3)
    stale = await api.put(address, json=_draft(started[0]), headers=staff)
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "OFFER_CHANGED")
    for _time in range(2):
        sent = await api.post(f"{address}/send", json={"revision": 3}, headers=keyed)
        assert (sent.status_code, sent.json()["data"]["status"]) == (200, "sent")

    offer = await session.scalar(select(QuoteOffer))
    assert offer is not None
    await lay_paper(session, offer)
    own = f"/api/v1/quotes/offers/{offer_key(offer.id)}"
    seen = (await api.get(own, params={"chosen": ["più"]})).json()["data"]
    assert (seen["total"], [line["is_chosen"] for line in seen["lines"]]) == ("1464.00", [True, True])
    assert (seen["sha256"], seen["problem"]) == ("a" * 64, "")
    signed = {"signed_name": "Lucia Brenta", "has_agreed": True, "seen_total": "1464.00", "chosen": ["più"]}
    for _time in range(2):
        accepted = await api.post(
            f"{own}/accept", json=signed | {"buyer": COMPANY}, headers={"Idempotency-Key": "accetto"}
        )
        assert (accepted.status_code, accepted.json()["data"]["status"]) == (200, "accepted")
    evidence = await session.scalar(select(QuoteAcceptance))
    assert evidence is not None
    assert (evidence.signed_name, str(evidence.total), evidence.ip_address != "") == ("Lucia Brenta", "1464.00", True)
    order = await collect_agreement(session, offer.id)
    assert order is not None
    assert [part["order_number"] for part in (await api.get(own)).json()["data"]["collected"]] == [order.number]


async def test_one_key_and_two_routes_share_no_answer(session: AsyncSession, api: AsyncClient) -> None:
    offer = await create_sent(session)
    own = f"/api/v1/quotes/offers/{offer_key(offer.id)}"
    headers = {"Idempotency-Key": "la stessa"}
    asked = await api.post(f"{own}/messages", json={"words": "Quando iniziate?"}, headers=headers)
    assert (asked.status_code, len(asked.json()["data"]["messages"])) == (201, 1)
    again = await api.post(f"{own}/messages", json={"words": "Quando iniziate?"}, headers=headers)
    assert (again.json()["data"], await _count(session, QuoteMessage.id)) == (asked.json()["data"], 1)
    refused = await api.post(f"{own}/reject", json={"words": "Costa troppo."}, headers=headers)
    assert refused.json()["data"]["status"] == "rejected"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"signed_name": ""}, "signed_name"),
        ({"has_agreed": False}, "agreed"),
        ({"chosen": ["nessuna"]}, "chosen"),
        ({"buyer": COMPANY | {"vat_number": "1"}}, "buyer.vat_number"),
    ],
)
async def test_what_keeps_it_from_being_accepted_is_said(
    session: AsyncSession, api: AsyncClient, changes: dict[str, Any], field: str
) -> None:
    offer = await create_sent(session)
    body = {"signed_name": "Lucia", "has_agreed": True, "seen_total": str(offer.total), "buyer": COMPANY} | changes
    answer = await api.post(f"/api/v1/quotes/offers/{offer_key(offer.id)}/accept", json=body)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json()["error"]["details"]}


async def test_another_total_than_the_one_that_was_read_is_not_agreed_to(
    session: AsyncSession, api: AsyncClient
) -> None:
    offer = await create_sent(session)
    body = {"signed_name": "Lucia", "has_agreed": True, "seen_total": "1.00", "buyer": COMPANY}
    answer = await api.post(f"/api/v1/quotes/offers/{offer_key(offer.id)}/accept", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "OFFER_TOTAL_CHANGED")


async def test_a_draft_is_nobody_s_but_the_firm_s(session: AsyncSession, api: AsyncClient) -> None:
    offer = await create_draft(session)
    for key in (offer_key(offer.id), "x"):
        assert (await api.get(f"/api/v1/quotes/offers/{key}")).status_code == 404
        assert (await api.post(f"/api/v1/quotes/offers/{key}/messages", json={"words": "?"})).status_code == 404


async def test_the_customer_s_first_reading_is_noted_and_a_colleague_s_is_not(
    session: AsyncSession, api: AsyncClient
) -> None:
    offer = await create_sent(session)
    address = f"/api/v1/quotes/offers/{offer_key(offer.id)}"
    await api.get(address, headers=await cookie_of(session, Role.SUPPORT))
    await session.refresh(offer)
    assert offer.status is OfferStatus.SENT
    await api.get(address)
    await session.refresh(offer)
    assert offer.status is OfferStatus.VIEWED


async def test_a_cancelled_deposit_is_asked_for_again(session: AsyncSession, api: AsyncClient) -> None:
    offer = await create_sent(session)
    body = {"signed_name": "Lucia", "has_agreed": True, "seen_total": str(offer.total), "buyer": COMPANY}
    await api.post(f"/api/v1/quotes/offers/{offer_key(offer.id)}/accept", json=body)
    order = await collect_agreement(session, offer.id)
    assert order is not None
    staff = OWN | await cookie_of(session, Role.ADMIN)
    address, asked = f"{ADMIN}/{offer.id}/instalments", {"instalment": "deposit"}
    early = await api.post(address, json=asked, headers=staff)
    assert (early.status_code, early.json()["error"]["code"]) == (409, "INSTALMENT_NOT_DUE")
    await cancel(session, order.id)
    for _time in range(2):
        answer = await api.post(address, json=asked, headers=staff | {"Idempotency-Key": "ancora"})
        assert answer.status_code == 202
    facts = select(func.count()).select_from(OutboxFact).where(OutboxFact.name == "quotes.instalment_asked")
    assert await session.scalar(facts) == 1
    assert await _count(session, Order.id) == 1


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EDITOR])
async def test_others_write_no_offers(session: AsyncSession, api: AsyncClient, role: Role) -> None:
    offer = await create_draft(session)
    headers = OWN | await cookie_of(session, role)
    answers = [
        await api.get(f"{ADMIN}/{offer.id}", headers=headers),
        await api.put(f"{ADMIN}/{offer.id}", json={"revision": 1}, headers=headers),
        await api.post(f"{ADMIN}/{offer.id}/send", json={"revision": 1}, headers=headers),
        await api.post(f"{ADMIN}/{offer.id}/messages", json={"words": "x"}, headers=headers),
        await api.post(f"{ADMIN}/{offer.id}/instalments", json={"instalment": "full"}, headers=headers),
        await api.post(f"/api/v1/quote-requests/{offer.request_id}/offers", headers=headers),
        await api.get(f"/api/v1/quote-requests/{offer.request_id}/offers", headers=headers),
    ]
    assert {answer.status_code for answer in answers} == {403}


async def test_what_is_not_there(session: AsyncSession, api: AsyncClient) -> None:
    staff = OWN | await cookie_of(session, Role.ADMIN)
    assert (await api.get(f"{ADMIN}/{new_id()}", headers=staff)).status_code == 404
    assert (await api.post(f"/api/v1/quote-requests/{new_id()}/offers", headers=staff)).status_code == 404
