"""Lines of a file that a spreadsheet opens. Pure."""

import csv
import io
from collections.abc import Sequence
from typing import Any

# The mark by which spreadsheets know UTF-8.
UTF8_MARK = "\ufeff"


def csv_cell(value: Any) -> str:
    """A value that a spreadsheet shows and does not compute (OWASP, CSV injection)."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def csv_line(cells: Sequence[str]) -> str:
    """One line, its cells parted by semicolons as Italian spreadsheets expect."""
    line = io.StringIO()
    csv.writer(line, delimiter=";").writerow(cells)
    return line.getvalue()
