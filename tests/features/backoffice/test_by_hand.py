"""The screen that makes an order for a customer."""

import pytest
from sqlalchemy import func, select

from aistrategyhub.core.access import Role
from aistrategyhub.features.backoffice.state.by_hand import HandLinesState, HandOrderState
from aistrategyhub.features.orders.models import Order
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab

ROUTE = "/admin/ordini/nuovo"
BUYER = {
    "kind": "company",
    "company_name": "Officine Bianchi S.r.l.",
    "vat_number": "12345678903",
    "sdi_code": "M5UXCR1",
    "email": "acquisti@officinebianchi.example",
    "billing_address.street": "Corso Regio Parco 9",
    "billing_address.city": "Torino",
    "billing_address.zip": "10152",
    "billing_address.province": "TO",
    "billing_address.country": "IT",
    "language": "it",
}


async def _arrive(session, tab: Tab, role: Role) -> None:
    tab.principal = principal_of(await create_somebody(session, role))
    tab.go(ROUTE)
    await tab.send(HandLinesState.arrive)
    await tab.send(HandOrderState.arrive)


async def _count(session):
    return (await session.execute(select(func.count()).select_from(Order))).scalar_one()


async def test_lines_come_and_go_and_the_order_is_opened(session, tab):
    slug = await create_service(session, price="1000.00")
    await _arrive(session, tab, Role.ADMIN)
    assert [service["value"] for service in tab.seen(HandLinesState, "services")] == [slug]
    for price in ("900,00", "950,00"):
        await tab.send(
            HandLinesState.add, form={"slug": slug, "quantity": "1", "unit_price": price, "reason": "Accordo"}
        )
    first, second = tab.seen(HandLinesState, "rows")
    await tab.send(HandLinesState.remove, line_id=first["line_id"])
    assert tab.seen(HandLinesState, "rows") == [second]
    await tab.send(HandOrderState.place, form=BUYER)
    order = (await session.execute(select(Order))).scalar_one()
    assert str(order.subtotal) == "950.00"
    assert f"/admin/ordini/{order.number}" in str(tab.events)


async def test_wrong_data_is_named_and_nothing_is_placed(session, tab):
    slug = await create_service(session, price="1000.00")
    await _arrive(session, tab, Role.ADMIN)
    await tab.send(HandOrderState.place, form=BUYER)
    assert tab.seen(HandOrderState, "errors") == {"lines": "Aggiungi almeno un servizio."}
    await tab.send(HandLinesState.add, form={"slug": slug, "quantity": "1", "unit_price": "1000", "reason": ""})
    await tab.send(HandOrderState.place, form=BUYER | {"vat_number": "1"})
    assert "vat_number" in tab.seen(HandOrderState, "errors")
    assert await _count(session) == 0


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.EDITOR, Role.CUSTOMER])
async def test_only_the_owner_makes_them(session, tab, role):
    await create_service(session)
    await _arrive(session, tab, role)
    await tab.send(HandOrderState.place, form=BUYER)
    assert await _count(session) == 0
