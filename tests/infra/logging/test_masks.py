"""What must never be written down, and what must stay readable."""

import time
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from aistrategyhub.infra.logging.masks import is_secret_name, mask, mask_long_text, mask_text

ROW = UUID("0190f0a0-0000-7000-8000-000000000001")


class Colour(StrEnum):
    RED = "red"


class Person(BaseModel):
    name: str


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("scrive mario.rossi+ordini@posta.example.it oggi", "scrive [email] oggi"),
        ("PEC: studio@pec.example.it.", "PEC: [email]."),
        ("CF RSSMRA85T10A562S presente", "CF [codice fiscale] presente"),
        ("cf rssmra85t10a562s", "cf [codice fiscale]"),
        ("omocodia RSSMRAURTMLARS5L?", "omocodia [codice fiscale]?"),
        ("omocodia RSSMRA85T1LA56NH", "omocodia [codice fiscale]"),
        ("P.IVA 12345670017", "P.IVA [partita IVA]"),
        ("P.IVA IT12345670017,", "P.IVA [partita IVA],"),
        ("card 4242 4242 4242 4242 declined", "card [card] declined"),
        ("card 4242-4242-4242-4242", "card [card]"),
        ("card 378282246310005", "card [card]"),
        ("IBAN IT60 X054 2811 1010 0000 0123 456", "IBAN [iban]"),
        ("IBAN IT60X0542811101000000123456", "IBAN [iban]"),
        ("tel +39 347 1234567", "tel [phone]"),
        ("Authorization: Bearer abcdefgh", "Authorization: Bearer ***"),
        ("sent Bearer abcdefghij", "sent Bearer ***"),
        ("sent basic QWxhZGRpbjpvcGVu", "sent basic ***"),
        ("key sk_test_4eC39HqLyjWDarjtT1zdp7dc", "key sk_test_***"),
        ("key sk_live_abcdef", "key sk_live_***"),
        ("key pk_live_4eC39HqLyjWDarjtT1zdp7dc", "key pk_live_***"),
        ("hook whsec_abcdef", "hook whsec_***"),
        ("pi_3MtwBwLkdIwHu7ix_secret_YrKJUKribcBjcG8HVhfZluoGH", "pi_***"),
        ("model key sk-" + "a1" * 12, "model key sk-***"),
        ("AKIAIOSFODNN7EXAMPLE", "AKIA***"),
        ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", "jwt [jwt]"),
        ("cookie: __Host-sid=abc; theme=dark", "cookie: ***; theme=dark"),
        ("sets __Host-sid=Xy9-abc; Path=/", "sets __Host-sid=***; Path=/"),
        ("postgresql://hub:s3cret@db:5432/hub", "postgresql://***@db:5432/hub"),
        ("redis://:s3cret@cache:6379/0", "redis://***@cache:6379/0"),
        ("password=hunter2&next=/", "password=***&next=/"),
        ('{"password": "hunter2", "next": "/"}', '{"password": "***", "next": "/"}'),
        ("{'new_password': 'hunter2'}", "{'new_password': '***'}"),
        (r"{\"password\": \"hunter2\"}", r"{\"password\": \"***\"}"),
        ("GET /orders/track?number=ORD-1&email=x HTTP/1.1", "GET /orders/track HTTP/1.1"),
        ('"WebSocket /_event?token=abc-def" 101', '"WebSocket /_event" 101'),
        (
            "Input should be a valid integer [type=int_type, input_value='Mario Rossi', input_type=str]",
            "Input should be a valid integer [type=int_type, input_value=***, input_type=str]",
        ),
    ],
)
def test_secrets_and_personal_data_are_replaced(text, masked):
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "work done",
        "order ORD-2026-00001 paid, 1.220,00 €",
        str(ROW),
        "2026-11-23T10:05:17.123456+00:00",
        "1795430717123",
        "10.0.0.5:5432 does not answer",
        "/api/v1/services/nis2-gap-assessment",
        "FPR12 2026/0001 IT01234567890_00001.xml",
        "card 4242 4242 4242 4241",
        "token_count",
        "perché l'università è così",
    ],
)
def test_ordinary_text_stays(text):
    assert mask_text(text) == text


