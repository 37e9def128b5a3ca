"""Tables and data as blocks: every row says the names of its columns."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from aistrategyhub.features.assistant.rules.failures import Unreadable
from aistrategyhub.features.assistant.schemas.blocks import Block

_SAMPLE = 20_000
_DEEPEST = 40


def blocks_of_csv(text: str) -> list[Block]:
    """A row a block, `column: value; column: value`. Raises Unreadable."""
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), _dialect(text))]
    except csv.Error as error:
        raise Unreadable("BROKEN") from error
    rows = [row for row in rows if any(row)]
    if not rows:
        return []
    names, *lines = rows
    if not lines:
        return [Block("; ".join(names))]
    return [Block(_row(names, line)) for line in lines]


def blocks_of_json(text: str) -> list[Block]:
    """An object of a list a block, anything else a line a value. Raises Unreadable."""
    try:
        data = json.loads(text)
        items = data if isinstance(data, list) else [data]
        return [Block("; ".join(lines)) for item in items if (lines := list(_lines(item, "", 0)))]
    except (ValueError, RecursionError) as error:
        raise Unreadable("BROKEN") from error


def _dialect(text: str) -> Any:
    try:
        return csv.Sniffer().sniff(text[:_SAMPLE], delimiters=",;\t|")
    except csv.Error:
        return csv.excel


def _row(names: list[str], cells: list[str]) -> str:
    told = [f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=False) if cell]
    return "; ".join([*told, *(cell for cell in cells[len(names) :] if cell)])


def _lines(value: Any, name: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise Unreadable("TOO_HEAVY")
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _lines(part, f"{name} {key}".strip(), depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from _lines(part, name, depth + 1)
    elif value not in (None, ""):
        yield f"{name}: {value}" if name else str(value)
