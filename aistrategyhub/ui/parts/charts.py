"""Charts: figures one would rather look at than read. Their numbers stay at hand in a table below each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.ui.parts.base import Text, given_or

ChartKind = Literal["line", "bar", "donut"]
_BROWSER_LOCALES = {"it": "it-IT", "en": "en-GB"}


@dataclass(frozen=True)
class ChartPoint:
    """One figure: `value` only gives its place in the drawing, `value_label` says it ("1.220,00 €").

    Where one bar `is_current` the others are drawn paler. A room's own rows with these fields serve as well.
    """

    label: str
    value: float
    value_label: str
    is_current: bool = False


@dataclass(frozen=True)
class ChartSeries:
    """Figures that belong together. Series drawn in one chart have the same labels in the same order."""

    name: str
    points: list[ChartPoint] | rx.Var[Any]


class _Chart(rx.Component):
    library = "$/utils/charts"
    tag = "Chart"
    alias = "HouseChart"

    kind: rx.Var[str]
    series: rx.Var[list[Any]]
    title: rx.Var[str]
    total: rx.Var[str]
    words: rx.Var[dict[str, str]]
    locale: rx.Var[str]


Series = Sequence[ChartSeries] | rx.Var[list[ChartSeries]]


def bar_chart(title: Text, series: Series, *, empty: Text = "") -> rx.Component:
    """Amounts side by side, up to three series of them. `title` names it for screen readers; show it above too."""
    return _chart("bar", title, series, empty)


def line_chart(title: Text, series: Series, *, empty: Text = "") -> rx.Component:
    """How something went over time, up to four series told apart by dash and mark as well as by colour."""
    return _chart("line", title, series, empty)


def donut_chart(title: Text, parts: Series, *, total: Text, empty: Text = "") -> rx.Component:
    """The parts of a whole, at most six, as one series, with `total` in the middle; the key says figure and share."""
    return _chart("donut", title, parts, empty, total)


def _chart(kind: ChartKind, title: Text, series: Any, empty: Text, total: Text = "") -> rx.Component:
    words: dict[str, Text] = {
        "data": _("Dati in tabella"),
        "point": _("Voce"),
        "value": _("Valore"),
        "empty": given_or(empty, _("Non ci sono ancora dati da disegnare.")),
    }
    return _Chart.create(
        kind=kind,
        series=series if isinstance(series, rx.Var) else rx.Var.create([_drawn(one) for one in series]),
        title=title,
        total=total,
        words=rx.Var.create(words),
        locale=_BROWSER_LOCALES[current_locale()],
    )


def _drawn(series: ChartSeries) -> dict[str, Any]:
    points = series.points if isinstance(series.points, rx.Var) else list(series.points)
    return {"name": series.name, "points": points}
