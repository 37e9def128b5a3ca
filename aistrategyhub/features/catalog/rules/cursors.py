"""Where a reader of a long list stands, as a text to be given back. Pure.

It names the last item that was read and its place in the order, so that the next page is found as fast as the first
and nothing is read twice when something new is published meanwhile.
"""

import base64
import binascii
import json
from uuid import UUID

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.schemas import Cursor, ServiceSort

_BAD_CURSOR = mark("Il cursore non è di questo elenco: ricomincia dalla prima pagina.")
_LONGEST = 600


def cursor_text(cursor: Cursor) -> str:
    """The cursor as an address carries it."""
    told = json.dumps([cursor.sort, cursor.place, cursor.item_id and str(cursor.item_id)], separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read_cursor(text: str, sort: ServiceSort, *, is_search: bool) -> Cursor | None:
    """The cursor that `cursor_text` told, None where the text is empty. Raises InvalidInput for one of another list."""
    if not text:
        return None
    try:
        told, place, item_id = json.loads(base64.urlsafe_b64decode(text[:_LONGEST] + "=" * (-len(text) % 4)))
        cursor = Cursor(ServiceSort(told), place, UUID(item_id) if item_id is not None else None)
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise _refused() from None
    if cursor.sort is not sort or not _fits(cursor, is_search):
        raise _refused()
    return cursor


def _fits(cursor: Cursor, is_search: bool) -> bool:
    if is_search:
        return cursor.item_id is None and type(cursor.place) is int and 0 <= cursor.place <= 10_000
    if cursor.item_id is None:
        return False
    if cursor.sort is ServiceSort.NAME:
        return isinstance(cursor.place, str) and cursor.place.isprintable()
    return type(cursor.place) is int and abs(cursor.place) < 2**62


def _refused() -> InvalidInput:
    return InvalidInput([FieldError("cursor", "BAD_CURSOR", _BAD_CURSOR)])
