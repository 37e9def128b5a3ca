"""Calls about customers and the cards that are kept for them."""

from typing import Any

from aistrategyhub.integrations.stripe.standin import setups
from aistrategyhub.integrations.stripe.standin.calls import (
    Call,
    automatic_methods,
    check_customer,
    check_return_url,
    chosen_method,
    held_object,
    listed,
)
from aistrategyhub.integrations.stripe.standin.ledger import Record, new_id
from aistrategyhub.integrations.stripe.standin.pages import list_page
from aistrategyhub.integrations.stripe.standin.refusals import missing_object, not_in_stand_in
from aistrategyhub.integrations.stripe.standin.shapes import show, show_publicly


def create_customer(call: Call) -> dict[str, Any]:
    own = {name: value for name, value in call.values.items() if name != "expand" and value is not None}
    customer = {"id": new_id("cus", 14), "object": "customer", "created": call.change.now, **own}
    call.change.put(customer)
    call.change.emit("customer.created", customer)
    return show(customer, call.change.find, call.expand)


def get_customer(call: Call) -> dict[str, Any]:
    customer = call.change.find("customer", call.names["id"])
    if not customer:
        raise missing_object("customer", call.names["id"])
    return _gone(customer) if customer.get("_deleted") else show(customer, call.change.find, call.expand)


def delete_customer(call: Call) -> dict[str, Any]:
    """Stripe keeps the id and forgets who it was; their cards can no longer be charged."""
    customer = _living_customer(call)
    for method in _methods_of(call, customer["id"]):
        setups.detach(call.change, method)
    call.change.emit("customer.deleted", customer)
    kept = {name: customer[name] for name in ("id", "object", "created")}
    call.change.put(kept | {"_deleted": True})
    return _gone(customer)


def list_methods_of_customer(call: Call) -> dict[str, Any]:
    customer = _living_customer(call)
    found, has_more = list_page(
        call.ledger, "payment_method", call.values, lambda one: one.get("customer") == customer["id"]
    )
    expand = [path.removeprefix("data.") for path in call.expand]
    return listed(call.path, [show(one, call.change.find, expand) for one in found], has_more)


def detach_method(call: Call) -> dict[str, Any]:
    method = call.change.find("payment_method", call.names["id"])
    if not method:
        raise missing_object("PaymentMethod", call.names["id"], "payment_method")
    return show(setups.detach(call.change, method), call.change.find, call.expand)


def create_setup(call: Call) -> dict[str, Any]:
    asked = call.values
    check_customer(call, asked)
    if asked.get("payment_method") and not asked.get("confirm"):
        raise not_in_stand_in("a payment method without `confirm`", param="payment_method")
    own = ("customer", "description", "usage")
    values = {name: asked[name] for name in own if asked.get(name) is not None}
    values["metadata"] = {name: value for name, value in (asked.get("metadata") or {}).items() if value}
    values["automatic_payment_methods"] = automatic_methods(asked)
    setup = setups.create_setup(call.change, values)
    if asked.get("confirm"):
        setup = _confirm(call, setup)
    return show(setup, call.change.find, call.expand)


def get_setup(call: Call) -> dict[str, Any]:
    return _shown(call, held_object(call, "setup_intent", "intent"))


def confirm_setup(call: Call) -> dict[str, Any]:
    return _shown(call, _confirm(call, held_object(call, "setup_intent", "intent")))


def cancel_setup(call: Call) -> dict[str, Any]:
    setup = held_object(call, "setup_intent", "intent")
    reason = call.values.get("cancellation_reason")
    return show(setups.cancel_setup(call.change, setup, reason), call.change.find, call.expand)


def _confirm(call: Call, setup: Record) -> Record:
    check_return_url(call, setup.get("automatic_payment_methods"), "SetupIntent")
    method = chosen_method(call, setup.get("customer"), "SetupIntent")
    page = call.places.saving_authentication_page
    return setups.confirm_setup(call.change, setup, method, call.values.get("return_url"), page)


def _shown(call: Call, setup: Record) -> dict[str, Any]:
    return show_publicly(setup) if call.is_from_browser else show(setup, call.change.find, call.expand)


def _living_customer(call: Call) -> Record:
    customer = call.change.find("customer", call.names["id"])
    if not customer or customer.get("_deleted"):
        raise missing_object("customer", call.names["id"])
    return customer


def _methods_of(call: Call, customer_id: str) -> list[Record]:
    return [one for one in call.ledger.older_than("payment_method") if one.get("customer") == customer_id]


def _gone(customer: Record) -> dict[str, Any]:
    return {"id": customer["id"], "object": "customer", "deleted": True}
