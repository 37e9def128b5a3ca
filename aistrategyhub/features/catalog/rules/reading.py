"""Prices, discounts and plans as people type them: tidy values out, a clear sentence for each wrong field. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark, money_label
from aistrategyhub.features.catalog.models import BillingUnit, PlanInterval
from aistrategyhub.features.catalog.rules.pricing import Reduction
from aistrategyhub.features.catalog.schemas import PlanDraft, PriceDraft

T = TypeVar("T")

HIGHEST_AMOUNT = Decimal("9999999999.99")
CURRENCIES = ("EUR",)

_AMOUNT_EMPTY = mark("Scrivi un prezzo, come 1.450,00.")
_AMOUNT_INVALID = mark("«{typed}» non è un prezzo: scrivilo come 1.450,00.")
_AMOUNT_DECIMALS = mark("Il prezzo ha al massimo due decimali.")
_AMOUNT_NEGATIVE = mark("Il prezzo non può essere negativo.")
_AMOUNT_ZERO = mark("Il prezzo deve essere maggiore di zero.")
_AMOUNT_TOO_HIGH = mark("Il prezzo è troppo alto: al massimo {most}.")
_RANGE = mark("Il prezzo «da» ({low}) deve essere più basso del prezzo «a» ({high}).")
_CURRENCY = mark("La valuta «{currency}» non è prevista: i prezzi di questo listino sono in {expected}.")
_UNIT = mark("L’unità «{unit}» non esiste: scegli fra once, hour, day, project, month, year.")
_PERCENT = mark("La percentuale di sconto va da 0,01 a 99,99.")
_BOTH = mark("Indica lo sconto in percentuale oppure in euro, non entrambi.")
_NEITHER = mark("Indica di quanto è lo sconto.")
_ENDS = mark("La fine dello sconto deve venire dopo l’inizio.")
_PAST = mark("Uno sconto non può essere già finito.")
_TOO_DEEP = mark("Lo sconto di {amount} azzera il prezzo più basso ({price}): riducilo.")
_INTERVAL = mark("L’intervallo «{interval}» non esiste: scegli fra week, month, year.")
_WHOLE = mark("Qui serve un numero intero da {least} a {most}.")

# 1.450,00 and 1450,00 and 1450.00; a dot with three figures behind it divides thousands, as Italians write.
_ITALIAN = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?|-?\d+(?:,\d+)?", re.ASCII)
_PLAIN = re.compile(r"-?\d+\.\d+", re.ASCII)


def read_amount(typed: str, field: str = "amount") -> Decimal:
    """The amount that was typed (`1.450,00`, `1450`, `1450.00`, `€ 1.450`), positive and with at most two decimals.

    Raises InvalidInput naming `field`.
    """
    text = re.sub(r"[\s\u00a0€]|EUR", "", typed)
    if not text:
        raise _refusal(field, "AMOUNT_EMPTY", _AMOUNT_EMPTY)
    if _ITALIAN.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif not _PLAIN.fullmatch(text):
        raise _refusal(field, "AMOUNT_INVALID", _AMOUNT_INVALID, typed=typed.strip()[:40])
    return check_amount(Decimal(text), field)


def check_amount(amount: Decimal, field: str = "amount") -> Decimal:
    """The amount with two decimals. Raises InvalidInput naming `field` for what is no price."""
    if amount < 0:
        raise _refusal(field, "AMOUNT_NEGATIVE", _AMOUNT_NEGATIVE)
    if amount == 0:
        raise _refusal(field, "AMOUNT_ZERO", _AMOUNT_ZERO)
    if amount > HIGHEST_AMOUNT:
        raise _refusal(field, "AMOUNT_TOO_HIGH", _AMOUNT_TOO_HIGH, most=money_label(HIGHEST_AMOUNT))
    if amount != amount.quantize(Decimal("0.01")):
        raise _refusal(field, "AMOUNT_DECIMALS", _AMOUNT_DECIMALS)
    return amount.quantize(Decimal("0.01"))


def read_unit(typed: str, field: str = "billing_unit") -> BillingUnit:
    """The billing unit of this name. Raises InvalidInput naming `field`."""
    try:
        return BillingUnit(typed.strip().lower())
    except ValueError:
        raise _refusal(field, "UNIT_UNKNOWN", _UNIT, unit=typed.strip()[:40]) from None


def read_price(
    amount: str, amount_max: str = "", billing_unit: str = BillingUnit.ONCE, *, prefix: str = ""
) -> PriceDraft:
    """The price that was typed; with an upper end it is a range. Raises InvalidInput with every wrong field
    (`amount`, `amount_max`, `billing_unit`, each behind `prefix`)."""
    errors: list[FieldError] = []
    low = collect(errors, read_amount, amount, f"{prefix}amount")
    high = collect(errors, read_amount, amount_max, f"{prefix}amount_max") if amount_max.strip() else None
    unit = collect(errors, read_unit, billing_unit, f"{prefix}billing_unit")
    return _price_of(errors, low, high, unit, prefix)


def check_price(
    amount: Decimal,
    amount_max: Decimal | None = None,
    billing_unit: BillingUnit = BillingUnit.ONCE,
    *,
    prefix: str = "",
) -> PriceDraft:
    """The price that a program sent. Raises InvalidInput as `read_price` does."""
    errors: list[FieldError] = []
    low = collect(errors, check_amount, amount, f"{prefix}amount")
    high = None if amount_max is None else collect(errors, check_amount, amount_max, f"{prefix}amount_max")
    return _price_of(errors, low, high, billing_unit, prefix)


def _price_of(
    errors: list[FieldError], low: Decimal | None, high: Decimal | None, unit: BillingUnit | None, prefix: str
) -> PriceDraft:
    if low is not None and high is not None and high <= low:
        values = {"low": money_label(low), "high": money_label(high)}
        errors.append(FieldError(f"{prefix}amount_max", "RANGE_GOES_DOWN", _RANGE, values))
    if errors or low is None or unit is None:
        raise InvalidInput(errors)
    return PriceDraft(amount=low, amount_max=high, billing_unit=unit)


def check_currency(currency: str, expected: str, field: str = "currency") -> None:
    """Raises InvalidInput naming `field` unless a price is in the currency of its list."""
    if currency.strip().upper() != expected:
        raise _refusal(field, "WRONG_CURRENCY", _CURRENCY, currency=currency.strip()[:10], expected=expected)


def check_reduction(reduction: Reduction, prices: Sequence[Decimal], *, now: datetime) -> None:
    """Raises InvalidInput for a discount in percent and by an amount at once, out of bounds, over before it begins or
    today, or as large as the lowest of the item's prices."""
    errors = []
    if reduction.percent is not None and reduction.amount is not None:
        errors.append(FieldError("percent", "BOTH", _BOTH))
    elif reduction.percent is None and reduction.amount is None:
        errors.append(FieldError("percent", "NEITHER", _NEITHER))
    elif reduction.percent is not None and not Decimal("0.01") <= reduction.percent <= Decimal("99.99"):
        errors.append(FieldError("percent", "PERCENT_OUT_OF_BOUNDS", _PERCENT))
    elif reduction.amount is not None and (lowest := min(prices, default=None)) and reduction.amount >= lowest:
        values = {"amount": money_label(reduction.amount), "price": money_label(lowest)}
        errors.append(FieldError("amount", "DISCOUNT_TOO_DEEP", _TOO_DEEP, values))
    if reduction.ends_at is not None and reduction.ends_at <= reduction.starts_at:
        errors.append(FieldError("ends_at", "ENDS_BEFORE_IT_STARTS", _ENDS))
    elif reduction.ends_at is not None and reduction.ends_at <= now:
        errors.append(FieldError("ends_at", "IN_THE_PAST", _PAST))
    if errors:
        raise InvalidInput(errors)


