"""The figures of the month and the year as bars, from literals."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from aistrategyhub.core.text import ago_label, speaking
from aistrategyhub.features.backoffice.rules import figures, first_month, month_bars
from aistrategyhub.features.orders.schemas import MonthSum
from aistrategyhub.infra.work import WorkStatus

TODAY = date(2026, 11, 21)


def _sums(**nets: str) -> list[MonthSum]:
    """`m2026_10="100.00"` for what October 2026 brought."""
    months = [(name[1:].split("_"), net) for name, net in nets.items()]
    return [MonthSum(date(int(year), int(month), 1), Decimal(net)) for (year, month), net in months]


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 21), date(2025, 12, 1)),
        (date(2026, 12, 31), date(2026, 1, 1)),
        (date(2027, 1, 1), date(2026, 2, 1)),
        (date(2028, 2, 29), date(2027, 3, 1)),
    ],
)
def test_the_chart_begins_eleven_months_ago(today: date, first: date) -> None:
    assert first_month(today) == first
    assert len(month_bars([], today=today)) == 12


def test_every_month_says_its_figure_and_the_present_one_is_marked() -> None:
    bars = month_bars(_sums(m2026_10="50000.00", m2026_11="12500.50", m2026_08="1.00"), today=TODAY)
    assert [bar.value for bar in bars] == [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 50000, 12500.5]
    assert " ".join(bar.label for bar in bars) == "dic gen feb mar apr mag giu lug ago set ott nov"
    assert [bar.value_label for bar in bars[-2:]] == ["50.000,00\xa0€", "12.500,50\xa0€"]
    assert [bar.is_current for bar in bars] == [False] * 11 + [True]


def test_a_year_without_sales_is_flat() -> None:
    assert {(bar.value, bar.value_label) for bar in month_bars([], today=TODAY)} == {(0, "0,00\xa0€")}


def test_months_of_last_year_do_not_stand_for_those_of_this_one() -> None:
    assert {bar.value for bar in month_bars(_sums(m2025_11="900.00"), today=TODAY)} == {0}


def test_figures_say_what_the_month_brought() -> None:
    told = figures(
        _sums(m2026_10="52930.00", m2026_11="31020.50"),
        (3, Decimal("8271.60")),
        7,
        {WorkStatus.DEAD: 2, WorkStatus.READY: 4, WorkStatus.LEASED: 1, WorkStatus.DONE: 999},
        today=TODAY,
    )
    assert (told.revenue_label, told.revenue_note) == ("31.020,50\xa0€", "ottobre: 52.930,00\xa0€")
    assert (told.payable_label, told.payable_note) == ("3", "per 8.271,60\xa0€ con IVA")
    assert (told.issued_label, told.work_label, told.work_note) == ("7", "2", "5 in coda")


def test_figures_of_a_firm_that_begins_in_english() -> None:
    with speaking("en"):
        told = figures([], (0, Decimal(0)), 0, {}, today=date(2027, 1, 1))
    assert (told.revenue_label, told.revenue_note) == ("€0.00", "December: €0.00")
    assert told.work_note == "0 in the queue"


def test_ages_are_told_in_the_language_of_the_moment() -> None:
    assert ago_label(timedelta(minutes=3)) == "3 minuti fa"
    with speaking("en"):
        assert ago_label(timedelta(minutes=-3)) == "in 3 minutes"
