"""How bracketed forms and parameters are read."""

import pytest

from aistrategyhub.integrations.stripe.standin.endpoints import find_endpoint
from aistrategyhub.integrations.stripe.standin.form import read_form
from aistrategyhub.integrations.stripe.standin.parameters import check
from aistrategyhub.integrations.stripe.standin.refusals import ApiError


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ("", {}),
        ("amount=100&currency=eur", {"amount": "100", "currency": "eur"}),
        ("metadata[order]=1&metadata[buyer]=2", {"metadata": {"order": "1", "buyer": "2"}}),
        ("expand[]=a&expand[]=b", {"expand": ["a", "b"]}),
        ("expand[1]=b&expand[0]=a", {"expand": ["a", "b"]}),
        ("a[b][c]=d%20e", {"a": {"b": {"c": "d e"}}}),
        ("description=", {"description": ""}),
    ],
)
def test_forms(form: str, values: dict):
    assert read_form(form) == values


@pytest.mark.parametrize("form", ["a=1&a[b]=2", "a[b]=2&a=1", "[x]=1", "a[b=1", "a[1][2][3][4][5][6][7]=x"])
def test_senseless_forms(form: str):
    with pytest.raises(ApiError):
        read_form(form)


GOOD = "amount=100&currency=eur&"


@pytest.mark.parametrize(
    ("path", "form", "code", "param"),
    [
        ("/v1/payment_intents", "currency=eur", "parameter_missing", "amount"),
        ("/v1/payment_intents", "amount=100", "parameter_missing", "currency"),
        ("/v1/payment_intents", "amount=&currency=eur", "parameter_invalid_empty", "amount"),
        ("/v1/payment_intents", "amount=ten&currency=eur", "parameter_invalid_integer", "amount"),
        ("/v1/payment_intents", "amount=10.5&currency=eur", "parameter_invalid_integer", "amount"),
        ("/v1/payment_intents", "amount=1e3&currency=eur", "parameter_invalid_integer", "amount"),
        ("/v1/payment_intents", "amount=0&currency=eur", "parameter_invalid_integer", "amount"),
        ("/v1/payment_intents", "amount=-100&currency=eur", "parameter_invalid_integer", "amount"),
        ("/v1/payment_intents", "amount[x]=100&currency=eur", "parameter_invalid_integer", "amount"),
        ("/v1/payment_intents", "amount=100&currency=euro", None, "currency"),
        ("/v1/payment_intents", GOOD + "amout=1", "parameter_unknown", "amout"),
        ("/v1/payment_intents", GOOD + "metadata=x", None, "metadata"),
        ("/v1/payment_intents", GOOD + f"metadata[{'k' * 41}]=x", None, "metadata"),
        ("/v1/payment_intents", GOOD + f"metadata[k]={'x' * 501}", None, "metadata[k]"),
        ("/v1/payment_intents", GOOD + f"description={'x' * 1001}", None, "description"),
        ("/v1/payment_intents", GOOD + "description[x]=1", None, "description"),
        ("/v1/payment_intents", GOOD + "confirm=yes", None, "confirm"),
        ("/v1/payment_intents", GOOD + "capture_method=manual", None, "capture_method"),
        ("/v1/payment_intents", GOOD + "expand=latest_charge", None, "expand"),
        ("/v1/payment_intents", GOOD + "return_url=ordine", "url_invalid", "return_url"),
        ("/v1/payment_intents", GOOD + "shipping[name]=x", "not_in_stand_in", "shipping"),
        (
            "/v1/payment_intents",
            GOOD + "automatic_payment_methods[on]=true",
            "parameter_unknown",
            "automatic_payment_methods[on]",
        ),
        ("/v1/refunds", "payment_intent=pi_1&amount=0", "parameter_invalid_integer", "amount"),
        ("/v1/refunds", "payment_intent=pi_1&reason=whim", None, "reason"),
    ],
)
def test_parameters_that_stripe_refuses(path: str, form: str, code: str | None, param: str):
    endpoint, _ = find_endpoint("POST", path)
    with pytest.raises(ApiError) as refusal:
        check(read_form(form), endpoint.schema, endpoint.required)
    assert (refusal.value.status, refusal.value.code, refusal.value.param) == (400, code, param)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/invoices"),
        ("DELETE", "/v1/payment_intents/pi_1"),
        ("POST", "/v1/payment_intents/pi_1/confirm/now"),
        ("GET", "/v1/payment_intents/"),
    ],
)
def test_addresses_that_stripe_or_the_stand_in_does_not_have(method: str, path: str):
    assert find_endpoint(method, path) is None
