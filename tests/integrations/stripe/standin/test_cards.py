"""Test cards, and cards that cannot be right."""

from datetime import date

import pytest

from aistrategyhub.integrations.stripe.standin.cards import TEST_CARDS, passes_luhn, read_card
from aistrategyhub.integrations.stripe.standin.refusals import ApiError

TODAY = date(2026, 11, 21)
GOOD = {"number": "4242 4242 4242 4242", "exp_month": "12", "exp_year": "34", "cvc": "123"}


@pytest.mark.parametrize("number", TEST_CARDS)
def test_every_test_number_is_a_card_number(number: str):
    assert passes_luhn(number)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"number": "4242-4242-4242-4242"},
        {"exp_month": "11", "exp_year": "2026"},
        {"number": "378282246310005", "cvc": "1234"},
    ],
)
def test_cards_that_can_be_tried(changes: dict[str, str]):
    assert read_card(GOOD | changes, TODAY).exp_year >= 2026


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"number": "4242 4242 4242 4241"}, "incorrect_number", "number"),
        ({"number": "4242"}, "incorrect_number", "number"),
        ({"number": ""}, "incorrect_number", "number"),
        ({"number": "٤242424242424242"}, "incorrect_number", "number"),
        ({"exp_month": "13"}, "invalid_expiry_month", "exp_month"),
        ({"exp_month": "0"}, "invalid_expiry_month", "exp_month"),
        ({"exp_month": "x"}, "invalid_expiry_month", "exp_month"),
        ({"exp_month": "10", "exp_year": "26"}, "invalid_expiry_year", "exp_year"),
        ({"exp_year": "2020"}, "invalid_expiry_year", "exp_year"),
        ({"exp_year": "2099"}, "invalid_expiry_year", "exp_year"),
        ({"exp_year": ""}, "invalid_expiry_year", "exp_year"),
        ({"cvc": "12"}, "invalid_cvc", "cvc"),
        ({"cvc": "1234"}, "invalid_cvc", "cvc"),
        ({"cvc": "abc"}, "invalid_cvc", "cvc"),
        ({"number": "378282246310005"}, "invalid_cvc", "cvc"),
    ],
)
def test_cards_that_cannot_be_right(changes: dict[str, str], code: str, param: str):
    with pytest.raises(ApiError) as refusal:
        read_card(GOOD | changes, TODAY)
    assert (refusal.value.code, refusal.value.param, refusal.value.status) == (code, param, 402)


def test_a_real_card_is_declined_and_nothing_of_it_is_kept():
    card = read_card(GOOD | {"number": "4539578763621486"}, TODAY)
    assert card.test_card.decline.decline_code == "test_mode_live_card"
    assert "4539578763621486" not in repr(card)
    assert "4539578763621486" not in str(card.details())
