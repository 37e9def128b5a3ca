"""What can happen to a payment: docs.stripe.com/payments/paymentintents/lifecycle."""

from typing import Any

from aistrategyhub.integrations.stripe.standin import disputes
from aistrategyhub.integrations.stripe.standin.cards import Card, Decline, test_card_of
from aistrategyhub.integrations.stripe.standin.ledger import Change, Record, new_id
from aistrategyhub.integrations.stripe.standin.refusals import ApiError, invalid
from aistrategyhub.integrations.stripe.standin.shapes import NO_BILLING_DETAILS, show

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
CANCELABLE = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
    "processing",
)
NOT_AUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    "",
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new "
    "PaymentMethod to attempt to fulfill this PaymentIntent again.",
)


AUTHENTICATION_REQUIRED = Decline(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)


def create_intent(change: Change, values: Record) -> Record:
    """A payment waiting for a payment method. `values` are checked parameters under Stripe's names."""
    intent_id = new_id("pi")
    intent = {
        "id": intent_id,
        "object": "payment_intent",
        "client_secret": new_id(f"{intent_id}_secret", 25),
        "created": change.now,
        "status": "requires_payment_method",
        **values,
    }
    change.put(intent)
    change.emit("payment_intent.created", intent)
    return intent


def confirm_intent(
    change: Change, intent: Record, method: Record, return_url: str | None, page: str, *, off_session: bool = False
) -> Record:
    """Tries to pay with a payment method. `page` is the 3-D Secure page's address; `off_session` says that the payer is
    not there to see it. A bank's no raises ApiError and is kept on record."""
    _refuse_unless(intent, CONFIRMABLE, "confirm")
    intent |= {"payment_method": method["id"], "last_payment_error": None, "next_action": None}
    card = test_card_of(method["card"])
    if card.needs_authentication and not (card.keeps_authentication and "_set_up" in method):
        if off_session:
            raise _decline(change, intent, method, AUTHENTICATION_REQUIRED)
        return _ask_for_authentication(change, intent, return_url, page)
    if card.decline:
        raise _decline(change, intent, method, card.decline)
    return _succeed(change, intent, method, authenticated=False)


def finish_authentication(change: Change, intent: Record, *, approved: bool) -> Record:
    """The payer's answer on the 3-D Secure page."""
    _refuse_unless(intent, ("requires_action",), "confirm")
    method = change.find("payment_method", intent["payment_method"])
    intent |= {"next_action": None}
    if approved:
        return _succeed(change, intent, method, authenticated=True)
    return _fail(change, intent, method, NOT_AUTHENTICATED, charge_id=None, error_type="invalid_request_error")


def cancel_intent(change: Change, intent: Record, reason: str | None) -> Record:
    """Gives the payment up; nothing can be paid with it any more."""
    _refuse_unless(intent, CANCELABLE, "cancel")
    intent |= {"status": "canceled", "canceled_at": change.now, "cancellation_reason": reason}
    intent |= {"next_action": None}
    change.put(intent)
    change.emit("payment_intent.canceled", intent)
    return intent


def _refuse_unless(intent: Record, statuses: tuple[str, ...], verb: str) -> None:
    if intent["status"] in statuses:
        return
    message = (
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}. Only a "
        f"PaymentIntent with one of the following statuses may be {verb}ed: {', '.join(statuses)}."
    )
    if verb == "confirm" and intent["status"] == "succeeded":
        message = (
            "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
        )
    about = {"payment_intent": show(intent, lambda kind, object_id: None)}
    raise invalid(message, code="payment_intent_unexpected_state", about=about)


def create_method(change: Change, card: Card, billing_details: Record | None) -> Record:
    """A payment method that holds this card."""
    method: Record = {
        "id": new_id("pm"),
        "object": "payment_method",
        "type": "card",
        "created": change.now,
        "card": card.details(),
    }
    if billing_details:
        method["billing_details"] = NO_BILLING_DETAILS | billing_details
    return change.put(method)


def _ask_for_authentication(change: Change, intent: Record, return_url: str | None, page: str) -> Record:
    address = f"{page}?payment_intent={intent['id']}&payment_intent_client_secret={intent['client_secret']}"
    redirect = {"url": address, "return_url": return_url}
    intent |= {
        "status": "requires_action",
        "next_action": {"type": "redirect_to_url", "redirect_to_url": redirect},
    }
    change.put(intent)
    change.emit("payment_intent.requires_action", intent)
    return intent


def _succeed(change: Change, intent: Record, method: Record, *, authenticated: bool) -> Record:
    charge = _charge(change, intent, method, authenticated=authenticated) | {
        "status": "succeeded",
        "paid": True,
        "captured": True,
        "amount_captured": intent["amount"],
        "outcome": {"network_status": "approved_by_network", "type": "authorized", "risk_level": "normal"},
    }
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"]}
    change.put(charge)
    change.put(intent)
    change.emit("charge.succeeded", charge)
    change.emit("payment_intent.succeeded", intent)
    if reason := test_card_of(method["card"]).dispute:
        disputes.open_dispute(change, charge, reason)
    return intent


def _decline(change: Change, intent: Record, method: Record, decline: Decline) -> ApiError:
    charge = _charge(change, intent, method, authenticated=False) | {
        "status": "failed",
        "failure_code": decline.code,
        "failure_message": decline.message,
        "outcome": {
            "network_status": "declined_by_network",
            "reason": decline.decline_code,
            "type": "issuer_declined",
        },
    }
    change.put(charge)
    change.emit("charge.failed", charge)
    _fail(change, intent, method, decline, charge_id=charge["id"], error_type="card_error")
    return ApiError(
        402,
        decline.message,
        type_="card_error",
        code=decline.code,
        decline_code=decline.decline_code,
        about={
            "charge": charge["id"],
            "payment_intent": show(intent, change.find),
            "payment_method": show(method, change.find),
        },
        keeps_effects=True,
    )


def _fail(
    change: Change, intent: Record, method: Record, why: Decline, *, charge_id: str | None, error_type: str
) -> Record:
    error: dict[str, Any] = {"code": why.code, "message": why.message, "type": error_type}
    if why.decline_code:
        error["decline_code"] = why.decline_code
    if charge_id:
        error["charge"] = charge_id
        intent["latest_charge"] = charge_id
    error["payment_method"] = show(method, change.find)
    intent |= {"status": "requires_payment_method", "payment_method": None, "last_payment_error": error}
    change.put(intent)
    change.emit("payment_intent.payment_failed", intent)
    return intent


def _charge(change: Change, intent: Record, method: Record, *, authenticated: bool) -> Record:
    secure = {"authentication_flow": "challenge", "result": "authenticated", "version": "2.2.0"}
    copied = ("amount", "currency", "customer", "description", "metadata", "receipt_email")
    charge = {name: intent[name] for name in copied if name in intent}
    card = {
        **method["card"],
        "network": method["card"]["brand"],
        "three_d_secure": secure if authenticated else None,
    }
    return charge | {
        "id": new_id("ch"),
        "object": "charge",
        "created": change.now,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {"type": "card", "card": card},
        **({"billing_details": method["billing_details"]} if "billing_details" in method else {}),
    }
