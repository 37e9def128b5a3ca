"""The payment of an order that colleagues book on, and its turn."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.audit.service import record
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.payments.models import BY_HAND, Payment
from aistrategyhub.infra.db import take_turns


async def open_by_hand(session: AsyncSession, order: Order) -> Payment:
    """A new payment that colleagues book on. The order has none, and its money is this transaction's turn."""
    payment = Payment(order_id=order.id, provider=BY_HAND, amount=order.total, currency=order.currency)
    session.add(payment)
    await session.flush()
    await record(session, "payments.opened", "payment", payment.id, order=order.number, amount=str(payment.amount))
    return payment


async def money_turn(session: AsyncSession, order_id: UUID) -> None:
    """From now on nobody else opens or books an order's payment by hand until this transaction ends."""
    await take_turns(session, f"book_money:{order_id}")
