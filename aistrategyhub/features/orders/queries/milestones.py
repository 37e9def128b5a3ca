"""Reads of the steps of an order's work and of their files.

An order that collects an accepted offer shares its steps with the other orders of that offer.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import Deliverable, Order, OrderMilestone, OrderNote
from aistrategyhub.features.orders.rules.milestones import MilestoneNotFound, step_rows
from aistrategyhub.features.orders.schemas import StepRow


class FileNotDelivered(DomainError):
    """No such file of this order, or not for its buyer yet."""

    code = "FILE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo file non c’è, o non è ancora stato consegnato.")


async def list_milestones(session: AsyncSession, order: Order) -> list[OrderMilestone]:
    """The steps of the work that this order pays for, in their order."""
    query = select(OrderMilestone).where(OrderMilestone.order_id.in_(_of_work(order)))
    return list((await session.execute(query.order_by(OrderMilestone.position, OrderMilestone.id))).scalars())


async def get_milestone(session: AsyncSession, order: Order, milestone_id: UUID) -> OrderMilestone:
    """A step of this order's work, as it is now. Raises MilestoneNotFound."""
    query = select(OrderMilestone).where(
        OrderMilestone.id == milestone_id, OrderMilestone.order_id.in_(_of_work(order))
    )
    found = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if found is None:
        raise MilestoneNotFound
    return found


async def lock_work(session: AsyncSession, order: Order) -> list[Order]:
    """The orders that pay for this work, this one among them, which nobody else may change until the transaction
    ends."""
    query = select(Order).where(Order.id.in_(_of_work(order))).order_by(Order.id).with_for_update()
    return list((await session.execute(query.execution_options(populate_existing=True))).scalars())


async def list_files(session: AsyncSession, milestones: Sequence[OrderMilestone]) -> list[Deliverable]:
    """The files of these steps, oldest first."""
    wanted = Deliverable.milestone_id.in_([one.id for one in milestones])
    query = select(Deliverable).where(wanted).order_by(Deliverable.uploaded_at, Deliverable.id)
    return list((await session.execute(query)).scalars()) if milestones else []


async def list_asked(session: AsyncSession, milestones: Sequence[OrderMilestone]) -> list[OrderNote]:
    """What buyers wrote of these steps, oldest first."""
    wanted = OrderNote.milestone_id.in_([one.id for one in milestones])
    query = select(OrderNote).where(wanted).order_by(OrderNote.written_at, OrderNote.id)
    return list((await session.execute(query)).scalars()) if milestones else []


async def steps_of(session: AsyncSession, order: Order, address: str, *, is_staff: bool) -> list[StepRow]:
    """The steps of the work that this order pays for, in words; `address` is what the path of a file begins with."""
    return await rows_of(session, await list_milestones(session, order), address, is_staff=is_staff)


async def rows_of(
    session: AsyncSession, steps: Sequence[OrderMilestone], address: str, *, is_staff: bool
) -> list[StepRow]:
    """The same for steps that are known."""
    files, asked = await list_files(session, steps), await list_asked(session, steps)
    return step_rows(steps, files, asked, today=today_in_rome(), address=address, is_staff=is_staff)


async def get_file(session: AsyncSession, file_id: UUID, *conditions: ColumnElement[bool]) -> Deliverable:
    """A file of any order. Raises FileNotDelivered."""
    query = select(Deliverable).where(Deliverable.id == file_id, *conditions)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise FileNotDelivered
    return found


async def get_delivered_file(session: AsyncSession, order: Order, file_id: UUID) -> Deliverable:
    """A file of this order's work that its buyer may fetch. Raises FileNotDelivered."""
    steps = select(OrderMilestone.id).where(OrderMilestone.order_id.in_(_of_work(order)))
    return await get_file(session, file_id, Deliverable.milestone_id.in_(steps), Deliverable.delivered_at.is_not(None))


async def find_order_of_step(session: AsyncSession, milestone_id: UUID) -> Order:
    """The order to which a step belongs. Raises MilestoneNotFound."""
    query = (
        select(Order)
        .join(OrderMilestone, (OrderMilestone.tenant_id == Order.tenant_id) & (OrderMilestone.order_id == Order.id))
        .where(OrderMilestone.id == milestone_id)
    )
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise MilestoneNotFound
    return found


async def last_position(session: AsyncSession, order: Order) -> tuple[int, int]:
    """How many steps the work has, and the position of the last, 0 without any."""
    query = select(func.count(), func.coalesce(func.max(OrderMilestone.position), 0)).where(
        OrderMilestone.order_id.in_(_of_work(order))
    )
    count, last = (await session.execute(query)).one()
    return count, last


def _of_work(order: Order):
    if order.offer_id is None:
        return [order.id]
    return select(Order.id).where(Order.offer_id == order.offer_id)
