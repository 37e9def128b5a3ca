"""What anybody signed in looks for: services."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Finder, Found
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import current_locale, mark
from aistrategyhub.features.catalog.queries import list_services

_A_HANDFUL = PageRequest(per_page=5)


async def find_services(session: AsyncSession, q: str) -> Sequence[Found]:
    """Published services whose words hold every word."""
    page = await list_services(session, current_locale(), q=q, page=_A_HANDFUL)
    return [Found(service.name, f"/servizi/{service.slug}", service.category.name) for service in page.rows]


FINDERS = (Finder(mark("Servizi"), find_services),)
