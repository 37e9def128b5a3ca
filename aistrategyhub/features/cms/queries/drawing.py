"""What a draft would look like: each kind drawn as its own room draws it for visitors."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.queries.views import draw_blocks
from aistrategyhub.features.cms.schemas import PageContent
from aistrategyhub.features.cms.schemas.views import DrawnView


async def draw(session: AsyncSession, kind: str, content: Mapping[str, Any]) -> DrawnView:
    """The content of one language as visitors would see it now, in the language of the moment. A kind that no room
    draws has its name alone."""
    view = _DRAW.get(kind)
    return await view(session, content) if view else DrawnView(kind=kind)


async def _page(session: AsyncSession, content: Mapping[str, Any]) -> DrawnView:
    page = PageContent.model_validate(content)
    blocks = await draw_blocks(session, page)
    return DrawnView(PAGE.name, page.title, not blocks, blocks)


_DRAW: Mapping[str, Callable[[AsyncSession, Mapping[str, Any]], Awaitable[DrawnView]]] = {PAGE.name: _page}
