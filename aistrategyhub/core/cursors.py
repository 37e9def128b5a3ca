"""Where a reader of a long list stands, as a text to be given back. Pure.

It holds the place of the last thing that was read, so that the next page is found as fast as the first and nothing is
read twice when something new is published meanwhile.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark

LONGEST_CURSOR = 400
_BAD_CURSOR = mark("Il cursore non è di questo elenco: ricomincia dalla prima pagina.")


def cursor_text(place: Sequence[str | int | None]) -> str:
    """The place as an address carries it."""
    told = json.dumps(list(place), separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read_cursor(text: str) -> list[Any]:
    """What `cursor_text` told: whoever sent it may have made it up. Raises InvalidInput (`cursor`) for what it never
    tells."""
    try:
        place = json.loads(base64.urlsafe_b64decode(text[:LONGEST_CURSOR].encode() + b"=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise bad_cursor() from None
    if not isinstance(place, list):
        raise bad_cursor()
    return place


def bad_cursor() -> InvalidInput:
    """The refusal of a cursor that is of no list, or of another one."""
    return InvalidInput([FieldError("cursor", "BAD_CURSOR", _BAD_CURSOR)])
