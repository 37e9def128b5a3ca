"""The private files of a step: taken in as they are, known by their content, gone with their step."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.media.service import Arrival, OriginalFile, store_original
from aistrategyhub.features.orders.models import Deliverable, MilestoneState, Order, OrderMilestone
from aistrategyhub.features.orders.queries import find_order_of_step, get_file, get_milestone, list_files, lock_work
from aistrategyhub.features.orders.rules.files import MOST_FILES, TooManyFiles
from aistrategyhub.features.orders.rules.milestones import StepIsDelivered
from aistrategyhub.infra.storage import Storage
from aistrategyhub.infra.work import enqueue

DROP_FILES = "orders.drop_files"


async def store_file(storage: Storage, tenant_id: UUID, arrival: Arrival, given_name: str) -> OriginalFile:
    """Lays what arrived in the store, as it is. Raises StorageUnavailable."""
    return await store_original(storage, f"{tenant_id}/deliverables", arrival, given_name)


async def keep_file(session: AsyncSession, milestone_id: UUID, stored: OriginalFile) -> Deliverable:
    """Gives a step the stored file; the one that it has with this very content, if it has, and then what was stored is
    for the caller to delete. Raises MilestoneNotFound, StepIsDelivered and TooManyFiles."""
    order = await find_order_of_step(session, milestone_id)
    await lock_work(session, order)
    step = await get_milestone(session, order, milestone_id)
    if step.state in (MilestoneState.DELIVERED, MilestoneState.APPROVED):
        raise StepIsDelivered(name=step.name)
    files = await list_files(session, [step])
    if same := next((file for file in files if file.sha256 == stored.sha256), None):
        return same
    if len(files) >= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    file = Deliverable(
        id=stored.file_id,
        milestone_id=step.id,
        name=stored.name,
        content_type=stored.content_type,
        bytes=stored.bytes,
        sha256=stored.sha256,
        storage_key=stored.key,
        uploaded_by=current_principal().person_id,
    )
    session.add(file)
    await session.flush()
    await record(session, "orders.file_added", "order", order.id, number=order.number, sha256=file.sha256)
    return file


async def remove_file(session: AsyncSession, file_id: UUID) -> None:
    """Takes a file away that its buyer has not received. Raises FileNotDelivered and StepIsDelivered."""
    file = await get_file(session, file_id)
    order = await find_order_of_step(session, file.milestone_id)
    await lock_work(session, order)
    step = await get_milestone(session, order, file.milestone_id)
    await session.refresh(file)
    if file.delivered_at:
        raise StepIsDelivered(name=step.name)
    await drop_files(session, [file])
    await record(session, "orders.file_removed", "order", order.id, number=order.number, sha256=file.sha256)


async def drop_files(session: AsyncSession, files: Sequence[Deliverable]) -> None:
    """Takes these files away, and their content out of the store after the commit."""
    if not files:
        return
    await enqueue(session, DROP_FILES, {"storage_keys": [file.storage_key for file in files]})
    for file in files:
        await session.delete(file)
    await session.flush()


async def forget_files(session: AsyncSession, *of_orders: ColumnElement[bool]) -> None:
    """Takes away every file of the orders that match these conditions."""
    steps = select(OrderMilestone.id).where(OrderMilestone.order_id.in_(select(Order.id).where(*of_orders)))
    files = (await session.execute(select(Deliverable).where(Deliverable.milestone_id.in_(steps)))).scalars()
    await drop_files(session, list(files))
