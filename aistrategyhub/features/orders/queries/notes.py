"""Reads of the notes about an order, and of the views that colleagues keep of the list."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.orders.models import OrderNote, OrderView


async def list_notes(session: AsyncSession, order_id: UUID, *, for_buyer: bool = False) -> list[OrderNote]:
    """The notes about an order, oldest first; `for_buyer` only those that its buyer may read."""
    query = select(OrderNote).where(OrderNote.order_id == order_id).order_by(OrderNote.written_at, OrderNote.id)
    if for_buyer:
        query = query.where(OrderNote.is_for_buyer)
    return list((await session.execute(query)).scalars())


async def list_views(session: AsyncSession, person_id: UUID) -> list[OrderView]:
    """The views that a colleague keeps, by their names."""
    query = select(OrderView).where(OrderView.person_id == person_id).order_by(OrderView.name)
    return list((await session.execute(query)).scalars())
