"""What a draft would look like."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import DEFAULT_LOCALE, current_locale
from aistrategyhub.features.blog.kinds import POST
from aistrategyhub.features.blog.queries import draft_view
from aistrategyhub.features.blog.schemas import PostContent
from aistrategyhub.features.catalog.kinds import SERVICE
from aistrategyhub.features.catalog.queries import draft_detail
from aistrategyhub.features.catalog.schemas import ServiceContent
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.queries.views import draw_blocks
from aistrategyhub.features.cms.schemas import PageContent
from aistrategyhub.features.cms.schemas.views import DrawnView

_Draw = Callable[[AsyncSession, UUID, Any, str], Awaitable[DrawnView]]


async def draw(session: AsyncSession, kind: str, publication_id: UUID, draft: Mapping[str, Any]) -> DrawnView:
    """A draft (content by language) as visitors would see it if it were published now, in the language of the moment or
    else in Italian."""
    locale = current_locale()
    lang = locale if locale in draft else DEFAULT_LOCALE
    return await DRAWN_BY[kind](session, publication_id, draft[lang], lang)


async def _page(session: AsyncSession, publication_id: UUID, content: Any, lang: str) -> DrawnView:
    blocks = await draw_blocks(session, PageContent.model_validate(content))
    return DrawnView(PAGE.name, not blocks, blocks)


async def _post(session: AsyncSession, publication_id: UUID, content: Any, lang: str) -> DrawnView:
    post = await draft_view(session, publication_id, PostContent.model_validate(content), lang)
    return DrawnView(POST.name, is_empty=not (post.title or post.excerpt or post.html), post=post)


async def _service(session: AsyncSession, publication_id: UUID, content: Any, lang: str) -> DrawnView:
    service = await draft_detail(session, publication_id, ServiceContent.model_validate(content), lang)
    return DrawnView(SERVICE.name) if service is None else DrawnView(SERVICE.name, is_empty=False, service=service)


DRAWN_BY: Mapping[str, _Draw] = {PAGE.name: _page, POST.name: _post, SERVICE.name: _service}
"""How the draft of each kind is drawn that this room edits: as the page of its own room draws it."""
