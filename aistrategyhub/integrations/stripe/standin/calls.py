"""What each operation of the API does with checked parameters."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aistrategyhub.core import clock
from aistrategyhub.integrations.stripe.standin import disputes, intents, refunds
from aistrategyhub.integrations.stripe.standin.cards import TEST_CARD_TOKENS, Card, read_card
from aistrategyhub.integrations.stripe.standin.ledger import Change, Ledger, Record
from aistrategyhub.integrations.stripe.standin.pages import list_page
from aistrategyhub.integrations.stripe.standin.parameters import check_charge_amount
from aistrategyhub.integrations.stripe.standin.places import Places
from aistrategyhub.integrations.stripe.standin.refusals import (
    ApiError,
    invalid,
    missing_object,
    not_in_stand_in,
)
from aistrategyhub.integrations.stripe.standin.shapes import show, show_event, show_publicly

_UPDATABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


@dataclass(frozen=True)
class Call:
    """One request that may go ahead."""

    change: Change
    values: dict[str, Any]
    path: str
    names: Mapping[str, str]
    is_from_browser: bool
    places: Places

    @property
    def ledger(self) -> Ledger:
        return self.change.ledger

    @property
    def expand(self) -> list[str]:
        return self.values.get("expand", [])


def getter(kind: str) -> Callable[[Call], dict[str, Any]]:
    """Answers with one object."""

    def run(call: Call) -> dict[str, Any]:
        found = call.change.find(kind, call.names["id"])
        if not found:
            raise missing_object(kind, call.names["id"])
        return show(found, call.change.find, call.expand)

    return run


def lister(kind: str, *filters: str) -> Callable[[Call], dict[str, Any]]:
    """Answers with a page of objects, those whose fields equal the filters given."""

    def run(call: Call) -> dict[str, Any]:
        wanted = {name: call.values[name] for name in filters if call.values.get(name)}
        found, has_more = list_page(
            call.ledger, kind, call.values, lambda one: all(one.get(k) == v for k, v in wanted.items())
        )
        expand = [path.removeprefix("data.") for path in call.expand]
        return listed(call.path, [show(one, call.change.find, expand) for one in found], has_more)

    return run


list_intents = lister("payment_intent", "customer")


def create_intent(call: Call) -> dict[str, Any]:
    asked = call.values
    check_charge_amount(asked["amount"], asked["currency"])
    check_customer(call, asked)
    automatic = automatic_methods(asked)
    own = ("amount", "currency", "customer", "description", "receipt_email", "statement_descriptor_suffix")
    values = {name: asked[name] for name in own if asked.get(name) is not None}
    values["metadata"] = {name: value for name, value in (asked.get("metadata") or {}).items() if value}
    values["automatic_payment_methods"] = automatic
    if asked.get("confirm"):
        check_return_url(call, automatic)
    elif "return_url" in asked:
        raise invalid("`return_url` can only be passed when `confirm` is true.", param="return_url")
    elif asked.get("payment_method") or asked.get("payment_method_data"):
        raise not_in_stand_in("a payment method without `confirm`", param="payment_method")
    intent = intents.create_intent(call.change, values)
    if asked.get("confirm"):
        intent = _confirm(call, intent)
    return show(intent, call.change.find, call.expand)


def get_intent(call: Call) -> dict[str, Any]:
    intent = _find_intent(call)
    if call.is_from_browser:
        return show_publicly(intent)
    return show(intent, call.change.find, call.expand)


def update_intent(call: Call) -> dict[str, Any]:
    intent = _find_intent(call)
    asked = {name: value for name, value in call.values.items() if name not in ("expand", "metadata")}
    if asked and intent["status"] not in _UPDATABLE:
        raise _not_updatable(intent, next(iter(asked)))
    check_customer(call, asked)
    if "metadata" in call.values:
        merged = {**intent["metadata"], **call.values["metadata"]} if call.values["metadata"] else {}
        intent["metadata"] = {name: value for name, value in merged.items() if value}
    intent |= asked
    check_charge_amount(intent["amount"], intent["currency"])
    call.change.put(intent)
    return show(intent, call.change.find, call.expand)


def confirm_intent(call: Call) -> dict[str, Any]:
    intent = _find_intent(call)
    check_return_url(call, intent.get("automatic_payment_methods"))
    intent = _confirm(call, intent)
    return show_publicly(intent) if call.is_from_browser else show(intent, call.change.find, call.expand)


def cancel_intent(call: Call) -> dict[str, Any]:
    intent = intents.cancel_intent(call.change, _find_intent(call), call.values.get("cancellation_reason"))
    return show(intent, call.change.find, call.expand)


def create_refund(call: Call) -> dict[str, Any]:
    return show(refunds.create_refund(call.change, call.values), call.change.find, call.expand)


def update_dispute(call: Call) -> dict[str, Any]:
    dispute = disputes.update_dispute(call.change, _find_dispute(call), call.values)
    return show(dispute, call.change.find, call.expand)


def close_dispute(call: Call) -> dict[str, Any]:
    return show(disputes.close_dispute(call.change, _find_dispute(call)), call.change.find, call.expand)


def list_events(call: Call) -> dict[str, Any]:
    types = call.values.get("types") or ([call.values["type"]] if call.values.get("type") else [])
    delivered = call.values.get("delivery_success")

    def keep(event: Record) -> bool:
        is_delivered = event["id"] not in call.ledger.pending
        return _matches(event["type"], types) and delivered in (None, is_delivered)

    found, has_more = list_page(call.ledger, "event", call.values, keep)
    return listed(call.path, [_event(call, one) for one in found], has_more)


def get_event(call: Call) -> dict[str, Any]:
    found = call.ledger.find("event", call.names["id"])
    if not found:
        raise missing_object("event", call.names["id"])
    return _event(call, found)


def get_balance(call: Call) -> dict[str, Any]:
    nothing = [{"amount": 0, "currency": "eur", "source_types": {"card": 0}}]
    return {"object": "balance", "available": nothing, "livemode": False, "pending": nothing}


def _confirm(call: Call, intent: Record) -> Record:
    asked = call.values
    if asked.get("receipt_email"):
        intent["receipt_email"] = asked["receipt_email"]
    method = chosen_method(call, intent.get("customer"), "PaymentIntent")
    page = call.places.authentication_page
    is_alone = bool(asked.get("off_session"))
    return intents.confirm_intent(call.change, intent, method, asked.get("return_url"), page, off_session=is_alone)


def chosen_method(call: Call, customer: str | None, of: str) -> Record:
    """The payment method that a confirmation names: a saved one of this customer, a test token, or a card typed in the
    payer's browser. Raises ApiError."""
    data, token = call.values.get("payment_method_data"), call.values.get("payment_method")
    if token and token not in TEST_CARD_TOKENS:
        return _saved_method(call, token, customer)
    billing = data.get("billing_details") if data else None
    return intents.create_method(call.change, _card(call, of), billing)


