"""A provider of refunds that keeps its own ledger and fails as it is told to."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from aistrategyhub.integrations.stripe.gateway import (
    GatewayRefused,
    GatewayUnavailable,
    PaymentIntent,
    Refund,
    RefundStatus,
    WebhookEvent,
)


@dataclass
class RefundingProvider:
    """Answers as Stripe does: a key gives the same answer for a day, a 500 included; never more than was paid.

    `failures` are suffered one for each call, first to last: "lost" and "lost_after" get no answer, "500" and
    "500_after" are remembered under their key; those with "_after" moved the money all the same.
    """

    paid: dict[str, int] = field(default_factory=dict)
    made: list[Refund] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    lands: RefundStatus = RefundStatus.SUCCEEDED
    intents: dict[str, PaymentIntent] = field(default_factory=dict)
    events: list[WebhookEvent] = field(default_factory=list)
    calls: int = 0

    def moved(self, intent_id: str) -> int:
        mine = [one for one in self.made if one.payment_intent_id == intent_id]
        return sum(one.amount_minor for one in mine if one.status is not RefundStatus.FAILED)

    async def get_payment_intent(self, intent_id: str) -> PaymentIntent:
        return replace(self.intents[intent_id], amount_refunded_minor=self.moved(intent_id))

    async def list_events(self, since: datetime) -> list[WebhookEvent]:
        return self.events

    async def list_refunds(self, payment_intent_id: str) -> list[Refund]:
        return [one for one in self.made if one.payment_intent_id == payment_intent_id]

    async def create_refund(
        self, payment_intent_id: str, amount_minor: int, idempotency_key: str, metadata: dict[str, str] | None = None
    ) -> Refund:
        self.calls += 1
        if idempotency_key not in self.answers:
            failure = self.failures.pop(0) if self.failures else ""
            if failure == "lost":
                raise GatewayUnavailable
            self.answers[idempotency_key] = self._answer(payment_intent_id, amount_minor, metadata or {}, failure)
            if failure == "lost_after":
                raise GatewayUnavailable
        answer = self.answers[idempotency_key]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _answer(self, intent_id: str, amount: int, metadata: dict[str, str], failure: str) -> Refund | Exception:
        if failure == "500":
            return GatewayUnavailable(500)
        if self.moved(intent_id) + amount > self.paid[intent_id]:
            return GatewayRefused("charge_already_refunded", "already refunded")
        made = self.make(intent_id, amount, metadata)
        return GatewayUnavailable(500) if failure == "500_after" else made

    def make(self, intent_id: str, amount: int, metadata: dict[str, str] | None = None) -> Refund:
        """A refund, as from the provider's own dashboard."""
        refund = Refund(
            id=f"re_{intent_id}_{len(self.made) + 1}",
            payment_intent_id=intent_id,
            amount_minor=amount,
            currency="eur",
            status=self.lands,
            created_at=datetime.now(UTC),
            metadata=metadata or {},
        )
        self.made.append(refund)
        return refund
