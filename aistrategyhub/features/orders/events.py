"""Facts of orders."""

from uuid import UUID

from aistrategyhub.core.events import Fact


class OrderPlaced(Fact):
    """Somebody ordered; nothing is paid yet."""

    fact_name = "orders.placed"

    order_id: UUID
