"""What leaves the room."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class StartPaymentBody(BaseModel):
    """Which order to pay: the key that creating it returned."""

    model_config = ConfigDict(extra="forbid")

    order_key: str = Field(max_length=200)


class StartedPaymentBody(BaseModel):
    """What the payer's browser needs. Card data goes to the provider with these, never through this API.

    `confirm_url` is set when the provider is the local stand-in: POST the card there as Stripe.js would.
    """

    payment_id: UUID
    order_number: str
    payment_intent_id: str
    client_secret: str
    publishable_key: str
    amount: Decimal
    currency: str
    status: str
    is_test_environment: bool
    confirm_url: str | None
    pay_page_url: str | None


@dataclass(frozen=True)
class PaymentRow:
    """One attempt to take the money of an order, as staff read it."""

    status_label: str
    status_tone: str
    amount_label: str
    method_label: str
    at_label: str
    reference: str
    problem: str
