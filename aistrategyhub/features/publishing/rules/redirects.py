"""Redirects made by hand: from which addresses they may start, and what a list of them looks like. Pure."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.latin import has_control_characters
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.models import LONGEST_PATH
from aistrategyhub.features.publishing.rules.addresses import path_key

STATUSES = (301, 302, 410)
MOST_LINES = 5_000

_EMPTY = mark("Scrivi l’indirizzo da cui si parte, come /vecchia-pagina.")
_INVALID = mark("L’indirizzo da cui si parte non è valido: scrivilo come /vecchia-pagina.")
_TOO_LONG = mark("L’indirizzo è troppo lungo: al massimo {longest} caratteri.")
_WRONG_STATUS = mark("Il tipo è 301 (per sempre), 302 (per ora) o 410 (non c’è più).")
_UNREADABLE = mark("L’elenco non si legge: una riga ha virgolette aperte e mai chiuse.")
_TOO_MANY = mark("L’elenco ha più di {most} righe: dividilo.")


@dataclass(frozen=True)
class RedirectLine:
    """One line of a list: where from, where to (empty with 410), which status."""

    number: int
    source: str
    target: str
    status: int


def read_source(text: str) -> tuple[str, str]:
    """The path that a redirect starts from, of a path or a whole address, and its key.

    Raises InvalidInput (`source`).
    """
    tidy = text.strip()
    try:
        parts = urlsplit(tidy)
    except ValueError:
        raise _refusal("SOURCE_INVALID", _INVALID) from None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not tidy:
        raise _refusal("SOURCE_EMPTY", _EMPTY)
    if not path.startswith("/") or path.startswith("//") or has_control_characters(path) or "\\" in path:
        raise _refusal("SOURCE_INVALID", _INVALID)
    if len(path) > LONGEST_PATH or len(path_key(path)) > LONGEST_PATH:
        raise _refusal("SOURCE_TOO_LONG", _TOO_LONG, longest=LONGEST_PATH)
    return path, path_key(path)


def read_status(status: int) -> int:
    """The status, when it is one that a redirect may have. Raises InvalidInput (`status`)."""
    if status not in STATUSES:
        raise InvalidInput([FieldError("status", "STATUS_INVALID", _WRONG_STATUS)])
    return status


def read_lines(text: str) -> list[RedirectLine]:
    """The lines of a list: source, target and status (301 when left out), divided by comma, semicolon or tab.

    Empty lines and one of headings are left out. Raises InvalidInput (`lines`) when there are more than MOST_LINES,
    or when they cannot be told apart.
    """
    first = text.lstrip("\ufeff").strip().split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter))
    except csv.Error:
        raise InvalidInput([FieldError("lines", "UNREADABLE", _UNREADABLE)]) from None
    if len(rows) > MOST_LINES + 1:
        raise InvalidInput([FieldError("lines", "TOO_MANY", _TOO_MANY, {"most": MOST_LINES})])
    return list(_lines(rows))


def _lines(rows: list[list[str]]) -> Iterable[RedirectLine]:
    for number, row in enumerate(rows, start=1):
        source, target, status = (*(cell.strip() for cell in row[:3]), "", "", "")[:3]
        is_heading = number == 1 and "/" not in source
        if source and not is_heading:
            yield RedirectLine(number, source, target, int(status) if status.isascii() and status.isdigit() else 301)


def _refusal(code: str, sentence: str, **values: object) -> InvalidInput:
    return InvalidInput([FieldError("source", code, sentence, values)])
