"""Money on its way back: docs.stripe.com/api/refunds."""

from aistrategyhub.core.money import from_minor_units
from aistrategyhub.integrations.stripe.standin.ledger import Change, Record, new_id
from aistrategyhub.integrations.stripe.standin.refusals import ApiError, invalid, missing_object


def create_refund(change: Change, values: Record) -> Record:
    """Refunds a payment wholly or in part, never more than was paid."""
    charge = _charge_to_refund(change, values)
    if charge.get("_charged_back"):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise invalid(message, code="charge_disputed")
    left = charge["amount"] - charge.get("amount_refunded", 0)
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise invalid(message, code="charge_already_refunded")
    amount = values.get("amount", left)
    if amount > left:
        raise _more_than_left(amount, left, charge["currency"])
    refund = {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": change.now,
        "currency": charge["currency"],
        "metadata": values.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "reason": values.get("reason"),
        "status": "succeeded",
    }
    _record(change, charge, refund)
    return refund


def _record(change: Change, charge: Record, refund: Record) -> None:
    before = {
        "amount_refunded": charge.get("amount_refunded", 0),
        "refunded": charge.get("refunded", False),
    }
    refunded = before["amount_refunded"] + refund["amount"]
    charge |= {"amount_refunded": refunded, "refunded": refunded == charge["amount"]}
    change.put(charge)
    change.put(refund)
    change.emit("refund.created", refund)
    change.emit("charge.refunded", charge, previous=before)


def _charge_to_refund(change: Change, values: Record) -> Record:
    if "charge" in values:
        charge = change.find("charge", values["charge"])
        if not charge:
            raise missing_object("charge", values["charge"], "charge")
    elif "payment_intent" in values:
        charge = _charge_of(change, values["payment_intent"])
    else:
        raise invalid("One of the following params should be provided for this request: payment_intent or charge.")
    if charge["status"] != "succeeded":
        raise _nothing_to_refund(charge["payment_intent"])
    return charge


def _charge_of(change: Change, intent_id: str) -> Record:
    intent = change.find("payment_intent", intent_id)
    if not intent:
        raise missing_object("payment_intent", intent_id, "payment_intent")
    if intent["status"] != "succeeded":
        raise _nothing_to_refund(intent_id)
    return change.find("charge", intent["latest_charge"])


def _nothing_to_refund(intent_id: str) -> ApiError:
    message = f"This PaymentIntent ({intent_id}) does not have a successful charge to refund."
    return invalid(message, param="payment_intent")


def _more_than_left(amount: int, left: int, currency: str) -> ApiError:
    asked, refundable = from_minor_units(amount, currency), from_minor_units(left, currency)
    message = (
        f"Refund amount ({asked} {currency}) is greater than unrefunded amount on charge ({refundable} {currency})"
    )
    return invalid(message, param="amount")
