"""What the command palette looks for among the requests."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Finder, Found
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.quotes.links import ADMIN_ROUTE
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.queries import search_requests

_HANDFUL = 5


async def find_requests(session: AsyncSession, q: str) -> Sequence[Found]:
    return [
        Found(
            label=f"{request.number} · {request.name}",
            route=f"{ADMIN_ROUTE}?richiesta={request.id}",
            note=request.item_name or _("Da concordare"),
        )
        for request in await search_requests(session, q, _HANDFUL)
    ]


FINDERS = (Finder(mark("Richieste di preventivo"), find_requests, QuotesPermission.READ),)
