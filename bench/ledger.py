"""A payment provider with a ledger of its own, for orders that are simulated without a network."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from aistrategyhub.integrations.stripe.gateway import (
    GatewayUnavailable,
    IntentStatus,
    PaymentFailure,
    PaymentIntent,
    Refund,
    RefundStatus,
)

_REFUSED = PaymentFailure("card_declined", "Your card was declined.", "insufficient_funds")
_LOST, _LOST_AFTER = 0.15, 0.3


class Ledger:
    """Charges once what it is asked for, gives back once for each key, and sometimes does not answer."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._owed: dict[str, tuple[UUID, int, str]] = {}
        self._status: dict[str, IntentStatus] = {}
        self._made: dict[str, Refund] = {}
        self._made_of: dict[str, list[Refund]] = defaultdict(list)
        self.silences = 0

    def open(self, payment_id: UUID, amount_minor: int, order_number: str) -> str:
        """The name of the intent of this payment, the same however often it is asked for."""
        name = f"pi_{payment_id.hex}"
        self._owed.setdefault(name, (payment_id, amount_minor, order_number))
        self._status.setdefault(name, IntentStatus.REQUIRES_PAYMENT_METHOD)
        return name

    def decide(self, name: str, outcome: IntentStatus) -> None:
        """The payer pays or gives up, once."""
        if self._status[name] is IntentStatus.REQUIRES_PAYMENT_METHOD:
            self._status[name] = outcome

    def tell(self, name: str, *, of_refusal: bool = False) -> PaymentIntent:
        """The intent as it is now."""
        payment_id, amount, _number = self._owed[name]
        is_paid = self._status[name] is IntentStatus.SUCCEEDED
        return PaymentIntent(
            id=name,
            client_secret="",
            status=self._status[name],
            amount_minor=amount,
            amount_received_minor=amount if is_paid else 0,
            amount_refunded_minor=sum(one.amount_minor for one in self.returned_of(name)),
            currency="eur",
            created_at=datetime.now(UTC),
            livemode=False,
            metadata={"payment_id": str(payment_id)},
            failure=None if is_paid or not of_refusal else _REFUSED,
        )

    def returned_of(self, name: str) -> list[Refund]:
        return list(self._made_of.get(name, ()))

    async def list_refunds(self, payment_intent_id: str) -> list[Refund]:
        return self.returned_of(payment_intent_id)

    async def create_refund(
        self, payment_intent_id: str, amount_minor: int, idempotency_key: str, metadata: Mapping[str, str]
    ) -> Refund:
        """Raises GatewayUnavailable now and then, before or after the money left."""
        chance = self._dice.random()
        if chance >= _LOST and idempotency_key not in self._made:
            made = Refund(
                id=f"re_{idempotency_key}",
                payment_intent_id=payment_intent_id,
                amount_minor=amount_minor,
                currency="eur",
                status=RefundStatus.SUCCEEDED,
                created_at=datetime.now(UTC),
                metadata=metadata,
            )
            self._made[idempotency_key] = made
            self._made_of[payment_intent_id].append(made)
        if chance < _LOST_AFTER:
            self.silences += 1
            raise GatewayUnavailable
        return self._made[idempotency_key]

    def charges(self) -> list[dict[str, Any]]:
        """Every charge, as the provider lists them."""
        return [
            {
                "payment_intent": name,
                "status": "succeeded",
                "amount_captured": amount,
                "metadata": {"order_number": number},
            }
            for name, (_payment, amount, number) in self._owed.items()
            if self._status[name] is IntentStatus.SUCCEEDED
        ]

    def returned(self) -> list[dict[str, Any]]:
        """Every refund, as the provider lists them."""
        return [
            {"id": one.id, "status": "succeeded", "amount": one.amount_minor, "metadata": dict(one.metadata)}
            for one in self._made.values()
        ]
