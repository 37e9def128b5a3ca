"""Coupons: whether one counts, how much it takes off, and of which line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from uuid import UUID

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.money import CENT, round_half_up
from aistrategyhub.core.text import mark, money_label
from aistrategyhub.features.carts.models import LONGEST_CODE, Coupon

_ZERO = Decimal("0.00")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{1,38}[A-Z0-9]")


class Refusal(StrEnum):
    """Why a coupon does not count."""

    UNKNOWN = "COUPON_UNKNOWN"
    NOT_YET = "COUPON_NOT_YET"
    OVER = "COUPON_OVER"
    USED_UP = "COUPON_USED_UP"
    USED_BY_YOU = "COUPON_USED_BY_YOU"
    FIRST_ORDER = "COUPON_FIRST_ORDER"
    OTHER_ITEMS = "COUPON_OTHER_ITEMS"
    MINIMUM = "COUPON_MINIMUM"
    CURRENCY = "COUPON_CURRENCY"


class Standing(StrEnum):
    """Where a coupon stands: it counts now, it will, or it does no more. One that is used up still is open: an order
    that is cancelled gives it back."""

    OPEN = "open"
    NOT_YET = "not_yet"
    OVER = "over"


_SENTENCES = {
    Refusal.UNKNOWN: mark("Questo codice non c’è: controlla come è scritto."),
    Refusal.NOT_YET: mark("Questo codice non vale ancora."),
    Refusal.OVER: mark("Questo codice non vale più."),
    Refusal.USED_UP: mark("Questo codice è già stato usato tutte le volte previste."),
    Refusal.USED_BY_YOU: mark("Hai già usato questo codice."),
    Refusal.FIRST_ORDER: mark("Questo codice vale solo per il primo ordine."),
    Refusal.OTHER_ITEMS: mark("Questo codice vale per altri servizi."),
    Refusal.MINIMUM: mark("Questo codice vale da {minimum} in su, IVA esclusa."),
    Refusal.CURRENCY: mark("Questo codice vale per un’altra valuta."),
}


class CouponRefused(DomainError):
    """The coupon does not count here and now; `refusal` says why."""

    code = "COUPON_REFUSED"

    def __init__(self, refusal: Refusal, minimum: str = "") -> None:
        super().__init__(minimum=minimum)
        self.refusal = refusal
        self.code = refusal.value  # type: ignore[misc]
        self.sentence = _SENTENCES[refusal]  # type: ignore[misc]


@dataclass(frozen=True)
class CouponTerms:
    """What a coupon promises and to whom. `items` are the ids of those it is for; empty means all."""

    percent: Decimal | None = None
    amount: Decimal | None = None
    currency: str = "EUR"
    minimum: Decimal = _ZERO
    items: frozenset[UUID] = frozenset()
    is_for_first_order: bool = False
    most_uses: int | None = None
    most_per_person: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class CouponMeets:
    """What a coupon meets: the moment, the lines (item, net price) and their currency, how often it was used in all and
    by this buyer, and whether the buyer has ordered before. A guest who has not said who they are has done neither."""

    at: datetime
    lines: Sequence[tuple[UUID, Decimal]]
    currency: str
    uses: int = 0
    own_uses: int = 0
    has_ordered: bool = False


def promised(coupon: Coupon, items: frozenset[UUID] = frozenset()) -> CouponTerms:
    """What a stored coupon promises, for these items."""
    return CouponTerms(
        percent=coupon.percent,
        amount=coupon.amount,
        currency=coupon.currency,
        minimum=coupon.minimum,
        items=items,
        is_for_first_order=coupon.is_for_first_order,
        most_uses=coupon.most_uses,
        most_per_person=coupon.most_per_person,
        starts_at=coupon.starts_at,
        ends_at=coupon.ends_at,
        ended_at=coupon.ended_at,
    )


def standing_of(terms: CouponTerms, at: datetime) -> Standing:
    """Where the coupon stands at this moment, whoever uses it."""
    if terms.ended_at is not None or (terms.ends_at is not None and at >= terms.ends_at):
        return Standing.OVER
    return Standing.NOT_YET if terms.starts_at is not None and at < terms.starts_at else Standing.OPEN


def read_code(text: str) -> str:
    """The code that somebody typed: upper case, without spaces. Raises CouponRefused for what cannot be one."""
    code = "".join(text.split()).upper()
    if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
        raise CouponRefused(Refusal.UNKNOWN)
    return code


def check_coupon(terms: CouponTerms, meets: CouponMeets) -> None:
    """Raises CouponRefused unless the coupon counts."""
    refusal = refusal_of_coupon(terms, meets)
    if refusal is not None:
        raise CouponRefused(refusal, money_label(terms.minimum, terms.currency))


def refusal_of_coupon(terms: CouponTerms, meets: CouponMeets) -> Refusal | None:
    """The first reason why the coupon does not count, if there is one."""
    meant, standing = sum(_meant(terms, meets.lines), _ZERO), standing_of(terms, meets.at)
    reasons = {
        Refusal.NOT_YET: standing is Standing.NOT_YET,
        Refusal.OVER: standing is Standing.OVER,
        Refusal.USED_UP: terms.most_uses is not None and meets.uses >= terms.most_uses,
        Refusal.USED_BY_YOU: terms.most_per_person is not None and meets.own_uses >= terms.most_per_person,
        Refusal.FIRST_ORDER: terms.is_for_first_order and meets.has_ordered,
        Refusal.CURRENCY: terms.amount is not None and terms.currency != meets.currency,
        Refusal.OTHER_ITEMS: not meant,
        Refusal.MINIMUM: meant < terms.minimum,
    }
    return next((refusal for refusal, holds in reasons.items() if holds), None)


def discount_of(terms: CouponTerms, lines: Sequence[tuple[UUID, Decimal]]) -> list[Decimal]:
    """What the coupon takes off each line, in cents: never more than the line, in all exactly what is promised."""
    return share_discount(_promised(terms, lines), _meant(terms, lines))


def share_discount(whole: Decimal, prices: Sequence[Decimal]) -> list[Decimal]:
    """An amount spread over prices in proportion to them, to the cent: the shares add up to it, and none is more than
    its price. The cents that rounding down leaves over go to the lines that lost most by it."""
    total = sum(prices, _ZERO)
    if not total:
        return [_ZERO for _price in prices]
    exact = [min(whole, total) * price / total for price in prices]
    shares = [share.quantize(CENT, rounding=ROUND_DOWN) for share in exact]
    left = int((min(whole, total) - sum(shares, _ZERO)) / CENT)
    by_loss = sorted(range(len(prices)), key=lambda index: shares[index] - exact[index])
    for index in by_loss[:left]:
        shares[index] += CENT
    return shares


def _promised(terms: CouponTerms, lines: Sequence[tuple[UUID, Decimal]]) -> Decimal:
    meant = sum(_meant(terms, lines), _ZERO)
    if terms.percent is not None:
        return round_half_up(meant * terms.percent / 100)
    return min(terms.amount or _ZERO, meant)


def _meant(terms: CouponTerms, lines: Sequence[tuple[UUID, Decimal]]) -> list[Decimal]:
    """The prices of the lines that the coupon is for; nothing for the others."""
    return [price if not terms.items or item in terms.items else _ZERO for item, price in lines]
