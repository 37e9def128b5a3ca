"""One order on the staff's screen: the truth of it, notes, and what may be done."""

from datetime import UTC, datetime

import pytest

from aistrategyhub.core.access import Role
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import list_notes
from aistrategyhub.features.orders.service import mark_paid
from aistrategyhub.features.payments.models import PaymentStatus
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import create_open_payment, create_order
from tests.harness.states import Tab

ORDER = "/admin/ordini/[order_number]"


@pytest.fixture
async def order(session):
    return await create_order(session)


async def _enter(session, tab: Tab, role: Role, order: Order) -> None:
    tab.principal = principal_of(await create_somebody(session, role))
    tab.go(ORDER, order_number=order.number)
    await tab.send(AdminOrderState.load)


async def test_a_note_joins_the_timeline_and_the_form_empties(session, tab, order):
    await _enter(session, tab, Role.SUPPORT, order)
    await tab.send(AdminOrderState.write, form={"words": "Ha chiamato Carla", "is_for_buyer": True})
    shown = tab.seen(AdminOrderState, "order")["events"]
    assert [(event["title"], event["detail"]) for event in shown if "Nota" in event["title"]] == [
        ("Nota per il cliente", "Ha chiamato Carla")
    ]
    assert any("Un messaggio sul Suo ordine" in event["title"] for event in shown)
    assert tab.seen(AdminOrderState, "round") == 1


async def test_an_empty_note_is_refused_beside_its_field(session, tab, order):
    await _enter(session, tab, Role.ADMIN, order)
    await tab.send(AdminOrderState.write, form={"words": " "})
    assert tab.seen(AdminOrderState, "errors") == {"words": "Scrivi la nota."}
    assert await list_notes(session, order.id) == []


async def test_money_and_work_are_told_apart(session, tab, order):
    payment = await create_open_payment(session, order)
    payment.status, payment.method_type, payment.received = PaymentStatus.SUCCEEDED, "card", payment.amount
    payment.processed_at = datetime(2030, 1, 1, tzinfo=UTC)
    await mark_paid(session, order, at=payment.processed_at)
    await _enter(session, tab, Role.ADMIN, order)
    shown = tab.seen(AdminOrderState, "order")
    assert (shown["payment_label"], shown["fulfilment_label"]) == ("Incassato", "Da iniziare")
    last = shown["events"][-1]
    assert (last["title"].replace("\xa0", " "), last["detail"]) == ("Ricevuti 1.220,00 €", "Pagato con: Carta.")
    assert "Pagamento ricevuto" not in {event["title"] for event in shown["events"]}
    await tab.send(AdminOrderState.begin)
    assert tab.seen(AdminOrderState, "order")["fulfilment_label"] == "In corso"


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.EDITOR, Role.CUSTOMER])
async def test_only_the_owner_calls_an_order_off(session, tab, order, role):
    await _enter(session, tab, role, order)
    await tab.send(AdminOrderState.cancel)
    await session.refresh(order)
    assert order.status is OrderStatus.PENDING


async def test_the_owner_calls_it_off(session, tab, order):
    await _enter(session, tab, Role.ADMIN, order)
    assert tab.seen(AdminOrderState, "order")["can_cancel"] is True
    await tab.send(AdminOrderState.cancel)
    assert tab.seen(AdminOrderState, "order")["status_label"] == "Annullato"
