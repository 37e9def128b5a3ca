"""Facts of orders."""

from uuid import UUID

from aistrategyhub.core.events import Fact


class OrderPlaced(Fact):
    """Somebody ordered; nothing is paid yet. `is_confirmed` when the buyer is written what they ordered."""

    fact_name = "orders.placed"

    order_id: UUID
    is_confirmed: bool = True


class OrderCancelled(Fact):
    """The order is not to be paid any more, whoever decided it."""

    fact_name = "orders.cancelled"

    order_id: UUID


class OrderCompleted(Fact):
    """All the work of the order is done."""

    fact_name = "orders.completed"

    order_id: UUID


class WithdrawalDeclared(Fact):
    """Somebody withdrew from a contract: the firm has fourteen days to give the money back (art. 56(1) D.Lgs.
    206/2005)."""

    fact_name = "orders.withdrawal_declared"

    withdrawal_id: UUID
