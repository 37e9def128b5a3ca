"""Who bought is forgotten: with their account, or when a guest never paid."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import Address, Buyer
from aistrategyhub.features.orders.models import (
    FollowUpRefusal,
    Order,
    OrderConsent,
    OrderStatus,
    OrderView,
    Withdrawal,
)
from aistrategyhub.features.orders.rules import PAYABLE
from aistrategyhub.features.orders.service.deliverables import forget_files
from aistrategyhub.features.orders.service.notes import forget_notes
from aistrategyhub.features.orders.service.placing import advance

# Who the buyer is when nobody may know it any more. The hashes go too: with a guess of the data they could be checked.
_NOBODY = {
    "email": "",
    "buyer_name": "",
    "buyer": Buyer(email="", billing_address=Address(street="", city="", zip="")).model_dump(mode="json"),
    "idempotency_key": None,
    "request_fingerprint": None,
}
_NO_DECLARANT = {
    "name": "",
    "email": "",
    "words": "",
    "answer": "",
    "order_number": "",
    "request_key": None,
    "proof_key": None,
}


async def forget_buyer(session: AsyncSession, person_id: UUID) -> None:
    """Takes away who the buyer was from all orders of a person, and cancels those that were never paid.

    Amounts stay, and documents carry their own copy.
    """
    await _cancel_unpaid(session, Order.user_id == person_id)
    await forget_notes(session, Order.user_id == person_id)
    await _forget_where_from(session, Order.user_id == person_id)
    await forget_files(session, Order.user_id == person_id)
    addresses = select(Order.email).where(Order.user_id == person_id, Order.email != "")
    await session.execute(delete(FollowUpRefusal).where(FollowUpRefusal.address.in_(addresses)))
    declared = Withdrawal.order_id.in_(select(Order.id).where(Order.user_id == person_id))
    theirs = or_(declared, Withdrawal.email.in_(addresses))
    await session.execute(update(Withdrawal).where(theirs).values(_NO_DECLARANT))
    await session.execute(delete(OrderView).where(OrderView.person_id == person_id))
    await session.execute(update(Order).where(Order.user_id == person_id).values(_NOBODY))


async def forget_unpaid_guests(session: AsyncSession, *, before: datetime) -> int:
    """Cancels orders placed before this moment, without an account, and never paid, and takes away who the buyer was;
    how many."""
    guests = Order.user_id.is_(None), Order.paid_at.is_(None), Order.placed_at < before, Order.email != ""
    await _cancel_unpaid(session, *guests)
    await forget_notes(session, *guests)
    await _forget_where_from(session, *guests)
    await forget_files(session, *guests)
    result = await session.execute(update(Order).where(*guests, Order.status == OrderStatus.CANCELLED).values(_NOBODY))
    return result.rowcount


async def _forget_where_from(session: AsyncSession, *wanted: ColumnElement[bool]) -> None:
    orders = select(Order.id).where(*wanted)
    await session.execute(update(OrderConsent).where(OrderConsent.order_id.in_(orders)).values(ip_address=""))


async def _cancel_unpaid(session: AsyncSession, *wanted: ColumnElement[bool]) -> None:
    query = select(Order).where(*wanted, Order.status.in_(PAYABLE)).with_for_update()
    for order in (await session.execute(query)).scalars():
        await advance(session, order, to=OrderStatus.CANCELLED)
    await session.flush()
