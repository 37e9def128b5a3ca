"""Asking about a number on the way to an order: asked once a day, kept as a proof, and bought without when silent."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.backoffice.queries.orders import get_order_detail
from aistrategyhub.features.orders import jobs
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import list_events, list_lines
from aistrategyhub.features.vat.checkout import check_of
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.schemas import Ground
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.vies.client import ViesClient
from tests.factories.sales import COMPANY, PERSON, create_order, create_seller
from tests.harness.vat_register import RegisterServer, serving_register

GERMAN: dict[str, Any] = {
    "company_name": "Nordlicht GmbH",
    "email": "einkauf@nordlicht.example",
    "vat_number": "DE136695976",
    "billing_address": {"street": "Hafenstr. 1", "city": "Hamburg", "zip": "20457", "country": "DE"},
}
FRENCH = GERMAN | {
    "vat_number": "FR61954506077",
    "billing_address": GERMAN["billing_address"] | {"country": "FR"},
}
TOLD = {"name": "Nordlicht GmbH", "address": "Hafenstr. 1, 20457 Hamburg"}


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Iterator[RegisterServer]:
    """A register that knows the German firm."""
    with serving_register(RegisterServer(firms={"DE136695976": TOLD})) as server:
        monkeypatch.setattr(get_settings(), "vies_url", server.address)
        yield server


async def _ask(server: RegisterServer, buyer: dict[str, Any] = GERMAN) -> VatCheck | None:
    return await check_of(buyer, ViesClient(server.address))


async def _answers(session: AsyncSession) -> list[VatCheck]:
    return list((await session.execute(select(VatCheck).order_by(VatCheck.asked_at))).scalars())


async def _order(session: AsyncSession) -> Order:
    return (await session.execute(select(Order).execution_options(populate_existing=True))).scalar_one()


async def test_an_answer_is_kept_as_a_proof_and_not_asked_for_again_that_day(
    session: AsyncSession, register: RegisterServer
) -> None:
    await create_seller(session)
    first, again = await _ask(register), await _ask(register)
    assert first is not None
    assert again is not None
    assert first.id == again.id
    assert (first.is_valid, first.name, first.consultation) == (True, "Nordlicht GmbH", "WAPI000000000001")
    assert [asked["requesterNumber"] for asked in register.asked] == ["09876540155"]

    register.firms.clear()
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        struck_off = await _ask(register)
    assert struck_off is not None
    assert [check.is_valid for check in await _answers(session)] == [True, False]


@pytest.mark.parametrize(
    "buyer",
    [COMPANY, PERSON, GERMAN | {"vat_number": "DE123"}, {}],
    ids=["an Italian firm", "a person", "a number that cannot be", "no data"],
)
async def test_nobody_is_asked_about_others(
    session: AsyncSession, register: RegisterServer, buyer: dict[str, Any]
) -> None:
    await create_seller(session)
    assert await _ask(register, buyer) is None
    assert register.asked == []


async def test_nobody_is_asked_in_the_name_of_nobody(session: AsyncSession, register: RegisterServer) -> None:
    assert await _ask(register) is None
    assert register.asked == []


async def test_a_silent_register_leaves_no_answer_behind(session: AsyncSession, register: RegisterServer) -> None:
    await create_seller(session)
    register.problem = "MS_UNAVAILABLE"
    assert await _ask(register) is None
    assert await _answers(session) == []


async def test_a_proven_firm_buys_without_vat_and_the_order_names_the_proof(
    session: AsyncSession, register: RegisterServer
) -> None:
    await create_seller(session)
    check = await _ask(register)
    order = await create_order(session, buyer=GERMAN, price="1000.00", vat_check=check)
    [line] = await list_lines(session, order.id)
    assert (order.total, order.tax_amount, line.vat_ground) == (1000, 0, Ground.EU_FIRM)
    assert (line.vat_nature, line.vat_law) == ("N2.1", "Inversione contabile, art. 7-ter DPR 633/1972")
    assert check is not None
    assert order.vat_check_id == check.id
    detail = await get_order_detail(session, order.number)
    assert (detail.buyer_codes, detail.buyer_address) == (
        "Numero\xa0IVA\xa0136695976",
        "Hafenstr. 1, 20457 Hamburg, Germania",
    )
    shown = detail.vat_proof
    assert shown.startswith("Valido nel VIES il ")
    assert shown.endswith("· Nordlicht GmbH · Hafenstr. 1, 20457 Hamburg · WAPI000000000001")


async def test_a_firm_that_could_not_be_proven_is_asked_about_again_until_it_is(
    session: AsyncSession, register: RegisterServer
) -> None:
    await create_seller(session)
    register.problem = "MS_UNAVAILABLE"
    order = await create_order(session, buyer=GERMAN, price="1000.00", vat_check=await _ask(register))
    assert order.total == 1220
    await jobs.ask_again(session, {})
    assert (await _order(session)).vat_check_id is None

    register.problem = ""
    await jobs.ask_again(session, {})
    await jobs.ask_again(session, {})
    kinds = [event.kind for event in await list_events(session, order.id)]
    assert kinds.count("vat_number_proven") == 1
    assert (await _order(session)).total == 1220


async def test_answers_on_which_no_order_stands_go_after_a_month(
    session: AsyncSession, register: RegisterServer
) -> None:
    await create_seller(session)
    kept = await _ask(register)
    assert kept is not None
    await create_order(session, buyer=GERMAN, vat_check=kept)
    await _ask(register, FRENCH)
    await jobs.forget_answers(session, {})
    assert len(await _answers(session)) == 2
    with time_machine.travel(now() + timedelta(days=31)):
        await jobs.forget_answers(session, {})
    assert [check.id for check in await _answers(session)] == [kept.id]
