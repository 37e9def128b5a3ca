"""What the product asks of a payment provider, and what it gets back. Speaks no vendor type.

Amounts are whole minor units (122000 for 1,220.00 EUR), currencies lower case ISO 4217 codes, instants aware
UTC.
Every verb that changes something takes the caller's idempotency key: derive it from the row the call is made
for, and a repetition after a crash finds the first result instead of making a second one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark

# The smallest charge by currency, in minor units: docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
SMALLEST_CHARGE_MINOR = {"eur": 50, "usd": 50, "gbp": 30, "chf": 50}


class IntentStatus(StrEnum):
    """Where a payment is: docs.stripe.com/payments/paymentintents/lifecycle."""

    REQUIRES_PAYMENT_METHOD = "requires_payment_method"
    REQUIRES_CONFIRMATION = "requires_confirmation"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    REQUIRES_CAPTURE = "requires_capture"
    CANCELED = "canceled"
    SUCCEEDED = "succeeded"


class SetupStatus(StrEnum):
    """Where the saving of a card is: docs.stripe.com/payments/setupintents/lifecycle."""

    REQUIRES_PAYMENT_METHOD = "requires_payment_method"
    REQUIRES_CONFIRMATION = "requires_confirmation"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    CANCELED = "canceled"
    SUCCEEDED = "succeeded"


class RefundStatus(StrEnum):
    """Where a refund is. Only `succeeded` means the money left."""

    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


class DisputeStatus(StrEnum):
    """Where a dispute is: docs.stripe.com/disputes/how-disputes-work. With `warning_` it is a question of the bank,
    and no money has moved."""

    WARNING_NEEDS_RESPONSE = "warning_needs_response"
    WARNING_UNDER_REVIEW = "warning_under_review"
    WARNING_CLOSED = "warning_closed"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"
    PREVENTED = "prevented"


@dataclass(frozen=True)
class PaymentFailure:
    """Why the last attempt to pay failed. `message` is the provider's English sentence for the payer."""

    code: str
    message: str
    decline_code: str | None = None


@dataclass(frozen=True)
class PaymentMethod:
    """What was paid with: `card`, and for a card its brand and last four digits."""

    type: str
    brand: str | None = None
    last4: str | None = None


@dataclass(frozen=True)
class PaymentIntent:
    """One payment, from the intention to the money.

    `client_secret` lets whoever has it pay: it goes to the payer's browser and never into a log. `action_url` is where
    the payer confirms with their bank, while `status` asks for it.
    """

    id: str
    client_secret: str = field(repr=False)
    status: IntentStatus
    amount_minor: int
    amount_received_minor: int
    amount_refunded_minor: int
    currency: str
    created_at: datetime
    livemode: bool
    metadata: Mapping[str, str]
    latest_charge_id: str | None = None
    is_disputed: bool = False
    payment_method: PaymentMethod | None = None
    failure: PaymentFailure | None = None
    action_url: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SavedCard:
    """A card that the provider keeps for a customer: what may be shown of it."""

    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int


@dataclass(frozen=True)
class CardSetup:
    """The saving of a card, from the intention to the card. Nothing is charged.

    `client_secret` lets whoever has it type the card: it goes to the payer's browser and never into a log.
    """

    id: str
    client_secret: str = field(repr=False)
    status: SetupStatus
    customer_id: str | None
    card: SavedCard | None = None
    failure: PaymentFailure | None = None


@dataclass(frozen=True)
class Refund:
    """Money on its way back to the payer."""

    id: str
    payment_intent_id: str | None
    amount_minor: int
    currency: str
    status: RefundStatus
    created_at: datetime
    failure_reason: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dispute:
    """A card holder's complaint about a payment. `reason` is the card network's word; evidence is taken until
    `evidence_due_at`, and `submissions` counts how often it was sent."""

    id: str
    payment_intent_id: str | None
    amount_minor: int
    currency: str
    status: DisputeStatus
    reason: str
    created_at: datetime
    evidence_due_at: datetime | None = None
    submissions: int = 0


@dataclass(frozen=True)
class WebhookEvent:
    """Something the provider says happened. `id` is unique: store it once, act on it once.

    `payment_intent_id` is the payment concerned when the object is one or belongs to one (charge, refund).
    `raw` is the whole event, for the record; ask the gateway for the present state before acting on money.
    """

    id: str
    type: str
    created_at: datetime
    livemode: bool
    object_id: str
    object_type: str
    payment_intent_id: str | None
    raw: Mapping[str, Any] = field(repr=False)


class GatewayUnavailable(DomainError):
    """The provider did not answer clearly. The effect may have happened: repeat with the same key.

    `http_status` is None when no answer came. A 500 is remembered under its key and will be repeated for a day:
    look first (`get_payment_intent`, `list_refunds`), then ask again with a new key.
    """

    code = "PAYMENT_PROVIDER_UNAVAILABLE"
    kind = Kind.UNAVAILABLE
    sentence = mark("Il servizio di pagamento non risponde in questo momento. Riprova tra qualche minuto.")

    def __init__(self, http_status: int | None = None) -> None:
        super().__init__()
        self.http_status = http_status


