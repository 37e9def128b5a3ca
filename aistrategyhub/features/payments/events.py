"""Facts of payments."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from aistrategyhub.core.events import Fact


class OrderPaid(Fact):
    """The whole amount of an order was received; without a payment, the order left nothing to pay."""

    fact_name = "payments.order_paid"

    order_id: UUID
    payment_id: UUID | None
    paid_at: datetime


class RefundedLine(BaseModel):
    """What went back of one line of the order: `net` + `vat` = `gross`."""

    model_config = ConfigDict(frozen=True)

    order_line_id: UUID
    line_number: int
    net: Decimal
    vat: Decimal
    gross: Decimal
    quantity: Decimal | None = None


class RefundSucceeded(Fact):
    """Money of a sale has gone back to its buyer: the lines are what a credit note must say, and add up to `amount`.

    Money that was never due (a payment that came too late or twice) goes back without this fact: no document told
    of it.
    """

    fact_name = "payments.refund_succeeded"

    order_id: UUID
    refund_id: UUID
    payment_id: UUID
    amount: Decimal
    currency: str
    reason: str
    lines: tuple[RefundedLine, ...]
    succeeded_at: datetime


class ProviderSpoke(Fact):
    """The provider told of something that is no payment: a card, a customer. Ask it what is true before acting."""

    fact_name = "payments.provider_spoke"

    event_id: str
    event_type: str
    object_type: str
    object_id: str
