"""What was measured: a section is one way of measuring, its figures are what came out."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil


@dataclass(frozen=True)
class Figure:
    """One number. With a `p95` the value is the median of `times` measurements.

    `at_most` is the aim for the worst that is told: the p95 where there is one, else the value; `at_least` the aim for
    a value of which more is better.
    """

    label: str
    value: float
    unit: str = ""
    p95: float | None = None
    times: int = 1
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the aim is reached; None without an aim."""
        if self.at_least is not None:
            return self.value >= self.at_least
        if self.at_most is None:
            return None
        return (self.value if self.p95 is None else self.p95) <= self.at_most


@dataclass
class Section:
    """The figures that one experiment gave, and in words how it got them."""

    name: str
    title: str
    how: str
    figures: list[Figure] = field(default_factory=list)


def sampled(label: str, samples: Sequence[float], unit: str, *, at_most: float | None = None) -> Figure:
    """Median and 95th percentile of measurements."""
    return Figure(label, statistics.median(samples), unit, percentile(samples, 95), len(samples), at_most=at_most)


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest measurement that this many percent do not exceed (nearest rank)."""
    ranked = sorted(samples)
    return ranked[max(0, ceil(len(ranked) * percent / 100) - 1)]
