"""What a draft would look like."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.queries.views import draw_blocks
from aistrategyhub.features.cms.rules.passages import passages
from aistrategyhub.features.cms.schemas import PageContent
from aistrategyhub.features.cms.schemas.views import DrawnView
from aistrategyhub.features.media.queries import image_views
from aistrategyhub.features.publishing.rules import get_kind
from aistrategyhub.features.publishing.schemas.parts import media_of


async def draw(session: AsyncSession, kind: str, content: Mapping[str, Any]) -> DrawnView:
    """The content of one language as visitors would see it now, in the language of the moment. Of a kind that is no
    page, its words with their pictures."""
    return await (_page(session, content) if kind == PAGE.name else _words(session, kind, content))


async def _page(session: AsyncSession, content: Mapping[str, Any]) -> DrawnView:
    page = PageContent.model_validate(content)
    blocks = await draw_blocks(session, page)
    return DrawnView(PAGE.name, page.title, page.summary, not blocks, blocks)


async def _words(session: AsyncSession, name: str, content: Mapping[str, Any]) -> DrawnView:
    kind = get_kind(name)
    read = kind.content.model_validate(content)
    title, summary = kind.title_of(read), kind.summary_of(read)
    images = await image_views(session, media_of(read))
    shown = passages(kind.content, read.model_dump(mode="json"), images, frozenset({title, summary}) - {""})
    return DrawnView(name, title, summary, not (title or summary or shown), passages=shown)
