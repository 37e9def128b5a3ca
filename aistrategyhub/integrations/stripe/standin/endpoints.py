"""The part of Stripe's API that the stand-in has: method, path, parameters, what it does."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aistrategyhub.integrations.stripe.standin import calls, customers
from aistrategyhub.integrations.stripe.standin.pages import PAGING
from aistrategyhub.integrations.stripe.standin.parameters import (
    Schema,
    absolute_url,
    beyond_stand_in,
    boolean,
    choice,
    currency,
    group,
    integer,
    list_of,
    metadata,
    text,
)

_EXPAND: Schema = {"expand": list_of(text())}
_ADDRESS = group({name: text() for name in ("city", "country", "line1", "line2", "postal_code", "state")})
_BILLING = group({"name": text(), "email": text(), "phone": text(), "address": _ADDRESS})
_CARD = group({"number": text(), "exp_month": text(), "exp_year": text(), "cvc": text()})
_METHOD_DATA = group({"type": choice("card"), "card": _CARD, "billing_details": _BILLING})
_CONFIRMATION: Schema = {
    "payment_method": text(),
    "payment_method_data": _METHOD_DATA,
    "return_url": absolute_url,
    "receipt_email": text(800),
    "off_session": boolean,
}
_INTENT: Schema = {
    "amount": integer(1),
    "currency": currency,
    "customer": text(),
    "description": text(1000),
    "metadata": metadata,
    "receipt_email": text(800),
    "statement_descriptor_suffix": text(22),
}
_NOT_HONOURED = (
    "amount_details application_fee_amount confirmation_token customer_account error_on_requires_action "
    "excluded_payment_method_types hooks mandate mandate_data on_behalf_of payment_details "
    "payment_method_configuration payment_method_options radar_options setup_future_usage shipping "
    "statement_descriptor transfer_data transfer_group use_stripe_sdk"
)
_BEYOND: Schema = dict.fromkeys(_NOT_HONOURED.split(), beyond_stand_in)
_CREATE_INTENT: Schema = {
    **_BEYOND,
    **_INTENT,
    **_CONFIRMATION,
    **_EXPAND,
    "automatic_payment_methods": group({"enabled": boolean, "allow_redirects": choice("always", "never")}),
    "capture_method": choice("automatic", "automatic_async"),
    "confirm": boolean,
    "confirmation_method": choice("automatic"),
    "payment_method_types": list_of(choice("card")),
}
_CONFIRM_INTENT: Schema = {**_BEYOND, **_CONFIRMATION, **_EXPAND, "client_secret": text()}
_CANCEL_INTENT: Schema = {
    "cancellation_reason": choice("abandoned", "duplicate", "fraudulent", "requested_by_customer"),
    **_EXPAND,
}
_CREATE_REFUND: Schema = {
    **dict.fromkeys(("instructions_email", "origin", "reverse_transfer", "refund_application_fee"), beyond_stand_in),
    "amount": integer(1),
    "charge": text(),
    "metadata": metadata,
    "payment_intent": text(),
    "reason": choice("duplicate", "fraudulent", "requested_by_customer"),
    **_EXPAND,
}
_CUSTOMER: Schema = {
    "address": _ADDRESS,
    "description": text(),
    "email": text(512),
    "metadata": metadata,
    "name": text(256),
    "phone": text(20),
    **_EXPAND,
}
_SETUP_NOT_HONOURED = (
    "attach_to_self confirmation_token customer_account excluded_payment_method_types flow_directions mandate_data "
    "on_behalf_of payment_method_configuration payment_method_options single_use use_stripe_sdk"
)
_CONFIRM_SETUP: Schema = {
    **dict.fromkeys(_SETUP_NOT_HONOURED.split(), beyond_stand_in),
    "payment_method": text(),
    "payment_method_data": _METHOD_DATA,
    "return_url": absolute_url,
    **_EXPAND,
}
_CREATE_SETUP: Schema = {
    **_CONFIRM_SETUP,
    "automatic_payment_methods": group({"enabled": boolean, "allow_redirects": choice("always", "never")}),
    "confirm": boolean,
    "customer": text(),
    "description": text(1000),
    "metadata": metadata,
    "payment_method_types": list_of(choice("card")),
    "usage": choice("off_session", "on_session"),
}
_EVIDENCE = (
    "access_activity_log billing_address cancellation_policy_disclosure cancellation_rebuttal customer_email_address "
    "customer_name customer_purchase_ip duplicate_charge_explanation duplicate_charge_id product_description "
    "refund_policy_disclosure refund_refusal_explanation service_date uncategorized_text"
)
_EVIDENCE_FILES = (
    "cancellation_policy customer_communication customer_signature duplicate_charge_documentation receipt "
    "refund_policy service_documentation shipping_documentation uncategorized_file enhanced_evidence"
)
_UPDATE_DISPUTE: Schema = {
    "evidence": group(
        {
            **dict.fromkeys(_EVIDENCE.split(), text(20_000)),
            **dict.fromkeys(_EVIDENCE_FILES.split(), beyond_stand_in),
        }
    ),
    "metadata": metadata,
    "submit": boolean,
    **_EXPAND,
}
_EVENTS: Schema = {
    **PAGING,
    "type": text(),
    "types": list_of(text()),
    "delivery_success": boolean,
}


@dataclass(frozen=True)
class Endpoint:
    """One operation. With `is_for_browsers` it also answers to a publishable key and a client secret."""

    method: str
    path: str
    run: Callable[[calls.Call], dict[str, Any]]
    schema: Schema = field(default_factory=lambda: _EXPAND)
    required: tuple[str, ...] = ()
    is_for_browsers: bool = False


ENDPOINTS = (
    Endpoint("POST", "/v1/payment_intents", calls.create_intent, _CREATE_INTENT, ("amount", "currency")),
    Endpoint("GET", "/v1/payment_intents", calls.list_intents, {**PAGING, "customer": text()}),
    Endpoint(
        "GET",
        "/v1/payment_intents/{id}",
        calls.get_intent,
        {"client_secret": text(), **_EXPAND},
        is_for_browsers=True,
    ),
    Endpoint("POST", "/v1/payment_intents/{id}", calls.update_intent, {**_BEYOND, **_INTENT, **_EXPAND}),
    Endpoint(
        "POST",
        "/v1/payment_intents/{id}/confirm",
        calls.confirm_intent,
        _CONFIRM_INTENT,
        is_for_browsers=True,
    ),
    Endpoint("POST", "/v1/payment_intents/{id}/cancel", calls.cancel_intent, _CANCEL_INTENT),
    Endpoint("GET", "/v1/payment_methods/{id}", calls.getter("payment_method")),
    Endpoint("GET", "/v1/charges/{id}", calls.getter("charge")),
    Endpoint(
        "GET",
        "/v1/charges",
        calls.lister("charge", "payment_intent", "customer"),
        {**PAGING, "payment_intent": text(), "customer": text()},
    ),
    Endpoint("POST", "/v1/refunds", calls.create_refund, _CREATE_REFUND),
    Endpoint("GET", "/v1/refunds/{id}", calls.getter("refund")),
    Endpoint(
        "GET",
        "/v1/refunds",
        calls.lister("refund", "payment_intent", "charge"),
        {**PAGING, "payment_intent": text(), "charge": text()},
    ),
    Endpoint("GET", "/v1/disputes/{id}", calls.getter("dispute")),
    Endpoint("POST", "/v1/disputes/{id}", calls.update_dispute, _UPDATE_DISPUTE),
    Endpoint("POST", "/v1/disputes/{id}/close", calls.close_dispute),
    Endpoint(
        "GET",
        "/v1/disputes",
        calls.lister("dispute", "payment_intent", "charge"),
        {**PAGING, "payment_intent": text(), "charge": text()},
    ),
    Endpoint("POST", "/v1/customers", customers.create_customer, _CUSTOMER),
    Endpoint("GET", "/v1/customers/{id}", customers.get_customer),
    Endpoint("DELETE", "/v1/customers/{id}", customers.delete_customer, {}),
    Endpoint(
        "GET",
        "/v1/customers/{id}/payment_methods",
        customers.list_methods_of_customer,
        {**PAGING, "type": choice("card")},
    ),
    Endpoint("POST", "/v1/payment_methods/{id}/detach", customers.detach_method),
    Endpoint("POST", "/v1/setup_intents", customers.create_setup, _CREATE_SETUP),
    Endpoint(
        "GET",
        "/v1/setup_intents/{id}",
        customers.get_setup,
        {"client_secret": text(), **_EXPAND},
        is_for_browsers=True,
    ),
    Endpoint(
        "POST",
        "/v1/setup_intents/{id}/confirm",
        customers.confirm_setup,
        {**_CONFIRM_SETUP, "client_secret": text()},
        is_for_browsers=True,
    ),
    Endpoint(
        "POST",
        "/v1/setup_intents/{id}/cancel",
        customers.cancel_setup,
        {"cancellation_reason": choice("abandoned", "duplicate", "requested_by_customer"), **_EXPAND},
    ),
    Endpoint("GET", "/v1/events", calls.list_events, _EVENTS),
    Endpoint("GET", "/v1/events/{id}", calls.get_event),
    Endpoint("GET", "/v1/balance", calls.get_balance),
)
_PATTERNS = [(re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", one.path) + "$"), one) for one in ENDPOINTS]


def find_endpoint(method: str, path: str) -> tuple[Endpoint, Mapping[str, str]] | None:
    """The operation at this address and what its path names."""
    for pattern, endpoint in _PATTERNS:
        match = pattern.match(path)
        if match and endpoint.method == method:
            return endpoint, match.groupdict()
    return None
