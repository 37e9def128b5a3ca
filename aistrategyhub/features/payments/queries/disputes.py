"""Reads of disputes."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.payments.models import Dispute, DisputeStatus


class DisputeNotFound(DomainError):
    """No such dispute here."""

    code = "DISPUTE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa contestazione non c’è.")


async def get_dispute(session: AsyncSession, dispute_id: UUID, *, lock: bool = False) -> Dispute:
    """The dispute. Raises DisputeNotFound."""
    query = select(Dispute).where(Dispute.id == dispute_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise DisputeNotFound
    return found


async def list_disputes_of(session: AsyncSession, order_id: UUID) -> list[Dispute]:
    """Every dispute of an order, oldest first, as it stands in the database."""
    query = select(Dispute).where(Dispute.order_id == order_id).order_by(Dispute.opened_at, Dispute.id)
    return list((await session.execute(query.execution_options(populate_existing=True))).scalars())


async def page_disputes(
    session: AsyncSession, request: PageRequest, *, statuses: Collection[DisputeStatus] = ()
) -> Page[tuple[Dispute, str]]:
    """Disputes with the number of their order, the nearest deadline first."""
    wanted = [Dispute.status.in_(statuses)] if statuses else []
    joined = (Order.tenant_id == Dispute.tenant_id) & (Order.id == Dispute.order_id)
    query = select(Dispute, Order.number).join(Order, joined).where(*wanted)
    urgent = query.order_by(Dispute.decided_at.is_not(None), Dispute.answer_due_at, Dispute.opened_at.desc())
    rows = (await session.execute(urgent.limit(request.per_page).offset(request.offset))).tuples()
    count = await session.execute(select(func.count()).select_from(Dispute).where(*wanted))
    return Page([(row[0], row[1]) for row in rows], count.scalar_one(), request.page, request.per_page)
