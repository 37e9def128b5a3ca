"""The refund dialog on an order's page: it shows what it does before it does it, and does it once."""

from decimal import Decimal

import pytest

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.backoffice.state.refunds import AdminRefundState
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.service import advance
from aistrategyhub.features.payments.models import RefundReason
from aistrategyhub.features.payments.queries import list_refunds_of
from aistrategyhub.features.payments.service import settle
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import create_open_payment, create_order, intent_of
from tests.harness.states import Tab

ORDER = "/admin/ordini/[order_number]"


@pytest.fixture
async def paid(session) -> Order:
    order = await create_order(session)
    await settle(session, intent_of(order, await create_open_payment(session, order)))
    await session.flush()
    return order


async def enter(session, tab: Tab, order: Order, *, role: Role = Role.ADMIN, proved: bool = True) -> None:
    tab.principal = principal_of(await create_somebody(session, role), proved_at=now() if proved else None)
    tab.go(ORDER, order_number=order.number)
    await tab.send(AdminOrderState.load)


def view(tab: Tab) -> dict[str, str]:
    return {name: plain(value) for name, value in tab.seen(AdminRefundState, "view").items() if isinstance(value, str)}


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


async def test_it_says_what_happens_and_follows_what_is_chosen(session, tab, paid):
    await enter(session, tab, paid)
    await tab.send(AdminRefundState.open)
    assert [row["value"] for row in tab.seen(AdminRefundState, "extents")] == ["full", "lines", "amount"]
    assert view(tab)["verb"] == "Rimborsa 1.220,00 €"
    assert view(tab)["after"] == "Dopo, l’ordine risulta rimborsato per intero."

    await tab.send(AdminRefundState.choose, extent="amount")
    assert (view(tab)["verb"], tab.seen(AdminRefundState, "errors")) == (
        "",
        {"amount": "Scrivi un importo in euro, come 450,00."},
    )
    await tab.send(AdminRefundState.write_amount, amount="1.220,01")
    assert "1.220,00 €" in plain(tab.seen(AdminRefundState, "form_error"))
    await tab.send(AdminRefundState.write_amount, amount="122,00")
    shown = view(tab)
    assert (shown["net_label"], shown["vat_label"], shown["amount_label"]) == ("100,00 €", "22,00 €", "122,00 €")
    assert shown["document"] == "Segue una nota di credito (TD04) di 122,00 €, quando la fattura è emessa."
    assert shown["after"] == "Dopo, si potranno ancora rimborsare 1.098,00 €."
    assert await list_refunds_of(session, paid.id) == []

    await tab.send(AdminRefundState.choose, extent="lines")
    assert tab.seen(AdminRefundState, "errors") == {"lines": "Scegli almeno una riga da rimborsare."}
    await tab.send(AdminRefundState.tick, number="1", is_ticked=True)
    assert view(tab)["verb"] == "Rimborsa 1.220,00 €"


async def test_it_is_decided_once_however_often_it_is_pressed(session, tab, paid):
    await enter(session, tab, paid)
    await tab.send(AdminRefundState.open)
    await tab.send(AdminRefundState.choose, extent="amount")
    await tab.send(AdminRefundState.write_amount, amount="122")
    await tab.send(AdminRefundState.choose_reason, reason="withdrawal")
    await tab.send(AdminRefundState.write_note, note="Telefonata")
    for _press in range(3):
        await tab.send(AdminRefundState.decide)
    (refund,) = await list_refunds_of(session, paid.id)
    assert (refund.amount, refund.reason, refund.note) == (Decimal(122), RefundReason.WITHDRAWAL, "Telefonata")
    assert tab.seen(AdminRefundState, "is_open") is False
    (row,) = tab.seen(AdminOrderState, "order")["refunds"]
    assert (plain(row["amount_label"]), row["status_label"], row["reason_label"], row["detail"]) == (
        "122,00 €",
        "Deciso",
        "Recesso",
        "Telefonata",
    )


async def test_an_old_proof_is_not_enough(session, tab, paid):
    await enter(session, tab, paid, proved=False)
    await tab.send(AdminRefundState.open)
    await tab.send(AdminRefundState.decide)
    assert await list_refunds_of(session, paid.id) == []


async def test_who_may_not_cannot_even_open_it(session, tab, paid):
    await enter(session, tab, paid, role=Role.SUPPORT)
    await tab.send(AdminRefundState.open)
    await tab.send(AdminRefundState.decide)
    assert await list_refunds_of(session, paid.id) == []


async def test_money_that_came_too_late_is_a_case_with_one_press(session, tab):
    order = await create_order(session)
    payment = await create_open_payment(session, order)
    await advance(session, order, to=OrderStatus.CANCELLED)
    await settle(session, intent_of(order, payment))
    await session.flush()
    await enter(session, tab, order)
    shown = tab.seen(AdminOrderState, "order")
    assert plain(shown["never_due"]) == (
        "Sono arrivati 1.220,00 € che per quest’ordine non erano dovuti: vanno restituiti."
    )
    assert shown["can_refund"] is False
    await tab.send(AdminRefundState.open)
    assert view(tab)["document"] == (
        "Non segue nessun documento: questo denaro non era dovuto e non è stato fatturato."
    )
    await tab.send(AdminRefundState.decide)
    (refund,) = await list_refunds_of(session, order.id)
    assert (refund.amount, refund.reason, refund.is_of_sale) == (order.total, RefundReason.LATE_PAYMENT, False)
    assert tab.seen(AdminOrderState, "order")["never_due"] == ""
