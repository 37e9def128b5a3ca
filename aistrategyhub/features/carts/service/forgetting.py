"""Carts that nobody comes back to, and those of people who are erased."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.carts.models import Cart, CartReminderRefusal, CouponUse


async def forget_carts(session: AsyncSession, *, before: datetime) -> int:
    """Takes away the carts that nobody has touched since this moment; how many."""
    return (await session.execute(delete(Cart).where(Cart.touched_at < before))).rowcount


async def forget_carts_of(session: AsyncSession, person_id: UUID) -> None:
    """Takes away a person's cart, and who they were where they used a coupon or wanted no mail."""
    addresses = select(Cart.reminder_email).where(Cart.user_id == person_id)
    await session.execute(delete(CartReminderRefusal).where(CartReminderRefusal.address.in_(addresses)))
    await session.execute(delete(Cart).where(Cart.user_id == person_id))
    await session.execute(update(CouponUse).where(CouponUse.user_id == person_id).values(user_id=None, email=""))
