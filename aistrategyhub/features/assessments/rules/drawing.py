"""Scores as pictures: SVG that says in words what it shows. Pure.

Colours are given by whoever shows it: variables of the page, or values for a printed sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin
from textwrap import wrap

from aistrategyhub.core.tokens import LIGHT

_SIZE = 460
_CENTRE = _SIZE / 2
_RADIUS = 128
_RINGS = (25, 50, 75, 100)
_FEWEST_AXES = 3
_TYPE = 'font-family="Instrument Sans"'
_DISPLAY = 'font-family="Newsreader"'


@dataclass(frozen=True)
class Paint:
    """What lines, surfaces and words are drawn with."""

    ink: str
    soft: str
    line: str
    action: str
    wash: str


PAGE = Paint("var(--ink)", "var(--ink-soft)", "var(--line)", "var(--action)", "var(--action-wash)")
PRINT = Paint(LIGHT.ink, LIGHT.ink_soft, LIGHT.line, LIGHT.action, LIGHT.action_wash)


@dataclass(frozen=True)
class Axis:
    """An area and its score, from 0 to 100."""

    label: str
    score: int


def radar(axes: Sequence[Axis], *, title: str, paint: Paint) -> str:
    """The areas around a centre, the better the further out. Empty with fewer than three, which make no surface."""
    if len(axes) < _FEWEST_AXES:
        return ""
    said = ", ".join(f"{axis.label} {axis.score}" for axis in axes)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-60 0 {_SIZE + 120} {_SIZE}" role="img" class="radar"'
        f' aria-label="{escape(f"{title}: {said}")}">',
        *(_ring(len(axes), ring, paint) for ring in _RINGS),
        *(_spoke(place, len(axes), paint) for place in range(len(axes))),
        _surface(axes, paint),
        *(_mark(place, len(axes), axis, paint) for place, axis in enumerate(axes)),
        "</svg>",
    ]
    return "".join(parts)


def dial(score: int, *, title: str, paint: Paint) -> str:
    """One score on a half circle, its figure in the middle."""
    filled = _arc(score / 100)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 128" role="img" class="dial"'
        f' aria-label="{escape(title)}: {score}/100">'
        f'<path d="{_arc(1)}" fill="none" stroke="{paint.line}" stroke-width="14"/>'
        + (f'<path d="{filled}" fill="none" stroke="{paint.action}" stroke-width="14"/>' if score else "")
        + f'<text x="110" y="106" text-anchor="middle" font-size="52" {_DISPLAY} fill="{paint.ink}">{score}</text>'
        f'<text x="110" y="125" text-anchor="middle" font-size="13" {_TYPE} fill="{paint.soft}">/ 100</text></svg>'
    )


def _arc(share: float) -> str:
    angle = pi * (1 - share)
    return f"M 20 110 A 90 90 0 0 1 {110 + 90 * cos(angle):.1f} {110 - 90 * sin(angle):.1f}"


def _point(place: int, count: int, radius: float) -> tuple[float, float]:
    angle = 2 * pi * place / count - pi / 2
    return _CENTRE + radius * cos(angle), _CENTRE + radius * sin(angle)


def _polygon(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _ring(count: int, ring: int, paint: Paint) -> str:
    points = _polygon([_point(place, count, _RADIUS * ring / 100) for place in range(count)])
    return f'<polygon points="{points}" fill="none" stroke="{paint.line}" stroke-width="1"/>'


def _spoke(place: int, count: int, paint: Paint) -> str:
    x, y = _point(place, count, _RADIUS)
    return f'<line x1="{_CENTRE}" y1="{_CENTRE}" x2="{x:.1f}" y2="{y:.1f}" stroke="{paint.line}" stroke-width="1"/>'


def _surface(axes: Sequence[Axis], paint: Paint) -> str:
    points = _polygon([_point(place, len(axes), _RADIUS * axis.score / 100) for place, axis in enumerate(axes)])
    return (
        f'<polygon points="{points}" fill="{paint.wash}" fill-opacity="0.7" stroke="{paint.action}" stroke-width="2"/>'
    )


def _mark(place: int, count: int, axis: Axis, paint: Paint) -> str:
    x, y = _point(place, count, _RADIUS * axis.score / 100)
    at_x, at_y = _point(place, count, _RADIUS + 22)
    side = at_x - _CENTRE
    anchor = "middle" if abs(side) < 12 else "start" if side > 0 else "end"
    lines = wrap(axis.label, 22) or [""]
    top = at_y - 14 * (len(lines) if at_y < _CENTRE - 60 else len(lines) / 2) + (14 if at_y > _CENTRE + 60 else 4)
    words = "".join(
        f'<text x="{at_x:.1f}" y="{top + 15 * line:.1f}" text-anchor="{anchor}" font-size="13" {_TYPE}'
        f' fill="{paint.ink}">'
        f"{escape(text)}</text>"
        for line, text in enumerate(lines)
    )
    score = (
        f'<text x="{at_x:.1f}" y="{top + 15 * len(lines):.1f}" text-anchor="{anchor}" font-size="13" {_TYPE}'
        f' font-weight="600" fill="{paint.action}">{axis.score}</text>'
    )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{paint.action}"/>{words}{score}'
