"""Where payers may be sent back to."""

import pytest

from aistrategyhub.integrations.stripe.standin.places import Places, back_to

PLACES = Places("http://127.0.0.1:12111", "https://shop.example.it")


@pytest.mark.parametrize(
    "url",
    [
        "/ordini/1",
        "/en/orders/1?x=1#y",
        "https://shop.example.it/ordini/1",
        "https://shop.example.it:443/",
        "http://127.0.0.1:12111/x",
    ],
)
def test_home(url: str):
    assert PLACES.may_return_to(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        " /x",
        "ordini/1",
        "javascript:alert(1)",
        "https://evil.example/",
        "https://shop.example.it.evil.example/",
        "https://shop.example.it@evil.example/",
        "https://user@shop.example.it/",
        "http://shop.example.it/",
        "https://shop.example.it:8443/",
        "https://shop.example.it:port/",
        "data:text/html,x",
    ],
)
def test_not_home(url: str):
    assert not PLACES.may_return_to(url)


@pytest.mark.parametrize(
    ("return_url", "address"),
    [
        ("/ordini/1", "/ordini/1?payment_intent=pi_1&payment_intent_client_secret=s&redirect_status=succeeded"),
        (
            "https://shop.example.it/o?n=1&redirect_status=failed#end",
            "https://shop.example.it/o?n=1&payment_intent=pi_1&payment_intent_client_secret=s"
            "&redirect_status=succeeded#end",
        ),
    ],
)
def test_what_stripe_appends(return_url: str, address: str):
    assert back_to(return_url, "payment_intent", "pi_1", "s", "succeeded") == address


@pytest.mark.parametrize(
    ("public_url", "page"),
    [
        ("https://shop.example.it", "https://shop.example.it/dev/stripe/3ds"),
        (None, "http://127.0.0.1:12111/3ds"),
    ],
)
def test_where_the_bank_asks(public_url: str | None, page: str):
    assert Places("http://127.0.0.1:12111", public_url).authentication_page == page
