"""Stripe's test cards: docs.stripe.com/testing. A number that is not one of them is refused, never stored."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aistrategyhub.integrations.stripe.standin.refusals import ApiError, card_error

_DECLINED = "Your card was declined."


@dataclass(frozen=True)
class Decline:
    """A bank's no: Stripe's code, the bank's reason, and the sentence for the payer."""

    code: str
    decline_code: str
    message: str


@dataclass(frozen=True)
class TestCard:
    """What a test number stands for: it pays, is declined, or asks for 3-D Secure.

    `keeps_authentication`: once the payer has confirmed that the card may be kept, it pays without being asked again.
    `can_be_saved` although it is declined: the bank refuses the charge alone. `dispute`: it pays, and its holder
    disputes the charge for this reason.
    """

    __test__ = False

    brand: str
    decline: Decline | None = None
    needs_authentication: bool = False
    keeps_authentication: bool = False
    can_be_saved: bool = False
    dispute: str = ""
    country: str = "US"
    token: str = ""


_TEST_MODE_LIVE_CARD = TestCard(
    "visa",
    Decline(
        "card_declined",
        "test_mode_live_card",
        f"{_DECLINED} Your request was in test mode, but used a non test (live) card. "
        "For a list of valid test cards, visit: https://stripe.com/docs/testing.",
    ),
)
TEST_CARDS = {
    "4242424242424242": TestCard("visa", token="pm_card_visa"),
    "5555555555554444": TestCard("mastercard", token="pm_card_mastercard"),
    "378282246310005": TestCard("amex", token="pm_card_amex"),
    "4000003800000008": TestCard("visa", country="IT", token="pm_card_it"),
    "4000000000000002": TestCard(
        "visa", Decline("card_declined", "generic_decline", _DECLINED), token="pm_card_visa_chargeDeclined"
    ),
    "4000000000009995": TestCard(
        "visa",
        Decline("card_declined", "insufficient_funds", "Your card has insufficient funds."),
        token="pm_card_visa_chargeDeclinedInsufficientFunds",
    ),
    "4000000000000069": TestCard(
        "visa",
        Decline("expired_card", "expired_card", "Your card has expired."),
        token="pm_card_chargeDeclinedExpiredCard",
    ),
    "4000000000000127": TestCard(
        "visa",
        Decline("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."),
        token="pm_card_chargeDeclinedIncorrectCvc",
    ),
    "4000002500003155": TestCard(
        "visa",
        needs_authentication=True,
        keeps_authentication=True,
        token="pm_card_authenticationRequiredOnSetup",
    ),
    "4000002760003184": TestCard("visa", needs_authentication=True, token="pm_card_authenticationRequired"),
    "4000000000000259": TestCard("visa", dispute="fraudulent", token="pm_card_createDispute"),
    "4000000000002685": TestCard(
        "visa", dispute="product_not_received", token="pm_card_createDisputeProductNotReceived"
    ),
    "4000000000000341": TestCard(
        "visa",
        Decline("card_declined", "generic_decline", _DECLINED),
        can_be_saved=True,
        token="pm_card_chargeCustomerFail",
    ),
}
TEST_CARD_TOKENS = {card.token: number for number, card in TEST_CARDS.items()}


@dataclass(frozen=True)
class Card:
    """A card somebody typed, checked as far as one can without asking a bank."""

    number: str = field(repr=False)
    exp_month: int
    exp_year: int

    @property
    def test_card(self) -> TestCard:
        return TEST_CARDS.get(self.number, _TEST_MODE_LIVE_CARD)

    @classmethod
    def from_token(cls, token: str, today: date) -> "Card":
        """The card behind one of Stripe's test payment methods, such as `pm_card_visa`."""
        return cls(TEST_CARD_TOKENS[token], exp_month=12, exp_year=today.year + 5)

    def details(self) -> dict[str, Any]:
        """What may be kept of it: neither the number nor the security code."""
        return {
            "brand": self.test_card.brand,
            "checks": {"cvc_check": "pass"},
            "country": self.test_card.country,
            "exp_month": self.exp_month,
            "exp_year": self.exp_year,
            "fingerprint": _fingerprint(self.number),
            "funding": "credit",
            "last4": self.number[-4:],
        }


def test_card_of(details: Mapping[str, Any]) -> TestCard:
    """What the card stands for of which only `Card.details` was kept."""
    return _BY_FINGERPRINT.get(details["fingerprint"], _TEST_MODE_LIVE_CARD)


def read_card(raw: Mapping[str, str | None], today: date) -> Card:
    """The card from `number`, `exp_month`, `exp_year`, `cvc`. Raises ApiError naming the field at fault."""
    number = re.sub(r"[\s-]", "", raw.get("number") or "")
    if not re.fullmatch(r"[0-9]{12,19}", number) or not passes_luhn(number):
        raise card_error("incorrect_number", "Your card number is incorrect.", "number")
    month, year = _expiry(raw, today)
    cvc = raw.get("cvc") or ""
    digits = 4 if TEST_CARDS.get(number, _TEST_MODE_LIVE_CARD).brand == "amex" else 3
    if not re.fullmatch(rf"[0-9]{{{digits}}}", cvc):
        raise card_error("invalid_cvc", "Your card's security code is invalid.", "cvc")
    return Card(number, month, year)


def passes_luhn(number: str) -> bool:
    """Whether the last digit agrees with the others (ISO/IEC 7812-1)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _fingerprint(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()[:16]


_BY_FINGERPRINT = {_fingerprint(number): card for number, card in TEST_CARDS.items()}


def _expiry(raw: Mapping[str, str | None], today: date) -> tuple[int, int]:
    month = _small_number(raw.get("exp_month"))
    if month is None or not 1 <= month <= 12:
        raise card_error("invalid_expiry_month", "Your card's expiration month is invalid.", "exp_month")
    year = _small_number(raw.get("exp_year"))
    if year is not None and year < 100:
        year += 2000
    if year is None or not (today.year, today.month) <= (year, month) or year > today.year + 50:
        raise _past_or_senseless_year()
    return month, year


def _past_or_senseless_year() -> ApiError:
    return card_error("invalid_expiry_year", "Your card's expiration year is invalid.", "exp_year")


def _small_number(value: str | None) -> int | None:
    return int(value) if value and re.fullmatch(r"[0-9]{1,4}", value) else None
