"""Orders that are carried out in steps."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.media.service import received
from aistrategyhub.features.orders.models import Deliverable, Order, OrderMilestone
from aistrategyhub.features.orders.service import add_milestone, keep_file, mark_paid, store_file
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from tests.factories.sales import create_order

PDF = b"%PDF-1.7\n%report\n"


async def create_work(
    session: AsyncSession, *names: str, is_paid: bool = True, **options: Any
) -> tuple[Order, list[OrderMilestone]]:
    """An order with these steps to do, paid unless told otherwise."""
    order = await create_order(session, **options)
    if is_paid:
        await mark_paid(session, order, at=now())
    return order, [await add_milestone(session, order, {"name": name}) for name in names or ("Analisi", "Relazione")]


async def add_file(
    session: AsyncSession, step: OrderMilestone, content: bytes = PDF, name: str = "relazione.pdf"
) -> Deliverable:
    """A file of a step, in the store."""
    async with received(content, name) as arrival:
        stored = await store_file(storage_for(get_settings()), tenant_of(session), arrival, name)
    return await keep_file(session, step.id, stored)
