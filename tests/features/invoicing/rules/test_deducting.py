"""From when the VAT of a purchase counts, and how much of it."""

from datetime import date
from decimal import Decimal

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.invoicing.rules.deducting import (
    VatPart,
    VatPeriod,
    counts_on,
    read_decision,
)


@pytest.mark.parametrize(
    ("issued", "received", "counts"),
    [
        ("2026-10-05", "2026-10-05", "2026-10-05"),
        ("2026-10-31", "2026-11-15", "2026-10-31"),
        ("2026-10-31", "2026-11-16", "2026-11-16"),
        ("2026-09-30", "2026-11-02", "2026-11-02"),
        ("2026-12-31", "2027-01-10", "2027-01-10"),
        ("2026-11-10", "2026-11-02", "2026-11-10"),
    ],
    ids=["same day", "by the 15th", "after it", "two months later", "over New Year", "dated later"],
)
def test_the_day_that_counts(issued: str, received: str, counts: str) -> None:
    days = (date.fromisoformat(day) for day in (issued, received))
    assert counts_on(*days) == date.fromisoformat(counts)


def test_what_a_period_owes() -> None:
    sold = VatPart(Decimal(22), "", Decimal("1000.00"), Decimal("220.00"), Decimal("220.00"))
    bought = VatPart(Decimal(22), "", Decimal("2000.00"), Decimal("440.00"), Decimal("176.00"))
    period = VatPeriod([sold], [bought], Decimal(0), Decimal(0))
    assert (period.owed, period.deducted, period.balance) == (Decimal("220.00"), Decimal("176.00"), Decimal("44.00"))
    assert VatPeriod([], [bought], Decimal(0), Decimal(0)).balance == Decimal("-176.00")


@pytest.mark.parametrize(("typed", "percent"), [("100", "100"), ("40 %", "40"), ("12,5", "12.5"), ("0", "0")])
def test_a_decision_is_read(typed: str, percent: str) -> None:
    assert read_decision("2026-11-21", typed) == (date(2026, 11, 21), Decimal(percent))


@pytest.mark.parametrize(
    ("day", "percent", "field"),
    [
        ("ieri", "100", "received_on"),
        ("2026-11-21", "101", "deductible"),
        ("2026-11-21", "-1", "deductible"),
        ("2026-11-21", "", "deductible"),
        ("2026-11-21", "1.234", "deductible"),
        ("2026-11-21", "²", "deductible"),
    ],
)
def test_a_wrong_decision_is_refused_beside_its_field(day: str, percent: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_decision(day, percent)
    assert [error.field for error in refused.value.fields] == [field]
