"""What was asked at a moment, and the price that a reduction is measured by, in tables that were worked out by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.catalog.rules import (
    PricePeriod,
    PriorPrice,
    Reduction,
    check_reduction,
    price_at,
    prior_price,
    read_amount,
    read_price,
    reduced,
)


def day(number: int) -> datetime:
    """Midnight of a day of 2026, counted from 1 September."""
    return datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=number - 1)


def period(amount: str, first: int, until: int | None = None) -> PricePeriod:
    return PricePeriod(Decimal(amount), day(first), day(until) if until else None)


def off(percent: str, first: int, until: int | None = None) -> Reduction:
    return Reduction(day(first), day(until) if until else None, percent=Decimal(percent))


def less(amount: str, first: int, until: int | None = None) -> Reduction:
    return Reduction(day(first), day(until) if until else None, amount=Decimal(amount))


ALWAYS_100 = [period("100.00", 1)]


@pytest.mark.parametrize(
    ("periods", "reductions", "at", "asked"),
    [
        (ALWAYS_100, [], 5, "100.00"),
        (ALWAYS_100, [off("20", 10, 20)], 9, "100.00"),
        (ALWAYS_100, [off("20", 10, 20)], 10, "80.00"),
        (ALWAYS_100, [off("20", 10, 20)], 20, "100.00"),
        (ALWAYS_100, [less("15.50", 10)], 60, "84.50"),
        (ALWAYS_100, [off("10", 1, 30), off("20", 10, 20)], 15, "80.00"),
        (ALWAYS_100, [off("10", 1, 30), less("5", 10, 20)], 15, "90.00"),
        ([period("100.00", 1, 11), period("120.00", 11)], [off("50", 1)], 10, "50.00"),
        ([period("100.00", 1, 11), period("120.00", 11)], [off("50", 1)], 11, "60.00"),
        ([period("100.00", 5)], [], 4, None),
        ([period("100.00", 1, 11)], [], 11, None),
        ([period("0.05", 1)], [off("99.99", 1)], 1, "0.01"),
        ([period("0.15", 1)], [off("10", 1)], 1, "0.14"),
        ([period("33.33", 1)], [off("33.33", 1)], 1, "22.22"),
    ],
)
def test_what_is_asked_at_a_moment(
    periods: list[PricePeriod], reductions: list[Reduction], at: int, asked: str | None
) -> None:
    assert price_at(periods, reductions, day(at)) == (None if asked is None else Decimal(asked))


@pytest.mark.parametrize(
    ("periods", "reductions", "at", "amount", "since"),
    [
        # No reduction runs.
        (ALWAYS_100, [], 60, None, None),
        (ALWAYS_100, [off("20", 40, 50)], 55, None, None),
        # One price for all of the thirty days.
        (ALWAYS_100, [off("20", 40, 50)], 45, "100.00", None),
        # A lower price within the thirty days counts, one before them does not.
        ([period("100.00", 1, 35), period("110.00", 35)], [off("20", 40)], 45, "100.00", None),
        ([period("80.00", 1, 9), period("110.00", 9)], [off("20", 40)], 45, "110.00", None),
        ([period("80.00", 1, 10), period("110.00", 10)], [off("20", 40)], 45, "110.00", None),
        ([period("80.00", 1, 11), period("110.00", 11)], [off("20", 40)], 45, "80.00", None),
        # Raised just before the reduction.
        ([period("100.00", 1, 39), period("150.00", 39)], [off("30", 40)], 45, "100.00", None),
        # An earlier reduction that was over within the thirty days.
        (ALWAYS_100, [off("40", 20, 25), off("20", 40)], 45, "60.00", None),
        (ALWAYS_100, [off("40", 3, 10), off("20", 40)], 45, "100.00", None),
        # What happens after the reduction began does not count.
        ([period("100.00", 1, 42), period("70.00", 42)], [off("10", 40)], 45, "100.00", None),
        # Step by step and without a pause: before the first step.
        (ALWAYS_100, [off("10", 40, 45), off("20", 45, 50), off("30", 50)], 55, "100.00", None),
        # Two overlapping ones: the deeper goes on from the longer; when it ends, the longer is measured as it began.
        (ALWAYS_100, [off("10", 40, 70), off("20", 45, 50)], 47, "100.00", None),
        (ALWAYS_100, [off("10", 40, 70), off("20", 45, 50)], 60, "100.00", None),
        # A pause of a day, and a step back: the reduction before counts as any other price.
        (ALWAYS_100, [off("10", 40, 45), off("20", 46)], 50, "90.00", None),
        (ALWAYS_100, [off("30", 40, 45), off("20", 45)], 50, "70.00", None),
        # On sale for less than thirty days: since when is said.
        ([period("100.00", 30)], [off("20", 40)], 45, "100.00", 30),
        ([period("90.00", 30, 35), period("100.00", 35)], [off("20", 40)], 45, "90.00", 30),
        # Reduced from its first day: there is nothing to measure it by.
        ([period("100.00", 40)], [off("20", 40)], 45, None, None),
    ],
)
def test_the_price_that_a_reduction_is_measured_by(
    periods: list[PricePeriod], reductions: list[Reduction], at: int, amount: str | None, since: int | None
) -> None:
    expected = None if amount is None else PriorPrice(Decimal(amount), day(since) if since else None)
    assert prior_price(periods, reductions, day(at)) == expected


AMOUNTS = st.decimals(min_value="0.01", max_value="999999.99", places=2)
PERCENTS = st.decimals(min_value="0.01", max_value="99.99", places=2)


@given(amount=AMOUNTS, percent=PERCENTS)
def test_a_reduction_leaves_whole_cents_and_never_more_than_before(amount: Decimal, percent: Decimal) -> None:
    left = reduced(amount, Reduction(day(1), percent=percent))
    assert Decimal("0.01") <= left <= amount
    assert left == left.quantize(Decimal("0.01"))
    exact = amount * (100 - percent) / 100
    assert left == Decimal("0.01") or abs(left - exact) <= Decimal("0.005")


@given(
    amounts=st.lists(AMOUNTS, min_size=1, max_size=6),
    starts=st.lists(st.integers(2, 80), min_size=1, max_size=4),
    percent=PERCENTS,
)
def test_what_a_reduction_is_measured_by_was_asked_before_it(
    amounts: list[Decimal], starts: list[int], percent: Decimal
) -> None:
    turns = list(range(1, 1 + 10 * len(amounts), 10))
    periods = [
        PricePeriod(amount, day(turn), day(turn + 10) if turn != turns[-1] else None)
        for amount, turn in zip(amounts, turns, strict=True)
    ]
    reductions = [Reduction(day(start), day(start + 3), percent=percent) for start in starts]
    for start in starts:
        prior = prior_price(periods, reductions, day(start))
        assert prior is not None
        asked = [price_at(periods, reductions, day(number)) for number in range(max(start - 45, 1), start)]
        assert prior.amount in asked


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.450,00", "1450.00"),
        ("1450", "1450.00"),
        ("1450,5", "1450.50"),
        ("1450.50", "1450.50"),
        (" € 1.450 ", "1450.00"),
        ("1\u00a0450,00 EUR", "1450.00"),
        ("1.234.567,89", "1234567.89"),
        ("0,01", "0.01"),
    ],
)
def test_amounts_are_read_as_italians_write_them(typed: str, amount: str) -> None:
    assert read_amount(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "AMOUNT_EMPTY"),
        ("gratis", "AMOUNT_INVALID"),
        ("1,450.00", "AMOUNT_INVALID"),
        ("1e5", "AMOUNT_INVALID"),
        ("=1+1", "AMOUNT_INVALID"),
        ("١٢", "AMOUNT_INVALID"),
        ("-5,00", "AMOUNT_NEGATIVE"),
        ("0", "AMOUNT_ZERO"),
        ("10,005", "AMOUNT_DECIMALS"),
        ("99999999999", "AMOUNT_TOO_HIGH"),
        ("9" * 400, "AMOUNT_TOO_HIGH"),
    ],
)
def test_what_is_no_price_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_amount(typed)
    assert [field.code for field in refusal.value.fields] == [code]


def test_every_wrong_field_of_a_price_is_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_price("-1", "3,005", "fortnight")
    assert [field.field for field in refusal.value.fields] == ["amount", "amount_max", "billing_unit"]
    with pytest.raises(InvalidInput) as refusal:
        read_price("20", "10")
    assert [(field.field, field.code) for field in refusal.value.fields] == [("amount_max", "RANGE_GOES_DOWN")]


@pytest.mark.parametrize(
    ("reduction", "code"),
    [
        (Reduction(day(5), percent=Decimal(10), amount=Decimal(5)), "BOTH"),
        (Reduction(day(5)), "NEITHER"),
        (Reduction(day(5), percent=Decimal(100)), "PERCENT_OUT_OF_BOUNDS"),
        (Reduction(day(5), percent=Decimal(0)), "PERCENT_OUT_OF_BOUNDS"),
        (Reduction(day(5), amount=Decimal("100.00")), "DISCOUNT_TOO_DEEP"),
        (Reduction(day(5), day(5), percent=Decimal(10)), "ENDS_BEFORE_IT_STARTS"),
        (Reduction(day(1), day(2), percent=Decimal(10)), "IN_THE_PAST"),
    ],
)
def test_a_discount_that_makes_no_sense_is_refused(reduction: Reduction, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_reduction(reduction, [Decimal("100.00"), Decimal("250.00")], now=day(3))
    assert [field.code for field in refusal.value.fields] == [code]
