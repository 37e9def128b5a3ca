"""Which cursors fit a list of items: they name its order, the place in it and the last item that was read. Pure."""

from uuid import UUID

from aistrategyhub.core import cursors
from aistrategyhub.features.catalog.schemas import Cursor, ServiceSort


def cursor_text(cursor: Cursor) -> str:
    """The cursor as an address carries it."""
    return cursors.cursor_text([cursor.sort, cursor.place, cursor.item_id and str(cursor.item_id)])


def read_cursor(text: str, sort: ServiceSort, *, is_search: bool) -> Cursor | None:
    """The cursor that `cursor_text` told, None where the text is empty. Raises InvalidInput for one of another list."""
    if not text:
        return None
    try:
        told, place, item_id = cursors.read_cursor(text)
        cursor = Cursor(ServiceSort(told), place, UUID(item_id) if item_id is not None else None)
    except (ValueError, TypeError, AttributeError):
        raise cursors.bad_cursor() from None
    if cursor.sort is not sort or not _fits(cursor, is_search):
        raise cursors.bad_cursor()
    return cursor


def _fits(cursor: Cursor, is_search: bool) -> bool:
    if is_search:
        return cursor.item_id is None and type(cursor.place) is int and 0 <= cursor.place <= 10_000
    if cursor.item_id is None:
        return False
    if cursor.sort is ServiceSort.NAME:
        return isinstance(cursor.place, str) and cursor.place.isprintable()
    return type(cursor.place) is int and abs(cursor.place) < 2**62