# What the patterns look for, cut and joined by what stands between words: some of it just long enough, some not.
_PIECES = (
    *("RSSMRA85T10A562S", "IT60X0542811101000000123456", "IT60 X054 2811 1010 0000 0123 456", "4242 4242 4242 4242"),
    *("4242424242424242", "IT12345670017", "+39 347 123 45 67", "AKIA0123456789ABCDEF", "eyJhbGciOi.eyJzdWIi.c2ln"),
    *("sk_live_1a2b3c", "whsec_1a2b", "pi_1a_secret_2b", "sk-ant-api03-aaaabbbb", "bearer abc123def", "a@b.it"),
    *("api/v1", "{slug}", "nis2", "(3)", "-", "/", " ", "_", "."),
)


@given(
    st.lists(
        st.sampled_from(_PIECES).flatmap(lambda piece: st.sampled_from((piece, piece[1:], piece[:-1]))), max_size=4
    )
)
def test_what_is_left_alone_at_once_holds_nothing_that_a_pattern_would_find(pieces):
    text = "".join(pieces)
    assert mask_text(text) == mask_long_text(text)


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        ("password", True),
        ("client_secret", True),
        ("clientSecret", True),
        ("X-Api-Key", True),
        ("Set-Cookie", True),
        ("Authorization", True),
        ("access_token", True),
        ("sid", True),
        ("cvc", True),
        ("order_key", True),
        ("buyer", True),
        ("billing_address", True),
        ("pec_email", True),
        ("codiceFiscale", True),
        ("ip_address", True),
        ("order_id", False),
        ("buyer_id", False),
        ("token_count", False),
        ("input_tokens", False),
        ("job", False),
        ("inside", False),
        ("key", False),
        ("shipping", False),
        ("recipe", False),
    ],
)
def test_keys_that_name_a_secret_are_known(name, is_secret):
    assert is_secret_name(name) is is_secret


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ({"cvc": 123, "is_paid": True, "token": None}, {"cvc": "***", "is_paid": True, "token": None}),
        ({"a": {"b": [{"password": "x"}]}}, {"a": {"b": [{"password": "***"}]}}),
        ({"cookie": {"sid": "x"}}, {"cookie": "***"}),
        ({"mario@rossi.it": 1}, {"[email]": 1}),
        (4242424242424242, "[card]"),
        (1795430717123, 1795430717123),
        (float("nan"), "nan"),
        (ROW, str(ROW)),
        (Decimal("12.30"), "12.30"),
        (datetime(2026, 11, 23, tzinfo=UTC), "2026-11-23 00:00:00+00:00"),
        (Colour.RED, "red"),
        (Path("/home/mario@rossi.it/x"), "[email]/x"),
        (b"\x00secret", "<7 bytes>"),
        (ValueError("mario@rossi.it"), "ValueError: [email]"),
        (SecretStr("hunter2"), "<SecretStr>"),
        (Person(name="Mario Rossi"), "<Person>"),
        (Person, "Person"),
        (list(range(1000)), list(range(50))),
    ],
    ids=repr,
)
def test_values_become_plain_data(value, masked):
    result = mask(value)
    assert str(result).endswith(masked) if isinstance(value, Path) else result == masked


def test_depth_is_bounded():
    nested: dict = {}
    nested["again"] = nested
    assert "<dict>" in str(mask(nested))


def test_long_text_is_cut_and_says_how_much():
    assert mask_text("é" * 5_000) == "é" * 2_000 + "... (3000 more)"


@pytest.mark.parametrize(
    "unit",
    ["a", "a@", "1 ", "eyJ", "password", "password=", "://", "+1 2", "GET /", "A1", "input_value=", "__Host-", "AA11 "],
)
def test_a_hostile_line_costs_little(unit):
    hostile = unit * (1_000_000 // len(unit))
    began = time.process_time()
    mask_text(hostile)
    assert time.process_time() - began < 0.5
