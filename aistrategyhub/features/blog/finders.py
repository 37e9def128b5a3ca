"""What anybody signed in looks for: posts."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.feature import Finder, Found
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.paths import split_language
from aistrategyhub.core.text import mark
from aistrategyhub.features.blog.queries.cards import list_cards
from aistrategyhub.features.blog.queries.searching import PostSearch, search_posts

_A_HANDFUL = PageRequest(per_page=5)


async def find_posts(session: AsyncSession, q: str) -> Sequence[Found]:
    """Published posts whose words hold every word."""
    try:
        found = await search_posts(session, PostSearch(q=q), _A_HANDFUL)
    except InvalidInput:
        return []
    cards = await list_cards(session, found.ids.rows)
    return [Found(card.title, split_language(card.path)[1], card.category.name) for card in cards]


FINDERS = (Finder(mark("Articoli del blog"), find_posts),)
