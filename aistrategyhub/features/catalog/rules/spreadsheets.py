"""Files that spreadsheets write: what they are encoded in, what parts their cells. Pure."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark

LARGEST_FILE = 20_000_000
MOST_ROWS = 20_000

_EMPTY = mark("Il file è vuoto.")
_TOO_LARGE = mark("Il file è troppo grande: al massimo {most} MB. Dividilo in più file.")
_TOO_MANY = mark("Il file ha più di {most} righe: dividilo in più file.")
_ENCODING = mark("Il file non è in UTF-8 né in Windows-1252: salvalo come «CSV UTF-8» e riprova.")
_BROKEN = mark("La riga {line} non si legge: c’è una virgoletta che non si chiude o una cella troppo lunga.")
_COLUMN_TWICE = mark("La colonna «{column}» c’è due volte.")
_COLUMN_UNKNOWN = mark("La colonna «{column}» non è prevista: toglila o correggine il nome.")
_COLUMN_MISSING = mark("Manca la colonna «{column}».")

# What Windows-1252 has no letter for, and control characters, which no text of a spreadsheet holds.
_NOT_WRITTEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class SheetRow:
    """One row: the line of the file that it begins at, and its cells by column; a cell that is not there is empty."""

    line: int
    cells: dict[str, str]


def read_rows(data: bytes, columns: frozenset[str], needed: frozenset[str]) -> Iterator[SheetRow]:
    """The rows of a CSV file, one after the other, empty ones left out.

    UTF-8 with or without its mark, or Windows-1252; commas or semicolons, whichever the first line has more of. Raises
    InvalidInput (`file`) for what is no such file, for columns that are unknown, doubled or missing, and after
    MOST_ROWS.
    """
    lines = csv.reader(io.StringIO(_decoded(data), newline=""), delimiter=_separator(data), strict=True)
    header: list[str] | None = None
    count, begins = 0, 1
    try:
        for cells in lines:
            begin, begins = begins, lines.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _check_header(cells, columns, needed)
                continue
            count += 1
            if count > MOST_ROWS:
                raise _refusal("TOO_MANY_ROWS", _TOO_MANY, most=MOST_ROWS)
            yield SheetRow(begin, _named(header, cells))
    except csv.Error:
        raise _refusal("UNREADABLE", _BROKEN, line=lines.line_num) from None
    if count == 0:
        raise _refusal("EMPTY", _EMPTY)


def _decoded(data: bytes) -> str:
    if not data.strip():
        raise _refusal("EMPTY", _EMPTY)
    if len(data) > LARGEST_FILE:
        raise _refusal("TOO_LARGE", _TOO_LARGE, most=LARGEST_FILE // 1_000_000)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _NOT_WRITTEN.search(text) is None:
            return text
    raise _refusal("ENCODING", _ENCODING)


def _separator(data: bytes) -> str:
    first = data.lstrip(b"\xef\xbb\xbf\r\n").split(b"\n", 1)[0]
    return ";" if first.count(b";") >= first.count(b",") else ","


def _check_header(cells: list[str], columns: frozenset[str], needed: frozenset[str]) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    errors = []
    for place, column in enumerate(header):
        if column and column not in columns:
            errors.append(FieldError("file", "COLUMN_UNKNOWN", _COLUMN_UNKNOWN, {"column": cells[place].strip()[:60]}))
        elif column and column in header[:place]:
            errors.append(FieldError("file", "COLUMN_TWICE", _COLUMN_TWICE, {"column": column}))
    for column in sorted(needed - set(header)):
        errors.append(FieldError("file", "COLUMN_MISSING", _COLUMN_MISSING, {"column": column}))
    if errors:
        raise InvalidInput(errors)
    return header


def _named(header: list[str], cells: list[str]) -> dict[str, str]:
    return {column: unquoted(cell) for column, cell in zip(header, cells, strict=False) if column}


def unquoted(cell: str) -> str:
    """The text of a cell, without the mark that keeps spreadsheets from computing it. What looks like a formula is a
    text here: nothing ever computes it."""
    tidy = cell.strip()
    return tidy[1:] if re.match(r"'[=+\-@\t\r]", tidy) else tidy


def _refusal(code: str, sentence: str, **values: object) -> InvalidInput:
    return InvalidInput([FieldError("file", code, sentence, values)])
