"""A new coupon as its form or a program describes it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from aistrategyhub.core.clock import ROME
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.carts.rules.coupons import CouponRefused, CouponTerms, read_code

_CODE = mark("Il codice ha da 3 a 40 lettere, cifre o trattini.")
_ONE_OF_TWO = mark("Indica o la percentuale o l’importo.")
_PERCENT = mark("La percentuale va da 0,01 a 100.")
_AMOUNT = mark("L’importo è in euro, maggiore di zero, con al più due decimali.")
_COUNT = mark("Scrivi un numero intero da 1 in su, o lascia vuoto.")
_DAY = mark("La data non è valida.")
_ORDER = mark("La fine viene dopo l’inizio.")
_MOST = Decimal("9999999.99")
_LARGEST_COUNT = 1_000_000


class _Draft:
    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.errors: list[FieldError] = []

    def text(self, name: str) -> str:
        given = self.data.get(name)
        return str(given).strip()[:60] if isinstance(given, str | int | Decimal) else ""

    def refuse(self, name: str, code: str, sentence: str) -> None:
        self.errors.append(FieldError(name, code, sentence))

    def number(self, name: str, sentence: str, most: Decimal) -> Decimal | None:
        """A positive number with at most two decimals, written the Italian or the English way."""
        text = self.text(name).replace(",", ".")
        if not text:
            return None
        whole, _point, cents = text.partition(".")
        is_number = (whole + cents).isascii() and (whole + cents).isdigit() and len(whole) <= 9 and len(cents) <= 2
        number = Decimal(text) if is_number and whole else Decimal(0)
        if not 0 < number <= most:
            self.refuse(name, "INVALID_AMOUNT", sentence)
            return None
        return number

    def count(self, name: str) -> int | None:
        text = self.text(name)
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 7 or not 1 <= int(text) <= _LARGEST_COUNT:
            self.refuse(name, "INVALID_COUNT", _COUNT)
            return None
        return int(text)

    def day(self, name: str, *, is_last: bool = False) -> datetime | None:
        """The beginning of a day in Rome, or its end."""
        text = self.text(name)
        if not text:
            return None
        try:
            day = datetime.strptime(text, "%Y-%m-%d").date()
            return datetime.combine(day + timedelta(days=1) if is_last else day, time(), ROME)
        except (ValueError, OverflowError):
            self.refuse(name, "INVALID_DATE", _DAY)
            return None


def read_coupon_draft(data: Mapping[str, Any], *, now: datetime) -> tuple[str, CouponTerms]:
    """The code and terms of a new coupon, without the items it is for. Raises InvalidInput with every wrong field."""
    draft = _Draft(data)
    try:
        code = read_code(draft.text("code"))
    except CouponRefused:
        code = ""
        draft.refuse("code", "INVALID_CODE", _CODE)
    percent = draft.number("percent", _PERCENT, Decimal(100))
    amount = draft.number("amount", _AMOUNT, _MOST)
    is_wrong = {error.field for error in draft.errors} & {"percent", "amount"}
    if not is_wrong and (percent is None) == (amount is None):
        draft.refuse("percent", "ONE_OF_TWO", _ONE_OF_TWO)
    starts_at, ends_at = draft.day("starts_on") or now, draft.day("ends_on", is_last=True)
    if ends_at is not None and ends_at <= starts_at:
        draft.refuse("ends_on", "ENDS_BEFORE", _ORDER)
    terms = CouponTerms(
        percent=percent,
        amount=amount,
        minimum=draft.number("minimum", _AMOUNT, _MOST) or Decimal("0.00"),
        is_for_first_order=bool(data.get("is_for_first_order")),
        most_uses=draft.count("most_uses"),
        most_per_person=draft.count("most_per_person"),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    if draft.errors:
        raise InvalidInput(draft.errors)
    return code, terms
