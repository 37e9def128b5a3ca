"""Where an order can go from where it is."""

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import OrderStatus

ALLOWED_NEXT: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PENDING: frozenset({OrderStatus.AWAITING_PAYMENT, OrderStatus.PAID, OrderStatus.CANCELLED}),
    OrderStatus.AWAITING_PAYMENT: frozenset({OrderStatus.PAID, OrderStatus.CANCELLED}),
    OrderStatus.PAID: frozenset({OrderStatus.PROCESSING, OrderStatus.COMPLETED, OrderStatus.REFUNDED}),
    OrderStatus.PROCESSING: frozenset({OrderStatus.COMPLETED, OrderStatus.REFUNDED}),
    OrderStatus.COMPLETED: frozenset({OrderStatus.REFUNDED}),
    OrderStatus.CANCELLED: frozenset(),
    OrderStatus.REFUNDED: frozenset(),
}

PAYABLE = frozenset({OrderStatus.PENDING, OrderStatus.AWAITING_PAYMENT})
PAID_STATUSES = frozenset({OrderStatus.PAID, OrderStatus.PROCESSING, OrderStatus.COMPLETED})


class IllegalTransition(DomainError):
    """An order cannot go from where it is to there."""

    code = "ILLEGAL_ORDER_TRANSITION"
    sentence = mark("L'ordine è nello stato «{current}» e non può passare a «{target}».")


def check_transition(current: OrderStatus, target: OrderStatus) -> None:
    """Raises IllegalTransition unless an order may go from `current` to `target`."""
    if target not in ALLOWED_NEXT[current]:
        raise IllegalTransition(current=current.value, target=target.value)
