"""The drawer of a step on an order's page: written, given files, handed over."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.backoffice.state.steps import AdminStepState
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import list_milestones
from tests.factories.people import create_somebody, principal_of
from tests.factories.steps import add_file, create_work
from tests.harness.states import Tab


@pytest.fixture
async def order(session: AsyncSession) -> Order:
    order, _steps = await create_work(session, "Analisi")
    return order


async def enter(session: AsyncSession, tab: Tab, order: Order, role: Role = Role.ADMIN) -> None:
    tab.principal = principal_of(await create_somebody(session, role))
    tab.go("/admin/ordini/[order_number]", order_number=order.number)
    await tab.send(AdminOrderState.load)


def steps(tab: Tab) -> list[dict[str, Any]]:
    return tab.seen(AdminOrderState, "order")["steps"]


async def test_a_step_is_added_with_its_day_and_a_wrong_one_says_why(session: AsyncSession, tab: Tab, order: Order):
    await enter(session, tab, order)
    await tab.send(AdminStepState.begin)
    await tab.send(AdminStepState.save, data={"name": "", "due": "presto"})
    assert set(tab.seen(AdminStepState, "errors")) == {"name", "due"}
    await tab.send(AdminStepState.save, data={"name": "Relazione", "due": "2031-03-01"})
    assert [(row["name"], row["due_label"]) for row in steps(tab)] == [
        ("Analisi", ""),
        ("Relazione", "entro il 01/03/2031"),
    ]
    assert tab.seen(AdminStepState, "step")["name"] == "Relazione"


async def test_files_come_and_go_until_it_is_delivered(session: AsyncSession, tab: Tab, order: Order):
    await enter(session, tab, order)
    (step,) = await list_milestones(session, order)
    await tab.send(AdminStepState.open, milestone_id=str(step.id))
    file = await add_file(session, step)
    await tab.send(AdminStepState.uploaded, ids=["relazione.pdf"])
    assert [one["name"] for one in tab.seen(AdminStepState, "step")["files"]] == ["relazione.pdf"]
    await tab.send(AdminStepState.drop_file, file_id=str(file.id))
    assert tab.seen(AdminStepState, "step")["files"] == []
    await tab.send(AdminStepState.deliver)
    assert tab.seen(AdminStepState, "is_open") is False
    assert [row["state_label"] for row in steps(tab)] == ["Consegnata, da approvare"]
    assert tab.seen(AdminOrderState, "order")["fulfilment_label"] == "In corso"


async def test_a_step_is_taken_away(session: AsyncSession, tab: Tab, order: Order):
    await enter(session, tab, order)
    (step,) = await list_milestones(session, order)
    await tab.send(AdminStepState.open, milestone_id=str(step.id))
    await tab.send(AdminStepState.remove)
    assert steps(tab) == []


async def test_support_only_looks(session: AsyncSession, tab: Tab, order: Order):
    await enter(session, tab, order, Role.SUPPORT)
    (step,) = await list_milestones(session, order)
    await tab.send(AdminStepState.open, milestone_id=str(step.id))
    await tab.send(AdminStepState.deliver)
    await session.refresh(step)
    assert step.state.value == "to_do"
