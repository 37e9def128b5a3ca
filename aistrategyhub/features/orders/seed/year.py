"""When the demo firm sold what, and how it went: one year ending now. Pure: the same block gives the same year."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from random import Random

from aistrategyhub.core.clock import ROME, today_in_rome
from aistrategyhub.features.catalog.schemas import PriceBody
from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.seed.buyers import BUYERS_IN_BLOCK

_SINGLE_SALES = 75
_DAYS = 365


@dataclass(frozen=True)
class _Habit:
    """How a service sells: its share of the sales, and the days from its payment to its end."""

    share: int
    lasts_days: int


_HABITS = {
    "ai-act-gap-assessment": _Habit(share=22, lasts_days=30),
    "nis2-gap-assessment": _Habit(share=17, lasts_days=35),
    "registro-sistemi-ai": _Habit(share=13, lasts_days=21),
    "formazione-nis2-cda": _Habit(share=14, lasts_days=18),
    "dpia-fria": _Habit(share=9, lasts_days=28),
    "toolkit-policy-ai-generativa": _Habit(share=19, lasts_days=0),
    "piano-adeguamento-nis2": _Habit(share=4, lasts_days=120),
    "presidio-compliance": _Habit(share=2, lasts_days=30),
}
DEMO_SERVICES = tuple(_HABITS)
_RETAINER = "presidio-compliance"
# Monthly retainers: which customer, and for how many months already.
_RETAINERS = ((0, 7), (5, 5), (11, 3))

# Nobody buys consulting in August; October and November close budgets and deadlines.
_SEASON = (0.7, 1.1, 1.3, 1.0, 1.2, 1.1, 0.9, 0.15, 1.3, 1.6, 1.5, 0.6)
_WEEK = (1.0, 1.15, 1.1, 1.05, 0.9, 0.08, 0.03)
_FIRST_MINUTE, _LAST_MINUTE = 8 * 60 + 35, 18 * 60 + 50

_CANCELLED_SHARE = 0.06
_SLOW_PAYER_SHARE = 0.18
_REFUSED_CARD_SHARE = 0.08
_SECOND_SERVICE_SHARE = 0.12
_STARTS_AFTER = timedelta(days=3)
_GIVEN_UP_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class Step:
    """A line of an order's timeline."""

    kind: str
    at: datetime
    data: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedOrder:
    """An order of the demo year. `buyer` is its place among the block's buyers, `step` varies an agreed price."""

    slugs: tuple[str, ...]
    buyer: int
    step: int
    status: OrderStatus
    steps: tuple[Step, ...]
    placed_at: datetime
    paid_at: datetime | None = None
    completed_at: datetime | None = None


def plan_year(block: int, now: datetime, slugs: Collection[str]) -> list[PlannedOrder]:
    """The orders of the year that ends at `now`, oldest first, of those services."""
    random = Random(f"orders of the demo firm, block {block}")
    wishes = [_single_sale(random, now, slugs) for _ in range(_SINGLE_SALES)]
    if _RETAINER in slugs:
        wishes += _retainers(now)
    wishes.sort(key=lambda wish: wish.placed_at)
    return [_with_fate(wish, random, now, newest=len(wishes) - 1 - position) for position, wish in enumerate(wishes)]


def agreed_price(price: PriceBody | None, step: int) -> Decimal:
    """The net price of one sale: the list price, or one of ten steps between the ends of a range."""
    assert price is not None
    if price.amount_max is None:
        return price.amount
    return price.amount + (price.amount_max - price.amount) / 10 * (step % 10)


@dataclass(frozen=True)
class _Wish:
    slugs: tuple[str, ...]
    buyer: int
    placed_at: datetime


def _single_sale(random: Random, now: datetime, slugs: Collection[str]) -> _Wish:
    known = [slug for slug in _HABITS if slug in slugs]
    chosen = [random.choices(known, [_HABITS[slug].share for slug in known])[0]]
    if random.random() < _SECOND_SERVICE_SHARE:
        chosen += [slug for slug in random.sample(known, 1) if slug not in chosen]
    return _Wish(tuple(chosen), random.randrange(BUYERS_IN_BLOCK), _moment(random, now))