def _saved_method(call: Call, method_id: str, customer: str | None) -> Record:
    found = call.change.find("payment_method", method_id)
    if not found:
        raise missing_object("PaymentMethod", method_id, "payment_method")
    if not found.get("customer"):
        message = (
            "The provided PaymentMethod was previously used without Customer attachment or was detached from a "
            "Customer, and may not be used again."
        )
        raise invalid(message, param="payment_method")
    if found["customer"] != customer:
        message = f"The PaymentMethod {method_id} does not belong to the Customer you supplied {customer}."
        raise invalid(message, param="payment_method")
    return found


def _card(call: Call, of: str) -> Card:
    data, token = call.values.get("payment_method_data"), call.values.get("payment_method")
    today = clock.now().date()
    if token:
        return Card.from_token(token, today)
    if not data or not data.get("card"):
        message = (
            f"You cannot confirm this {of} because it's missing a payment method. You can either "
            f"update the {of} with a payment method and then confirm it again, or confirm it again "
            "directly with a payment method."
        )
        code = "payment_intent_unexpected_state" if of == "PaymentIntent" else "setup_intent_unexpected_state"
        raise invalid(message, code=code)
    if not call.is_from_browser:
        message = (
            "Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use "
            "test tokens that map to the test card you are using, see https://stripe.com/docs/testing."
        )
        raise ApiError(402, message)
    return read_card(data["card"], today)


