"""Addresses that are the same, and look-alikes that are not."""

import pytest

from aistrategyhub.core.email_addresses import canonical_address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("anna@prova.example", "anna@prova.example"),
        (" Anna.Ferri@Prova.EXAMPLE\n", "anna.ferri@prova.example"),
        ("anna+ordini@prova.example", "anna+ordini@prova.example"),
        ("info@caffè.example", "info@xn--caff-8oa.example"),
        ("info@XN--CAFF-8OA.example", "info@xn--caff-8oa.example"),
    ],
)
def test_one_address_has_one_form(written: str, address: str) -> None:
    assert canonical_address(written) == address


@pytest.mark.parametrize(
    "look_alike",
    [
        "m\u0131ke@prova.example",  # dotless i in the local part
        "m\u0130ke@prova.example",
        "mi\u212ae@prova.example",  # Kelvin sign
        "\uff4dike@prova.example",  # full-width m
        "mike@\uff50rova.example",
        "mi\u200bke@prova.example",
        "mi\u00adke@prova.example",
        "m\u0456ke@prova.example",  # Cyrillic i
    ],
)
def test_a_look_alike_of_letters_that_fold_is_no_address(look_alike: str) -> None:
    assert canonical_address(look_alike) is None


@pytest.mark.parametrize("look_alike", ["mike@g\u0131thub.example", "mike@g\u0456thub.example", "mike@gíthub.example"])
def test_a_look_alike_domain_stays_another_domain(look_alike: str) -> None:
    assert canonical_address(look_alike) not in (None, "mike@github.example")
    assert "xn--" in str(canonical_address(look_alike))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "@prova.example",
        "anna@",
        "anna@prova..example",
        "anna@prova.example\r\nBcc: spia@evil.example",
        "anna@prova.example,spia@evil.example",
        "Anna <anna@prova.example>",
        '"anna"@prova.example',
        "anna@[127.0.0.1]",
        "anna@prova.example\x00",
        "a@" + "b" * 250 + ".example",
        "' OR 1=1 --@prova.example",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert canonical_address(text) is None
