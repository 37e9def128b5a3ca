"""The figures of the month, and the year as bars."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from aistrategyhub.core.text import _, money_label, month_label, month_name, number_label
from aistrategyhub.features.backoffice.schemas import Figures, MonthBar
from aistrategyhub.features.orders.schemas import MonthSum
from aistrategyhub.infra.work import WorkStatus

MONTHS_SHOWN = 12
_UNFINISHED = (WorkStatus.READY, WorkStatus.LEASED)


def first_month(today: date) -> date:
    """The first day of the oldest month that the chart shows."""
    return _months_before(today, MONTHS_SHOWN - 1)


def figures(
    sums: Sequence[MonthSum],
    payable: tuple[int, Decimal],
    issued: int,
    work: Mapping[WorkStatus, int],
    *,
    today: date,
) -> Figures:
    """What the month brought, what is still to come in, and whether the machines are behind."""
    net_of = {one.month: one.net for one in sums}
    this_month, last_month = _months_before(today, 0), _months_before(today, 1)
    count, total = payable
    dead, waiting = work.get(WorkStatus.DEAD, 0), sum(work.get(status, 0) for status in _UNFINISHED)
    return Figures(
        revenue_label=money_label(net_of.get(this_month, Decimal(0))),
        revenue_note=_(
            "{month}: {amount}", month=month_name(last_month), amount=money_label(net_of.get(last_month, Decimal(0)))
        ),
        payable_label=number_label(count),
        payable_note=_("per {amount} con IVA", amount=money_label(total)),
        issued_label=number_label(issued),
        issued_note=_("dall’inizio del mese"),
        work_label=number_label(dead),
        work_note=_("{count} in coda", count=waiting),
    )


def month_bars(sums: Sequence[MonthSum], *, today: date) -> list[MonthBar]:
    """The last twelve months, the present one last."""
    net_of = {one.month: one.net for one in sums}
    months = [_months_before(today, ago) for ago in range(MONTHS_SHOWN - 1, -1, -1)]
    return [_bar(month, net_of.get(month, Decimal(0)), is_current=month == months[-1]) for month in months]


def _bar(month: date, net: Decimal, *, is_current: bool) -> MonthBar:
    return MonthBar(label=month_label(month), value=float(net), value_label=money_label(net), is_current=is_current)


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
