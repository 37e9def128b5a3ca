"""Facts of payments."""

from datetime import datetime
from uuid import UUID

from aistrategyhub.core.events import Fact


class OrderPaid(Fact):
    """The whole amount of an order was received."""

    fact_name = "payments.order_paid"

    order_id: UUID
    payment_id: UUID
    paid_at: datetime
