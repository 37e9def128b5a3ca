"""Reads of payments."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.payments.models import Payment, PaymentStatus, ProviderEvent

_OPEN = (PaymentStatus.PENDING, PaymentStatus.SUCCEEDED)


async def find_open_payment(session: AsyncSession, order_id: UUID) -> Payment | None:
    """The payment of an order that is under way or done; there is at most one."""
    query = select(Payment).where(Payment.order_id == order_id, Payment.status.in_(_OPEN))
    return (await session.execute(query)).scalar_one_or_none()


async def list_payments_of(session: AsyncSession, order_id: UUID) -> list[Payment]:
    """Every attempt to pay an order, oldest first."""
    query = select(Payment).where(Payment.order_id == order_id).order_by(Payment.created_at, Payment.id)
    return list((await session.execute(query)).scalars())


async def lock_payment(session: AsyncSession, provider_reference: str) -> Payment | None:
    """The payment the provider knows by this reference, locked until this transaction ends."""
    query = select(Payment).where(Payment.provider_reference == provider_reference).with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def get_provider_event(session: AsyncSession, event_id: str) -> ProviderEvent:
    """The stored webhook of this event id, which must exist."""
    return (await session.execute(select(ProviderEvent).where(ProviderEvent.event_id == event_id))).scalar_one()


async def list_unsettled(session: AsyncSession, *, before: datetime) -> list[Payment]:
    """Pending payments made before this instant that the provider knows: candidates for a second look."""
    query = (
        select(Payment)
        .where(
            Payment.status == PaymentStatus.PENDING,
            Payment.provider_reference.is_not(None),
            Payment.created_at < before,
        )
        .order_by(Payment.created_at)
        .limit(200)
    )
    return list((await session.execute(query)).scalars())
