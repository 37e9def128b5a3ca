"""Records as the JSON that Stripe answers, with the fields that say nothing filled in and `expand` honoured."""

from collections.abc import Callable, Sequence
from typing import Any

from aistrategyhub.integrations.stripe.standin.ledger import Record
from aistrategyhub.integrations.stripe.standin.refusals import invalid
from aistrategyhub.integrations.stripe.version import API_VERSION

Find = Callable[[str, str], Record | None]

_NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
NO_BILLING_DETAILS = {"address": _NO_ADDRESS, "email": None, "name": None, "phone": None}
_INTENT = {
    "amount_capturable": 0,
    "amount_details": {"tip": {}},
    "amount_received": 0,
    "automatic_payment_methods": None,
    "capture_method": "automatic_async",
    "confirmation_method": "automatic",
    "livemode": False,
    "metadata": {},
    "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
    "payment_method_types": ["card"],
} | dict.fromkeys(
    (
        "application",
        "application_fee_amount",
        "canceled_at",
        "cancellation_reason",
        "customer",
        "description",
        "last_payment_error",
        "latest_charge",
        "next_action",
        "on_behalf_of",
        "payment_method",
        "processing",
        "receipt_email",
        "review",
        "setup_future_usage",
        "shipping",
        "statement_descriptor",
        "statement_descriptor_suffix",
        "transfer_data",
        "transfer_group",
    )
)
_CHARGE = {
    "amount_captured": 0,
    "amount_refunded": 0,
    "billing_details": NO_BILLING_DETAILS,
    "captured": False,
    "disputed": False,
    "fraud_details": {},
    "livemode": False,
    "metadata": {},
    "paid": False,
    "refunded": False,
} | dict.fromkeys(
    (
        "application",
        "balance_transaction",
        "calculated_statement_descriptor",
        "customer",
        "description",
        "failure_balance_transaction",
        "failure_code",
        "failure_message",
        "on_behalf_of",
        "outcome",
        "receipt_email",
        "receipt_number",
        "receipt_url",
        "review",
        "shipping",
        "statement_descriptor",
        "transfer_data",
        "transfer_group",
    )
)
_REFUND = {"metadata": {}, "destination_details": {"card": {"type": "refund"}, "type": "card"}} | dict.fromkeys(
    ("balance_transaction", "reason", "receipt_number", "source_transfer_reversal", "transfer_reversal")
)
_CUSTOMER = {
    "balance": 0,
    "delinquent": False,
    "livemode": False,
    "metadata": {},
    "tax_exempt": "none",
    "preferred_locales": [],
} | dict.fromkeys(("address", "currency", "default_source", "description", "email", "name", "phone", "shipping"))
_METHOD = {
    "billing_details": NO_BILLING_DETAILS,
    "customer": None,
    "livemode": False,
    "metadata": {},
}
_SETUP = {
    "automatic_payment_methods": {"allow_redirects": "always", "enabled": True},
    "livemode": False,
    "metadata": {},
    "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
    "payment_method_types": ["card"],
    "usage": "off_session",
} | dict.fromkeys(
    (
        "application",
        "attach_to_self",
        "cancellation_reason",
        "customer",
        "description",
        "flow_directions",
        "last_setup_error",
        "latest_attempt",
        "mandate",
        "next_action",
        "on_behalf_of",
        "payment_method",
        "single_use_mandate",
    )
)
_DISPUTE = {
    "balance_transactions": [],
    "enhanced_eligibility_types": [],
    "evidence": {},
    "is_charge_refundable": False,
    "livemode": False,
    "metadata": {},
    "network_reason_code": None,
    "payment_method_details": {"type": "card", "card": {"brand": "visa", "case_type": "chargeback"}},
}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "payment_intent": _INTENT,
    "charge": _CHARGE,
    "refund": _REFUND,
    "dispute": _DISPUTE,
    "customer": _CUSTOMER,
    "payment_method": _METHOD,
    "setup_intent": _SETUP,
}
# What Stripe.js may see of a PaymentIntent with the publishable key alone.
_PUBLIC_FIELDS = [
    "id",
    "object",
    "amount",
    "automatic_payment_methods",
    "canceled_at",
    "cancellation_reason",
    "capture_method",
    "client_secret",
    "confirmation_method",
    "created",
    "currency",
    "description",
    "last_payment_error",
    "livemode",
    "next_action",
    "payment_method",
    "payment_method_types",
    "processing",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "status",
]
_PUBLIC_SETUP_FIELDS = [
    "id",
    "object",
    "automatic_payment_methods",
    "cancellation_reason",
    "client_secret",
    "created",
    "description",
    "last_setup_error",
    "livemode",
    "next_action",
    "payment_method",
    "payment_method_types",
    "status",
    "usage",
]
# Fields of an object that name another one: docs.stripe.com/expand
_REFERENCES = {
    "payment_intent": {
        "latest_charge": "charge",
        "payment_method": "payment_method",
        "customer": "customer",
    },
    "charge": {"payment_intent": "payment_intent", "customer": "customer"},
    "refund": {"payment_intent": "payment_intent", "charge": "charge"},
    "dispute": {"payment_intent": "payment_intent", "charge": "charge"},
    "payment_method": {"customer": "customer"},
    "setup_intent": {"payment_method": "payment_method", "customer": "customer"},
}


def show(record: Record, find: Find, expand: Sequence[str] = ()) -> dict[str, Any]:
    """The whole JSON of a record; each path in `expand` puts the object named there in place of its id."""
    shown = _whole(record)
    for path in expand:
        _expand(shown, path, find)
    return shown


def show_publicly(intent: Record) -> dict[str, Any]:
    """What the payer's browser may see of a payment or of the saving of a card."""
    fields = _PUBLIC_SETUP_FIELDS if intent["object"] == "setup_intent" else _PUBLIC_FIELDS
    shown = _whole(intent)
    return {name: shown[name] for name in fields}


def show_event(event: Record, pending_webhooks: int) -> dict[str, Any]:
    """An event, its object as it was when the event happened."""
    snapshot = event["snapshot"]
    data: dict[str, Any] = {"object": _whole(snapshot)}
    if event["previous"]:
        data["previous_attributes"] = event["previous"]
    return {
        "id": event["id"],
        "object": "event",
        "api_version": API_VERSION,
        "created": event["created"],
        "data": data,
        "livemode": False,
        "pending_webhooks": pending_webhooks,
        "request": event["request"],
        "type": event["type"],
    }


def _whole(record: Record) -> dict[str, Any]:
    """The record with every field that Stripe writes; what the stand-in notes for itself begins with `_`."""
    said = {name: value for name, value in record.items() if not name.startswith("_")}
    return {**_DEFAULTS[record["object"]], **said}


def _expand(shown: dict[str, Any], path: str, find: Find) -> None:
    name, _, rest = path.partition(".")
    kind = _REFERENCES.get(shown["object"], {}).get(name)
    if kind is None or path.count(".") > 3:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand")
    reference = shown[name]
    if isinstance(reference, str):
        found = find(kind, reference)
        shown[name] = _whole(found) if found else None
    if rest and shown[name]:
        _expand(shown[name], rest, find)
