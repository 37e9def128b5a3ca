"""One customer, with everything about them, and nothing of anybody else."""

import pytest

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.features.accounts.models import ConsentPurpose
from aistrategyhub.features.accounts.service import record_consent
from aistrategyhub.features.backoffice.queries.customers import customer_path, get_customer
from aistrategyhub.features.backoffice.state.customers import AdminCustomerState
from aistrategyhub.features.orders.service import write_note
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import COMPANY, PERSON, create_order
from tests.harness.statements import counted_statements
from tests.harness.states import Tab

ROUTE = "/admin/clienti/[customer_key]"


async def _open(session, tab: Tab, role: Role, key: str) -> None:
    tab.principal = principal_of(await create_somebody(session, role))
    tab.go(ROUTE, customer_key=key)
    await tab.send(AdminCustomerState.load)


async def test_a_guest_is_found_by_any_of_their_orders(session, tab):
    first = await create_order(session, buyer=COMPANY)
    second = await create_order(session, buyer=COMPANY, slug="altro")
    await create_order(session, buyer=PERSON, slug="di-altri")
    await write_note(session, first, "Quasi pronto", is_for_buyer=True)
    await _open(session, tab, Role.ADMIN, f"ordine-{first.number}")
    shown = tab.seen(AdminCustomerState, "customer")
    assert {line["label"] for line in shown["orders"]} == {first.number, second.number}
    assert (shown["email"], shown["has_account"], shown["vat_number"]) == (first.email, False, "12345678903")
    assert [line["label"] for line in shown["mails"]] == [f"Un messaggio sul Suo ordine {first.number}"]
    assert shown["order_sum"].replace("\xa0", " ") == "2 ordini, 0,00 € incassati"
    assert customer_path(first) == f"/admin/clienti/ordine-{first.number}"


async def test_a_person_with_an_account_has_their_orders_and_consents(session, tab):
    person = await create_somebody(session, Role.CUSTOMER, email="anna@prova.example")
    order = await create_order(session, buyer=COMPANY)
    order.user_id = person.id
    await record_consent(
        session,
        ConsentPurpose.MARKETING,
        is_given=True,
        person_id=person.id,
        email=person.email,
        language="it",
        place="/registrati",
        ip_address=None,
        user_agent="",
    )
    await session.flush()
    await _open(session, tab, Role.ADMIN, str(person.id))
    shown = tab.seen(AdminCustomerState, "customer")
    assert [line["label"] for line in shown["orders"]] == [order.number]
    assert (shown["has_account"], shown["company"]) == (True, "Officine Bianchi S.r.l.")
    assert [line["status_label"] for line in shown["consents"]] == ["sì"]
    assert customer_path(order) == f"/admin/clienti/{person.id}"


@pytest.mark.parametrize("key", ["x", "ordine-ORD-1999-00001", "01a20217-0000-7000-8000-000000000000", "'", "x" * 300])
async def test_a_key_that_opens_nobody(session, tab, key):
    await _open(session, tab, Role.ADMIN, key)
    assert tab.seen(AdminCustomerState, "is_missing") is True


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CUSTOMER])
async def test_others_see_nobody(session, tab, role):
    order = await create_order(session)
    await _open(session, tab, role, f"ordine-{order.number}")
    assert order.email not in str(tab.values)


async def test_many_orders_cost_no_more_statements_than_one(session):
    order = await create_order(session)
    owner = principal_of(await create_somebody(session, Role.ADMIN))
    counts = []
    for number in range(2):
        await session.flush()
        with acting_as(owner), counted_statements() as sent:
            await get_customer(session, f"ordine-{order.number}")
        counts.append(len(sent))
        await create_order(session, slug=f"altro-{number}")
    assert counts[0] == counts[1]


async def test_who_was_forgotten_is_nobody_s_page(session):
    order = await create_order(session)
    order.email = ""
    assert customer_path(order) == ""