def _find_dispute(call: Call) -> Record:
    found = call.change.find("dispute", call.names["id"])
    if not found:
        raise missing_object("dispute", call.names["id"])
    return found


def _find_intent(call: Call) -> Record:
    return held_object(call, "payment_intent", "intent")


def held_object(call: Call, kind: str, param: str) -> Record:
    """The object that the path names, for a server's key or for whoever holds the object's own secret."""
    found = call.change.find(kind, call.names["id"])
    secret = call.values.get("client_secret")
    if call.is_from_browser and not secret:
        raise invalid("Missing required param: client_secret.", "client_secret", "parameter_missing")
    is_theirs = found and (secret is None or hmac.compare_digest(secret.encode(), found["client_secret"].encode()))
    if not is_theirs:
        raise missing_object(kind, call.names["id"], param)
    return found


def automatic_methods(asked: dict[str, Any]) -> dict[str, Any] | None:
    """On by default since API version 2023-08-16, unless the caller lists payment method types."""
    given = asked.get("automatic_payment_methods")
    if asked.get("payment_method_types"):
        if given and given.get("enabled"):
            message = "You may only specify one of these parameters: automatic_payment_methods, payment_method_types."
            raise invalid(message)
        return None
    if given and not given.get("enabled"):
        return None
    return {"enabled": True, "allow_redirects": (given or {}).get("allow_redirects", "always")}


def check_return_url(call: Call, automatic: dict[str, Any] | None, of: str = "PaymentIntent") -> None:
    """Refuses to confirm without a way back, and, from a browser, with one to somebody else's site."""
    return_url = call.values.get("return_url")
    if not return_url and automatic and automatic["allow_redirects"] == "always":
        message = (
            f"This {of} is configured to accept payment methods enabled in your Dashboard. Because "
            "some of these payment methods might redirect your customer off of your page, you must provide a "
            "`return_url`."
        )
        raise invalid(message, param="return_url")
    if return_url and call.is_from_browser and not call.places.may_return_to(return_url):
        raise invalid("The stand-in sends payers back to the product's own address only.", param="return_url")


def check_customer(call: Call, asked: dict[str, Any]) -> None:
    """Refuses a customer that does not exist, or was deleted."""
    if not asked.get("customer"):
        return
    found = call.change.find("customer", asked["customer"])
    if not found or found.get("_deleted"):
        raise missing_object("customer", asked["customer"], "customer")


def _not_updatable(intent: Record, param: str) -> ApiError:
    message = (
        f"This PaymentIntent's {param} could not be updated because it has a status of {intent['status']}. "
        f"You may only update the {param} of a PaymentIntent with one of the following statuses: "
        f"{', '.join(_UPDATABLE)}."
    )
    return invalid(message, param=param, code="payment_intent_unexpected_state")


def _matches(event_type: str, wanted: list[str]) -> bool:
    return not wanted or any(
        event_type.startswith(one[:-1]) if one.endswith("*") else event_type == one for one in wanted
    )


def _event(call: Call, event: Record) -> dict[str, Any]:
    return show_event(event, 1 if event["id"] in call.ledger.pending else 0)


def listed(path: str, data: list[dict[str, Any]], has_more: bool) -> dict[str, Any]:
    """A page of a list as Stripe answers it."""
    return {"object": "list", "data": data, "has_more": has_more, "url": path}
