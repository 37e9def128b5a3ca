"""What anybody signed in looks for, services; and what those look for who sell them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.feature import Finder, Found
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import current_locale, mark
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import list_items, list_services, list_tree
from aistrategyhub.features.catalog.rules.screens.items import category_name, status_mark
from aistrategyhub.features.catalog.schemas import ItemFilter
from aistrategyhub.features.publishing.rules import fold

_A_HANDFUL = PageRequest(per_page=5)


async def find_services(session: AsyncSession, q: str) -> Sequence[Found]:
    """Published services with these words; no guesses, because what is typed here may name anything."""
    try:
        page = await list_services(session, current_locale(), q=q, page=_A_HANDFUL)
    except InvalidInput:
        return []
    if page.is_guessed:
        return []
    return [Found(service.name, f"/servizi/{service.slug}", service.category.name) for service in page.rows]


async def find_items(session: AsyncSession, q: str) -> Sequence[Found]:
    """Items in whatever state by name, address or article number, each leading to where it is edited."""
    if not fold(q):
        return []
    page = await list_items(session, ItemFilter(q=q), _A_HANDFUL)
    return [Found(item.name or item.slug, f"/admin/servizi/{item.id}", status_mark(item)[0]) for item in page.rows]


async def find_categories(session: AsyncSession, q: str) -> Sequence[Found]:
    """Categories whose name holds every word, each leading to the items in it."""
    if not fold(q):
        return []
    words, locale = fold(q).split("-"), current_locale()
    named = [(category_name(category, locale), category) for category in await list_tree(session)]
    found = [(name, category) for name, category in named if all(word in fold(name) for word in words)]
    return [Found(name, f"/admin/servizi?categoria={category.id}") for name, category in found[:5]]


FINDERS = (
    Finder(mark("Servizi"), find_services),
    Finder(mark("Catalogo"), find_items, CatalogPermission.EDIT),
    Finder(mark("Categorie"), find_categories, CatalogPermission.EDIT),
)
