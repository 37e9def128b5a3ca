"""The figures as a table for people, as JSON for programs, and as a page of the documents."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.figures import Figure, Section

_WIDTH_OF_A_FILE = 120
_SECTION = "\n## "
_MARKS = {True: "yes", False: "NO", None: ""}


def print_section(section: Section) -> None:
    """One table, as soon as its figures are there."""
    table = Table(title=section.title, title_justify="left", title_style="bold")
    table.add_column("What")
    for name in ("Median or value", "p95", "Times", "Aim", "Met"):
        table.add_column(name, justify="right")
    for figure in section.figures:
        table.add_row(*_cells(figure), style="red" if figure.is_met is False else None)
    console = Console()
    (console if console.is_terminal else Console(width=_WIDTH_OF_A_FILE)).print(table)


def as_json(machine: dict[str, Any], sections: Sequence[Section]) -> dict[str, Any]:
    """Everything that was measured."""
    told = [asdict(section) for section in sections]
    for section, original in zip(told, sections, strict=True):
        for figure, measured in zip(section["figures"], original.figures, strict=True):
            figure["is_met"] = measured.is_met
    return {"machine": machine, "sections": told}


def as_markdown(machine: dict[str, Any], sections: Sequence[Section], before: str = "") -> str:
    """The page docs/figures.md: these sections, in place of those of the same title that the page `before` has, and
    what else that has. Each says when it was measured, and of which revision."""
    lines = [
        "# Figures",
        "",
        "Written by `make bench ARGS=--write-docs`, all of it or the sections that were measured anew; not edited by"
        " hand. Absolute times belong to the machine below: compare ratios and counts.",
        "",
        f"Machine: {machine['cores']} cores ({machine['processor']}), {machine['memory_mb']} MB, {machine['system']},"
        f" Linux {machine['kernel']}.",
    ]
    told = {section.title: _told(machine, section) for section in sections}
    parts = _parts(before) | told
    return "\n\n".join(["\n".join(lines), *parts.values()]) + "\n"


def _told(machine: dict[str, Any], section: Section) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    measured = (
        f"{machine['at']}, revision {machine['revision'] or 'unknown'}, load average {machine['load_before']:.1f}"
        f" before; Python {machine['python']}, {packages}."
    )
    return "\n".join([f"## {section.title}", "", section.how, "", measured, "", *_rows(section.figures)])


def _parts(page: str) -> dict[str, str]:
    """The sections of a page by their title."""
    _, *parts = f"\n{page}".split(_SECTION)
    return {part.partition("\n")[0]: f"## {part.strip()}" for part in parts}


def _rows(figures: Sequence[Figure]) -> list[str]:
    rows = [f"| {' | '.join(_cells(figure))} |" for figure in figures]
    return ["| What | Median or value | p95 | Times | Aim | Met |", "|---|--:|--:|--:|--:|--:|", *rows]


def _cells(figure: Figure) -> tuple[str, str, str, str, str, str]:
    p95 = "" if figure.p95 is None else f"{_number(figure.p95)} {figure.unit}".strip()
    times = "" if figure.times == 1 else f"{figure.times}"
    aims = {"at most": figure.at_most, "at least": figure.at_least}
    aim = "".join(f"{words} {_number(value)}" for words, value in aims.items() if value is not None)
    value = f"{_number(figure.value)} {figure.unit}".strip()
    return figure.label, value, p95, times, aim, _MARKS[figure.is_met]


def _number(value: float) -> str:
    """Three digits that say something: 0.012, 1.23, 45.6, 12,345."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
