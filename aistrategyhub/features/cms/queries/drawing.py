"""What a draft would look like."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.blog.kinds import POST
from aistrategyhub.features.blog.queries import draft_view
from aistrategyhub.features.blog.schemas import PostContent
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.queries.views import draw_blocks
from aistrategyhub.features.cms.rules.passages import passages
from aistrategyhub.features.cms.schemas import PageContent
from aistrategyhub.features.cms.schemas.views import DrawnView
from aistrategyhub.features.media.queries import image_views
from aistrategyhub.features.publishing.rules import get_kind
from aistrategyhub.features.publishing.schemas.parts import media_of


async def draw(
    session: AsyncSession, publication_id: UUID, kind: str, draft: Mapping[str, Mapping[str, Any]], locale: str
) -> DrawnView:
    """A draft as visitors would see it now in the language of the moment, its words those of `locale` or else Italian.
    Of a kind that is neither page nor post, its words with their pictures."""
    lang = locale if locale in draft else DEFAULT_LOCALE
    if kind == PAGE.name:
        return await _page(session, draft[lang])
    if kind == POST.name:
        return await _post(session, publication_id, draft[lang], lang)
    return await _words(session, kind, draft[lang])


async def _post(session: AsyncSession, post_id: UUID, content: Mapping[str, Any], lang: str) -> DrawnView:
    post = PostContent.model_validate(content)
    view = await draft_view(session, post_id, post, lang)
    return DrawnView(POST.name, post.title, post.excerpt, not (post.title or post.excerpt or post.body), post=view)


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
