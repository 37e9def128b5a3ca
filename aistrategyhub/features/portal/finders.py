"""What customers look for: their own orders."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.feature import Finder, Found
from aistrategyhub.core.text import mark
from aistrategyhub.features.portal.queries import list_own_orders


async def find_own_orders(session: AsyncSession, q: str) -> Sequence[Found]:
    """The person's own orders whose number, service, status or amount holds every word."""
    person_id = current_principal().person_id
    if person_id is None:
        return []
    words = q.lower().split()
    return [
        Found(order.number, order.path, f"{order.services}, {order.status_label}")
        for order in await list_own_orders(session, person_id)
        if all(
            word in f"{order.number} {order.services} {order.status_label} {order.total_label}".lower()
            for word in words
        )
    ]


FINDERS = (Finder(mark("I tuoi ordini"), find_own_orders),)