class GatewayNotConfigured(GatewayUnavailable):
    """An environment variable is missing, or the provider refuses its value. `variable` is its name."""

    code = "PAYMENT_PROVIDER_NOT_CONFIGURED"
    sentence = mark("Il servizio di pagamento non è configurato: va controllata la variabile {variable}.")

    def __init__(self, variable: str, why: str) -> None:
        super().__init__()
        self.values = {"variable": variable}
        self.variable = variable
        self.why = why

    def __str__(self) -> str:
        return f"{self.variable}: {self.why}"


class GatewayRefused(DomainError):
    """The provider answered no: a card refused or a request that can never succeed. Nothing was charged.

    `provider_code` is the provider's own (`card_declined`, `charge_already_refunded`...).
    """

    code = "PAYMENT_PROVIDER_REFUSED"
    kind = Kind.CONFLICT
    sentence = mark("Il servizio di pagamento ha rifiutato l'operazione.")

    def __init__(
        self, provider_code: str, message: str, *, decline_code: str | None = None, param: str | None = None
    ) -> None:
        super().__init__(provider_code=provider_code)
        self.provider_code = provider_code
        self.message = message
        self.decline_code = decline_code
        self.param = param


class WebhookFault(StrEnum):
    """Why a webhook was turned away."""

    CLOSED = "no webhook secret is configured"
    UNSIGNED = "no signature header"
    BAD_SIGNATURE = "signature does not match"
    STALE = "signed too long ago"
    FUTURE = "signed in the future"
    MALFORMED = "body is not an event"


class WebhookRefused(DomainError):
    """A webhook that cannot be trusted. Answer 400 and do nothing."""

    code = "WEBHOOK_REFUSED"
    kind = Kind.UNTRUSTED
    sentence = mark("La notifica non è autentica.")

    def __init__(self, fault: WebhookFault) -> None:
        super().__init__()
        self.fault = fault


class PaymentGateway(Protocol):
    """A payment provider. Calls raise GatewayUnavailable or GatewayRefused, within a few seconds."""

    is_stand_in: bool
    publishable_key: str

    async def create_payment_intent(
        self,
        amount_minor: int,
        currency: str,
        idempotency_key: str,
        metadata: Mapping[str, str],
        description: str,
        receipt_email: str | None = None,
    ) -> PaymentIntent:
        """A payment to be confirmed by the payer; the same key gives the same payment."""
        ...

    async def get_payment_intent(self, intent_id: str) -> PaymentIntent:
        """The payment as it is now."""
        ...

    async def cancel_payment_intent(self, intent_id: str, idempotency_key: str) -> PaymentIntent:
        """Gives the payment up. Refused when it already succeeded or was cancelled."""
        ...

    async def create_customer(self, email: str, name: str, idempotency_key: str) -> str:
        """A payer under whose name cards are kept; its id. The same key gives the same customer."""
        ...

    async def delete_customer(self, customer_id: str) -> None:
        """Forgets a customer and their cards, for good. One that is gone already is no error."""
        ...

    async def create_card_setup(self, customer_id: str, idempotency_key: str) -> CardSetup:
        """A card of this customer that waits to be typed; the same key gives the same."""
        ...

    async def get_card_setup(self, setup_id: str) -> CardSetup:
        """The saving of a card as it is now."""
        ...

    async def list_saved_cards(self, customer_id: str) -> list[SavedCard]:
        """Every card kept for a customer, newest first."""
        ...

    async def remove_saved_card(self, card_id: str) -> None:
        """Forgets a card. One that is gone already is no error."""
        ...

    async def charge_saved_card(
        self, intent_id: str, customer_id: str, card_id: str, return_url: str, *, is_payer_present: bool
    ) -> PaymentIntent:
        """Pays a payment with a saved card. One payment takes its money once, however often this is called.

        With the payer there the answer may ask for their bank's confirmation (`action_url`); without them a bank that
        wants it refuses. Raises GatewayRefused for a bank's no, and when the payment was paid already: read it again.
        """
        ...

    async def create_refund(
        self,
        payment_intent_id: str,
        amount_minor: int,
        idempotency_key: str,
        metadata: Mapping[str, str] | None = None,
    ) -> Refund:
        """Sends all or part of a payment back; the same key gives the same refund."""
        ...

    async def list_refunds(self, payment_intent_id: str) -> list[Refund]:
        """Every refund of a payment, oldest first."""
        ...

    async def list_disputes(self, payment_intent_id: str) -> list[Dispute]:
        """Every dispute of a payment, oldest first."""
        ...

    async def send_evidence(self, dispute_id: str, words: str, idempotency_key: str) -> Dispute:
        """Answers a dispute with a text of at most 20,000 characters; banks look at one answer. Refused when it is
        closed or too late."""
        ...

    async def list_events(self, since: datetime, types: Sequence[str] = ()) -> list[WebhookEvent]:
        """Every event since then, oldest first, however many: what the webhooks should have told us.

        The provider keeps events for 30 days. With `types`, only those (20 at most).
        """
        ...

    def verify_webhook(self, raw_body: bytes, signature_header: str | None) -> WebhookEvent:
        """The event, if the body is exactly what the provider signed within five minutes of now.

        Raises WebhookRefused otherwise.
        """
        ...

    async def ping(self) -> None:
        """Returns when the provider answers and accepts our key."""
        ...

    async def aclose(self) -> None:
        """Closes the connections kept open to the provider."""
        ...