def _retainers(now: datetime) -> Iterator[_Wish]:
    for buyer, months in _RETAINERS:
        for month in range(months):
            at = now - timedelta(days=30 * month + 9 + buyer % 7)
            yield _Wish((_RETAINER,), buyer, at.replace(hour=7, minute=30, second=0, microsecond=0))


def _moment(random: Random, now: datetime) -> datetime:
    """An instant of office hours in the year, by season and weekday, with some growth towards its end."""
    days, reach = _calendar(today_in_rome(now))
    day = random.choices(days, cum_weights=reach)[0]
    minutes = random.randint(_FIRST_MINUTE, _LAST_MINUTE)
    return datetime.combine(day, time(minutes // 60, minutes % 60, random.randrange(60)), ROME)


@lru_cache(maxsize=2)
def _calendar(today: date) -> tuple[list[date], list[float]]:
    """The days of the year before today, and how much of its sales is behind at each."""
    days = [today - timedelta(days=ago) for ago in range(_DAYS, 0, -1)]
    return days, list(accumulate(_pull(day) * (0.7 + 0.6 * place / _DAYS) for place, day in enumerate(days)))


def _pull(day: date) -> float:
    return _SEASON[day.month - 1] * _WEEK[day.weekday()]


def _with_fate(wish: _Wish, random: Random, now: datetime, *, newest: int) -> PlannedOrder:
    """What became of an order. The newest ones are still open, as on any working day."""
    steps = [Step("placed", wish.placed_at)]
    if newest == 0:
        return _planned(wish, random, OrderStatus.PENDING, steps)
    steps.append(Step("awaiting_payment", wish.placed_at + timedelta(seconds=random.randint(20, 200))))
    if newest in (1, 4) or random.random() < _REFUSED_CARD_SHARE:
        refused_at = steps[-1].at + timedelta(seconds=random.randint(30, 120))
        steps.append(Step("payment_failed", refused_at, {"code": "insufficient_funds"}))
    if newest in (1, 4):
        return _planned(wish, random, OrderStatus.AWAITING_PAYMENT, steps)
    closed_at = wish.placed_at + _GIVEN_UP_AFTER
    if random.random() < _CANCELLED_SHARE and closed_at < now:
        steps.append(Step("cancelled", closed_at))
        return _planned(wish, random, OrderStatus.CANCELLED, steps)
    return _paid(wish, random, now, steps)


def _paid(wish: _Wish, random: Random, now: datetime, steps: list[Step]) -> PlannedOrder:
    wait = timedelta(seconds=random.randint(40, 900))
    if random.random() < _SLOW_PAYER_SHARE:
        wait = timedelta(hours=random.randint(3, 40))
    paid_at = min(steps[-1].at + wait, now - timedelta(minutes=5))
    steps.append(Step("paid", paid_at))
    lasts = timedelta(days=max(_HABITS[slug].lasts_days for slug in wish.slugs))
    ended_at = paid_at + (lasts or timedelta(minutes=1))
    status = OrderStatus.PAID
    if lasts and paid_at + _STARTS_AFTER < now:
        status = OrderStatus.PROCESSING
        steps.append(Step("processing", paid_at + _STARTS_AFTER))
    if ended_at < now:
        status = OrderStatus.COMPLETED
        steps.append(Step("completed", ended_at))
    completed_at = ended_at if status is OrderStatus.COMPLETED else None
    return _planned(wish, random, status, steps, paid_at=paid_at, completed_at=completed_at)


def _planned(
    wish: _Wish,
    random: Random,
    status: OrderStatus,
    steps: list[Step],
    *,
    paid_at: datetime | None = None,
    completed_at: datetime | None = None,
) -> PlannedOrder:
    return PlannedOrder(
        slugs=wish.slugs,
        buyer=wish.buyer,
        step=random.randrange(10),
        status=status,
        steps=tuple(steps),
        placed_at=wish.placed_at,
        paid_at=paid_at,
        completed_at=completed_at,
    )
