"""The payments of the demo firm's orders, with the provider's names made up: nobody is asked about them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.rules import PAID_STATUSES
from aistrategyhub.features.orders.seed import DEMO_KEYS
from aistrategyhub.features.payments.models import Payment, PaymentStatus

_BATCH = 5_000
_STATUS: Mapping[OrderStatus, PaymentStatus] = {
    **dict.fromkeys(PAID_STATUSES, PaymentStatus.SUCCEEDED),
    OrderStatus.AWAITING_PAYMENT: PaymentStatus.PENDING,
    OrderStatus.CANCELLED: PaymentStatus.CANCELLED,
}


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Adds the payment of every demo order that went as far as paying and has none yet."""
    rows = (await session.execute(_orders_without_payment())).all()
    for first in range(0, len(rows), _BATCH):
        await session.execute(insert(Payment.__table__), [_payment(row) for row in rows[first : first + _BATCH]])


def _orders_without_payment() -> Select[Any]:
    return (
        select(Order.id, Order.status, Order.total, Order.currency, Order.placed_at, Order.paid_at)
        .where(Order.idempotency_key.like(f"{DEMO_KEYS}%"), Order.status.in_(_STATUS))
        .where(~exists().where(Payment.order_id == Order.id))
        .order_by(Order.placed_at, Order.id)
    )


def _payment(order: Row[Any]) -> dict[str, Any]:
    payment_id = new_id()
    is_open = order.status is OrderStatus.AWAITING_PAYMENT
    return {
        "id": payment_id,
        "order_id": order.id,
        "provider": "stripe",
        # Without a reference the payer's next attempt asks the provider for an intent, and no job asks about it.
        "provider_reference": None if is_open else f"pi_demo_{payment_id.hex}",
        "amount": order.total,
        "received": order.total if order.paid_at else Decimal(0),
        "currency": order.currency,
        "status": _STATUS[order.status],
        "method_type": "card" if order.paid_at else None,
        "created_at": order.placed_at,
        "processed_at": order.paid_at,
    }
