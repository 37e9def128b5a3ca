"""Stripe's objects in our own words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aistrategyhub.integrations.stripe.gateway import (
    CardSetup,
    Dispute,
    DisputeStatus,
    IntentStatus,
    PaymentFailure,
    PaymentIntent,
    PaymentMethod,
    Refund,
    RefundStatus,
    SavedCard,
    SetupStatus,
    WebhookEvent,
)


def payment_intent(found: Any) -> PaymentIntent:
    """A PaymentIntent whose `latest_charge` was expanded."""
    charge = found.latest_charge
    return PaymentIntent(
        id=found.id,
        client_secret=found.client_secret,
        status=IntentStatus(found.status),
        amount_minor=found.amount,
        amount_received_minor=found.amount_received,
        amount_refunded_minor=charge.amount_refunded if charge else 0,
        currency=found.currency,
        created_at=_instant(found.created),
        livemode=found.livemode,
        metadata=found.metadata.to_dict(),
        latest_charge_id=charge.id if charge else None,
        is_disputed=bool(charge and charge.disputed),
        payment_method=_payment_method(charge.payment_method_details if charge else None),
        failure=_failure(found.last_payment_error),
        action_url=_action_url(found.next_action),
    )


def card_setup(found: Any) -> CardSetup:
    """A SetupIntent whose `payment_method` was expanded."""
    succeeded = found.status == SetupStatus.SUCCEEDED
    return CardSetup(
        id=found.id,
        client_secret=found.client_secret,
        status=SetupStatus(found.status),
        customer_id=_id_of(found.customer),
        card=saved_card(found.payment_method) if succeeded and found.payment_method else None,
        failure=_failure(found.last_setup_error),
    )


def saved_card(found: Any) -> SavedCard:
    """A PaymentMethod of type card."""
    card = found.card
    return SavedCard(found.id, card.brand, card.last4, card.exp_month, card.exp_year)


def refund(found: Any) -> Refund:
    """A Refund, its payment intent expanded or not."""
    return Refund(
        id=found.id,
        payment_intent_id=_id_of(found.payment_intent),
        amount_minor=found.amount,
        currency=found.currency,
        status=RefundStatus(found.status),
        created_at=_instant(found.created),
        failure_reason=getattr(found, "failure_reason", None),
        metadata=found.metadata.to_dict() if found.metadata else {},
    )


def dispute(found: Any) -> Dispute:
    """A Dispute, its payment intent expanded or not."""
    details = found.evidence_details
    return Dispute(
        id=found.id,
        payment_intent_id=_id_of(found.payment_intent),
        amount_minor=found.amount,
        currency=found.currency,
        status=DisputeStatus(found.status),
        reason=found.reason,
        created_at=_instant(found.created),
        evidence_due_at=_instant(details.due_by) if details.due_by else None,
        submissions=details.submission_count,
    )


def event(body: Mapping[str, Any]) -> WebhookEvent:
    """An Event as JSON. Raises KeyError, TypeError or ValueError when it is not one."""
    if body["object"] != "event":
        raise ValueError(f"not an event: {body['object']}")
    about = body["data"]["object"]
    kind = str(about["object"])
    return WebhookEvent(
        id=str(body["id"]),
        type=str(body["type"]),
        created_at=_instant(body["created"]),
        livemode=bool(body["livemode"]),
        object_id=str(about.get("id", "")),
        object_type=kind,
        payment_intent_id=about["id"] if kind == "payment_intent" else _id_of(about.get("payment_intent")),
        raw=body,
    )


def _payment_method(details: Any) -> PaymentMethod | None:
    if not details:
        return None
    card = getattr(details, "card", None)
    return PaymentMethod(type=details.type, brand=card.brand if card else None, last4=card.last4 if card else None)


def _action_url(action: Any) -> str | None:
    redirect = getattr(action, "redirect_to_url", None) if action else None
    return redirect.url if redirect else None


def _failure(error: Any) -> PaymentFailure | None:
    if not error:
        return None
    return PaymentFailure(
        code=getattr(error, "code", None) or error.type,
        message=getattr(error, "message", None) or "",
        decline_code=getattr(error, "decline_code", None),
    )


def _id_of(reference: Any) -> str | None:
    if reference is None or isinstance(reference, str):
        return reference
    return reference["id"]


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
