"""Which cursors fit a list of posts: they name the moment and the id of the last post that was read. Pure."""

from datetime import datetime
from uuid import UUID

from aistrategyhub.core import cursors


def cursor_text(last: tuple[datetime, UUID] | None) -> str | None:
    """Where the next page goes on, as an address carries it; None where there is no more."""
    return None if last is None else cursors.cursor_text([last[0].isoformat(), str(last[1])])


def read_cursor(text: str) -> tuple[datetime, UUID] | None:
    """What `cursor_text` told, None where nothing was. Raises InvalidInput (`cursor`) for anything else."""
    if not text:
        return None
    try:
        moment, post_id = cursors.read_cursor(text)
        last = datetime.fromisoformat(moment), UUID(post_id)
    except (ValueError, TypeError, AttributeError):
        raise cursors.bad_cursor() from None
    if last[0].tzinfo is None:
        raise cursors.bad_cursor()
    return last
