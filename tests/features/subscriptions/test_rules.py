"""When periods end, what another plan costs, when a refused charge is tried again."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from aistrategyhub.features.catalog.models import PlanInterval
from aistrategyhub.features.subscriptions.models import SubscriptionStatus as Status
from aistrategyhub.features.subscriptions.rules import (
    IllegalSubscriptionTransition,
    check_transition,
    end_of_period,
    is_hopeless,
    leaving_day,
    next_attempt,
    quote_change,
)
from aistrategyhub.features.subscriptions.rules.changing import PlanTerms

WEEK, MONTH, YEAR = PlanInterval


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "interval", "count", "anchor", "end"),
    [
        ("2026-01-15T09:00", MONTH, 1, 15, "2026-02-15T09:00"),
        ("2026-01-31T09:00", MONTH, 1, 31, "2026-02-28T09:00"),
        ("2026-02-28T09:00", MONTH, 1, 31, "2026-03-31T08:00"),
        ("2028-02-29T09:00", YEAR, 1, 29, "2029-02-28T09:00"),
        ("2026-11-30T09:00", MONTH, 3, 30, "2027-02-28T09:00"),
        ("2026-12-01T09:00", MONTH, 1, 1, "2027-01-01T09:00"),
        ("2026-03-23T09:00", WEEK, 1, 23, "2026-03-30T08:00"),
        # An hour that summer time skips ends an hour later by the clock on the wall.
        ("2026-02-28T01:30", MONTH, 1, 29, "2026-03-29T01:30"),
    ],
)
def test_a_period_ends_on_the_same_day_of_the_calendar_of_rome(start, interval, count, anchor, end):
    assert end_of_period(at(start), interval, count, anchor) == at(end)


@pytest.mark.parametrize(
    ("said", "notice", "leaves"),
    [
        ("2026-05-10T09:00", 0, "2026-06-01T08:00"),
        ("2026-05-02T07:00", 30, "2026-06-01T08:00"),
        ("2026-05-02T09:00", 30, "2026-07-01T08:00"),
        ("2026-05-31T09:00", 30, "2026-07-01T08:00"),
        ("2026-05-31T09:00", 60, "2026-08-01T08:00"),
    ],
)
def test_whoever_leaves_keeps_the_notice(said, notice, leaves):
    assert leaving_day(at(said), at("2026-06-01T08:00"), notice, MONTH, 1, 1) == at(leaves)


@pytest.mark.parametrize(
    ("old", "new", "moment", "due", "unused"),
    [
        (("month", "100.00"), ("month", "200.00"), "2026-06-16T00:00", "50.00", "50.00"),
        (("month", "100.00"), ("month", "200.00"), "2026-06-01T00:00", "100.00", "100.00"),
        (("month", "100.00"), ("year", "1000.00"), "2026-06-16T00:00", "950.00", "50.00"),
        (("month", "99.99"), ("month", "199.98"), "2026-06-11T00:00", "66.66", "66.66"),
    ],
)
def test_a_dearer_plan_costs_the_difference_now(old, new, moment, due, unused):
    quote = _quote(old, new, moment)
    assert (quote.is_now, quote.due, quote.unused) == (True, Decimal(due), Decimal(unused))


@pytest.mark.parametrize(
    ("old", "new", "moment"),
    [
        (("month", "200.00"), ("month", "100.00"), "2026-06-16T00:00"),
        (("month", "100.00"), ("month", "100.50"), "2026-06-16T00:00"),
        (("year", "5000.00"), ("month", "100.00"), "2026-06-16T00:00"),
        (("month", "100.00"), ("month", "200.00"), "2026-06-30T23:59"),
    ],
)
def test_what_would_give_money_back_begins_with_the_next_period(old, new, moment):
    quote = _quote(old, new, moment)
    assert (quote.is_now, quote.due, quote.starts_at) == (False, Decimal("0.00"), at("2026-07-01T00:00"))


def test_a_dearer_plan_of_the_same_rhythm_keeps_the_period_and_another_rhythm_begins_one():
    assert _quote(("month", "1.00"), ("month", "90.00"), "2026-06-16T00:00").ends_at == at("2026-07-01T00:00")
    assert _quote(("month", "1.00"), ("year", "90.00"), "2026-06-16T00:00").ends_at == at("2027-06-16T00:00")


@pytest.mark.parametrize(
    ("failures", "again"),
    [(1, "2026-05-03"), (2, "2026-05-06"), (3, "2026-05-08"), (4, "2026-05-08"), (5, None)],
)
def test_a_refused_charge_is_tried_again_after_two_five_seven_and_seven_days(failures, again):
    found = next_attempt(failures, at("2026-05-01T10:00"))
    assert (found.date().isoformat() if found else None) == again


@pytest.mark.parametrize(
    ("code", "hopeless"),
    [("expired_card", True), ("authentication_required", True), ("insufficient_funds", False), ("", False)],
)
def test_a_card_that_will_be_refused_again_is_not_asked(code, hopeless):
    assert is_hopeless(code) is hopeless


@pytest.mark.parametrize(
    ("current", "target"),
    [
        (Status.CANCELED, Status.ACTIVE),
        (Status.UNPAID, Status.ACTIVE),
        (Status.INCOMPLETE, Status.PAST_DUE),
        (Status.PAUSED, Status.PAST_DUE),
        (Status.ACTIVE, Status.UNPAID),
    ],
)
def test_what_is_over_stays_over(current, target):
    with pytest.raises(IllegalSubscriptionTransition):
        check_transition(current, target)


def _quote(old: tuple[str, str], new: tuple[str, str], moment: str):
    def terms(plan: tuple[str, str]) -> PlanTerms:
        return PlanTerms(PlanInterval(plan[0]), 1, Decimal(plan[1]))

    bounds = {"period_start": at("2026-06-01T00:00"), "period_end": at("2026-07-01T00:00")}
    return quote_change(terms(old), terms(new), at=at(moment), **bounds)


def test_a_change_in_the_first_hour_of_a_month_of_rome_buys_one_period_and_no_longer():
    told = quote_change(
        PlanTerms(MONTH, 1, Decimal("100.00")),
        PlanTerms(MONTH, 3, Decimal("600.00")),
        period_start=at("2026-01-15T09:00"),
        period_end=at("2026-02-15T09:00"),
        at=at("2026-01-31T23:30"),
    )
    assert told.ends_at == at("2026-04-30T22:30")
