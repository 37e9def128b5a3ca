"""The drawer that changes a paid order: it shows what it does before it does it, and does it once."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.backoffice.state.amending import AdminAmendState
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import list_supplements
from aistrategyhub.features.payments.queries import list_refunds_of
from aistrategyhub.features.payments.service import settle
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import create_open_payment, create_order, intent_of
from tests.harness.states import Tab


@pytest.fixture
async def paid(session: AsyncSession) -> Order:
    order = await create_order(session, price="100.00", quantity=2)
    await settle(session, intent_of(order, await create_open_payment(session, order)))
    await session.flush()
    return order


async def enter(session: AsyncSession, tab: Tab, order: Order, *, role: Role = Role.ADMIN, proved: bool = True) -> None:
    tab.principal = principal_of(await create_somebody(session, role), proved_at=now() if proved else None)
    tab.go("/admin/ordini/[order_number]", order_number=order.number)
    await tab.send(AdminOrderState.load)


def view(tab: Tab, name: str) -> str:
    return tab.seen(AdminAmendState, "view")[name].replace("\xa0", " ")


async def test_it_shows_the_difference_as_it_is_typed(session: AsyncSession, tab: Tab, paid: Order) -> None:
    await enter(session, tab, paid)
    assert tab.seen(AdminOrderState, "order")["can_amend"] is True
    await tab.send(AdminAmendState.open)
    await tab.send(AdminAmendState.set_quantity, number="1", typed="1")
    assert (view(tab, "verb"), view(tab, "difference_name")) == ("Rimborsa 122,00 €", "Differenza da rimborsare")
    await tab.send(AdminAmendState.set_quantity, number="1", typed="3")
    assert (view(tab, "verb"), view(tab, "vat_label")) == ("Chiedi 122,00 €", "22,00 €")
    assert any("seconda fattura" in said for said in tab.seen(AdminAmendState, "view")["consequences"])
    await tab.send(AdminAmendState.set_quantity, number="1", typed="tante")
    assert view(tab, "verb") == ""
    (row,) = tab.seen(AdminAmendState, "lines")
    assert (row["wanted"], row["error"].startswith("Riga 1:")) == ("tante", True)


async def test_it_is_done_once_with_its_reason(session: AsyncSession, tab: Tab, paid: Order) -> None:
    slug = await create_service(session, slug="extra", price="50.00")
    await enter(session, tab, paid)
    await tab.send(AdminAmendState.open)
    await tab.send(AdminAmendState.add, form={"slug": slug, "quantity": "1", "unit_price": "45"})
    assert set(tab.seen(AdminAmendState, "errors")) == {"line_reason"}
    line = {"slug": slug, "quantity": "1", "unit_price": "45", "line_reason": "Promesso"}
    await tab.send(AdminAmendState.add, form=line)
    assert view(tab, "pay_label") == "54,90 €"
    await tab.send(AdminAmendState.decide, form={"reason": ""})
    assert set(tab.seen(AdminAmendState, "errors")) == {"reason"}
    for _press in range(2):
        await tab.send(AdminAmendState.decide, form={"reason": "Al telefono"})
    (more,) = await list_supplements(session, paid.id)
    assert [row["number"] for row in tab.seen(AdminOrderState, "order")["supplements"]] == [more.number]
    assert tab.seen(AdminAmendState, "is_open") is False


async def test_a_colleague_was_quicker(session: AsyncSession, tab: Tab, paid: Order) -> None:
    await enter(session, tab, paid)
    await tab.send(AdminAmendState.open)
    await tab.send(AdminAmendState.set_quantity, number="1", typed="1")
    paid.revision = 2
    await session.flush()
    await tab.send(AdminAmendState.decide, form={"reason": "Al telefono"})
    assert "Intanto l’ordine" in tab.seen(AdminAmendState, "form_error")
    assert await list_refunds_of(session, paid.id) == []


@pytest.mark.parametrize(("role", "proved"), [(Role.ADMIN, False), (Role.SUPPORT, True)])
async def test_who_may_not_or_has_not_proved_lately_changes_nothing(
    session: AsyncSession, tab: Tab, paid: Order, role: Role, proved: bool
) -> None:
    await enter(session, tab, paid, role=role, proved=proved)
    await tab.send(AdminAmendState.open)
    await tab.send(AdminAmendState.set_quantity, number="1", typed="1")
    await tab.send(AdminAmendState.decide, form={"reason": "Al telefono"})
    assert await list_refunds_of(session, paid.id) == []
