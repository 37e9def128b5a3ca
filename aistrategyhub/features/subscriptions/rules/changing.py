"""What another plan costs, and when it begins. Amounts are net."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.money import round_half_up
from aistrategyhub.features.catalog.models import PlanInterval
from aistrategyhub.features.subscriptions.rules.periods import end_of_period

# Less is not worth a charge, and the provider refuses to make one.
SMALLEST_CHARGE = Decimal("1.00")


@dataclass(frozen=True)
class PlanTerms:
    """How much, how often, and with which notice."""

    interval: PlanInterval
    interval_count: int
    amount: Decimal
    notice_days: int = 0

    @property
    def rhythm(self) -> tuple[PlanInterval, int]:
        return self.interval, self.interval_count


@dataclass(frozen=True)
class ChangeQuote:
    """`due` is what is charged now, `unused` the part of the present plan that it makes good. With nothing due the
    other plan begins with the next period."""

    due: Decimal
    unused: Decimal
    starts_at: datetime
    ends_at: datetime

    @property
    def is_now(self) -> bool:
        return self.due > 0


def quote_change(
    old: PlanTerms, new: PlanTerms, *, period_start: datetime, period_end: datetime, at: datetime
) -> ChangeQuote:
    """What going over to `new` means at this moment.

    With the same rhythm the rest of the period costs the difference; with another, a period of the new plan begins
    now, less what is unused of the old one. What would give money back begins with the next period instead.
    """
    share = Decimal((period_end - at).total_seconds()) / Decimal((period_end - period_start).total_seconds())
    share = min(max(share, Decimal(0)), Decimal(1))
    unused = round_half_up(old.amount * share)
    if new.rhythm == old.rhythm:
        due, starts, ends = round_half_up(new.amount * share) - unused, period_start, period_end
    else:
        due, starts = new.amount - unused, at
        ends = end_of_period(at, new.interval, new.interval_count, today_in_rome(at).day)
    if due < SMALLEST_CHARGE:
        later = end_of_period(period_end, new.interval, new.interval_count, today_in_rome(period_end).day)
        return ChangeQuote(Decimal("0.00"), Decimal("0.00"), period_end, later)
    return ChangeQuote(due, unused, starts, ends)
