"""Where a list of orders goes on: after the last row that was read, not after so many rows. Pure."""

import base64
from datetime import datetime
from uuid import UUID

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import Order

Place = tuple[datetime, UUID]
"""When an order was placed, and which: newest first is the order of both."""

_UNKNOWN = mark("Questo cursore non viene da un elenco di ordini.")


def cursor_of(order: Order) -> str:
    """The place of this order, as the next request gives it back."""
    told = f"{order.placed_at.isoformat()}|{order.id}"
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> Place | None:
    """The place that a cursor names, None for an empty one. Raises InvalidInput for any other text."""
    if not cursor:
        return None
    try:
        at, _bar, order_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("|")
        place = datetime.fromisoformat(at), UUID(order_id)
    except ValueError:
        raise InvalidInput([FieldError("cursor", "INVALID_CURSOR", _UNKNOWN)]) from None
    if place[0].tzinfo is None:
        raise InvalidInput([FieldError("cursor", "INVALID_CURSOR", _UNKNOWN)])
    return place