def read_plan(typed: Mapping[str, str]) -> PlanDraft:
    """The plan that was typed (`interval`, `interval_count`, `trial_days`, `notice_days`, `amount`). Raises
    InvalidInput with every wrong field."""
    errors: list[FieldError] = []
    amount = collect(errors, read_amount, typed.get("amount", ""), "amount")
    interval = typed.get("interval", "").strip()
    if interval not in set(PlanInterval):
        errors.append(FieldError("interval", "INTERVAL_UNKNOWN", _INTERVAL, {"interval": interval[:40]}))
    counts = {
        "interval_count": _whole(errors, typed, "interval_count", 1, 36),
        "trial_days": _whole(errors, typed, "trial_days", 0, 365),
        "notice_days": _whole(errors, typed, "notice_days", 0, 365),
    }
    if errors or amount is None:
        raise InvalidInput(errors)
    return PlanDraft(interval=PlanInterval(interval), amount=amount, **counts)


def collect(errors: list[FieldError], read: Callable[..., T], *given: Any) -> T | None:
    """What `read(*given)` answers, or None with its refusals added to `errors`."""
    try:
        return read(*given)
    except InvalidInput as refusal:
        errors += refusal.fields
        return None


def _whole(errors: list[FieldError], typed: Mapping[str, str], name: str, least: int, most: int) -> int:
    text = typed.get(name, "").strip() or str(least)
    if text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most:
        return int(text)
    errors.append(FieldError(name, "OUT_OF_BOUNDS", _WHOLE, {"least": least, "most": most}))
    return least


def _refusal(field: str, code: str, sentence: str, **values: object) -> InvalidInput:
    return InvalidInput([FieldError(field, code, sentence, values)])
