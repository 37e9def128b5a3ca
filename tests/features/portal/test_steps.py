"""The buyer's page of an order with steps: approving one, asking for a change."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.orders.links import order_key
from aistrategyhub.features.orders.models import MilestoneState, OrderStatus
from aistrategyhub.features.orders.service import deliver
from aistrategyhub.features.portal import state as screens
from aistrategyhub.features.portal.state import OrderPageState
from aistrategyhub.features.portal.state.steps import StepDecisionState
from tests.factories.people import create_somebody, principal_of
from tests.factories.steps import add_file, create_work
from tests.harness.states import Tab


@pytest.fixture
async def work(session: AsyncSession, tab: Tab, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(screens, "_FIRST_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(screens, "_FOLLOW_SECONDS", 0.02)
    order, (step,) = await create_work(session, "Analisi")
    await add_file(session, step)
    await deliver(session, step.id)
    await session.flush()
    tab.go("/ordine/[order_key]", order_key=order_key(order.id))
    await tab.send(OrderPageState.load)
    await tab.send(StepDecisionState.arrive)
    return order, step


async def test_a_delivery_is_read_and_approved(session: AsyncSession, tab: Tab, work) -> None:
    order, step = work
    (row,) = tab.seen(OrderPageState, "order")["steps"]
    assert (row["name"], row["can_decide"], [file["name"] for file in row["files"]]) == (
        "Analisi",
        True,
        ["relazione.pdf"],
    )
    await tab.send(StepDecisionState.approve, milestone_id=str(step.id))
    (row,) = tab.seen(OrderPageState, "order")["steps"]
    assert (row["state_label"], tab.seen(OrderPageState, "order")["status_label"]) == ("Approvata", "Concluso")
    await session.refresh(order)
    assert order.status is OrderStatus.COMPLETED


async def test_a_change_without_words_keeps_the_dialog_open(session: AsyncSession, tab: Tab, work) -> None:
    _order, step = work
    await tab.send(StepDecisionState.begin_change, milestone_id=str(step.id), name="Analisi")
    await tab.send(StepDecisionState.ask_change, data={"words": " "})
    assert set(tab.seen(StepDecisionState, "errors")) == {"words"}
    assert tab.seen(StepDecisionState, "changing") == str(step.id)
    await tab.send(StepDecisionState.ask_change, data={"words": "Aggiungete l’indice."})
    assert tab.seen(StepDecisionState, "changing") == ""
    (row,) = tab.seen(OrderPageState, "order")["steps"]
    assert row["asked"] == "Aggiungete l’indice."
    await session.refresh(step)
    assert step.state is MilestoneState.CHANGE_ASKED


async def test_a_colleague_sees_the_page_and_decides_nothing(session: AsyncSession, tab: Tab, work) -> None:
    _order, step = work
    tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
    await tab.send(StepDecisionState.approve, milestone_id=str(step.id))
    assert "Approva solo il cliente" in tab.seen(StepDecisionState, "form_error")
    await session.refresh(step)
    assert step.state is MilestoneState.DELIVERED


@pytest.mark.parametrize("milestone_id", ["", "x", "01a20343-bf64-76de-9c99-2c0405689c27"])
async def test_a_step_that_is_not_there(session: AsyncSession, tab: Tab, work, milestone_id: str) -> None:
    await tab.send(StepDecisionState.approve, milestone_id=milestone_id)
    assert tab.seen(StepDecisionState, "form_error") == "Questa tappa non c’è."
