"""What an item costs at a moment, and the price that a reduction is measured by. Pure: reads no clock, no database.

Directive 98/6/EC, art. 6a (in Italy Codice del consumo, art. 17-bis): whoever announces a reduction says the lowest
price of the thirty days before the reduction was applied; where it grew step by step and without a pause, before its
first step; where the item has been on sale for less than thirty days, of the time since. The law speaks of goods; the
catalogue says it of everything it sells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from aistrategyhub.core.money import CENT, round_half_up

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True)
class PricePeriod:
    """A price without reductions that held from one moment until another; without an end it holds now."""

    amount: Decimal
    valid_from: datetime
    valid_until: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        return self.valid_from <= moment and (self.valid_until is None or moment < self.valid_until)


@dataclass(frozen=True)
class Reduction:
    """A discount in percent, or by an amount, from one moment until another."""

    starts_at: datetime
    ends_at: datetime | None = None
    percent: Decimal | None = None
    amount: Decimal | None = None

    def runs_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


@dataclass(frozen=True)
class PriorPrice:
    """The lowest price before a reduction; `since` is set where the item was on sale for less than thirty days."""

    amount: Decimal
    since: datetime | None = None


def reduced(amount: Decimal, reduction: Reduction | None) -> Decimal:
    """The amount after the reduction, rounded half up, never under a cent."""
    if reduction is None:
        return amount
    if reduction.percent is not None:
        left = amount * (100 - reduction.percent) / 100
    else:
        left = amount - (reduction.amount or Decimal(0))
    return max(round_half_up(left), CENT)


def counting_reduction(amount: Decimal, reductions: Sequence[Reduction], moment: datetime) -> Reduction | None:
    """Of the reductions that run at a moment the one that leaves the lowest price; of equal ones the oldest."""
    running = [reduction for reduction in reductions if reduction.runs_at(moment)]
    return min(running, key=lambda one: (reduced(amount, one), one.starts_at), default=None)


def price_at(periods: Sequence[PricePeriod], reductions: Sequence[Reduction], moment: datetime) -> Decimal | None:
    """What was asked at a moment; None when nothing was."""
    held = next((period.amount for period in periods if period.holds_at(moment)), None)
    return None if held is None else reduced(held, counting_reduction(held, reductions, moment))


def prior_price(periods: Sequence[PricePeriod], reductions: Sequence[Reduction], moment: datetime) -> PriorPrice | None:
    """What a reduction that runs at this moment is measured by; None when none runs, or nothing was sold before it."""
    held = next((period.amount for period in periods if period.holds_at(moment)), None)
    running = None if held is None else counting_reduction(held, reductions, moment)
    if running is None:
        return None
    began = _first_step(periods, reductions, running)
    window = began - LOOK_BACK
    lowest = _lowest_between(periods, reductions, window, began)
    if lowest is None:
        return None
    on_sale_since = min(period.valid_from for period in periods)
    return PriorPrice(lowest, on_sale_since if on_sale_since > window else None)


def _first_step(periods: Sequence[PricePeriod], reductions: Sequence[Reduction], running: Reduction) -> datetime:
    """When the reduction began, or the first of those that it goes on from and deepens."""
    began, step = running.starts_at, running
    while True:
        before = _just_before(periods, reductions, step)
        if before is None:
            return began
        began, step = before.starts_at, before


def _just_before(periods: Sequence[PricePeriod], reductions: Sequence[Reduction], step: Reduction) -> Reduction | None:
    """The reduction that ran until this one took over, where this one left a price no higher."""
    instant = step.starts_at - timedelta(microseconds=1)
    before, after = price_at(periods, reductions, instant), price_at(periods, reductions, step.starts_at)
    held = next((period.amount for period in periods if period.holds_at(instant)), None)
    if before is None or after is None or held is None or after > before:
        return None
    return counting_reduction(held, reductions, instant)


def _lowest_between(
    periods: Sequence[PricePeriod], reductions: Sequence[Reduction], start: datetime, end: datetime
) -> Decimal | None:
    """The lowest price that was asked from `start` until before `end`. Prices change only where something begins or
    ends, so it is enough to look there."""
    turns = {start}
    for one in periods:
        turns |= {one.valid_from, one.valid_until or end}
    for reduction in reductions:
        turns |= {reduction.starts_at, reduction.ends_at or end}
    asked = [price_at(periods, reductions, turn) for turn in turns if start <= turn < end]
    return min((amount for amount in asked if amount is not None), default=None)
