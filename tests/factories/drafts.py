"""Pages of the site that are being written."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.service import create, publish


def page_words(title: str = "Chi siamo", *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a page says in one language."""
    return {"title": title, "blocks": list(blocks), **more}


def text_block(block_id: str = "uno", title: str = "Metodo", **more: Any) -> dict[str, Any]:
    """A chapter to read."""
    return {"id": block_id, "kind": "text", "title": title, "body": "<p>Leggiamo le carte.</p>", **more}


async def create_draft(
    session: AsyncSession, title: str = "Chi siamo", *blocks: dict[str, Any], **more: Any
) -> Publication:
    """A draft with a text, unless other blocks are given; `en` is its English content."""
    en = more.pop("en", None)
    content = {"it": page_words(title, *(blocks or (text_block(),)))} | ({"en": en} if en else {})
    return await create(session, PAGE.name, content=content, **more)


async def publish_draft(
    session: AsyncSession, title: str = "Chi siamo", *blocks: dict[str, Any], **more: Any
) -> Publication:
    """The same, published."""
    page = await create_draft(session, title, *blocks, **more)
    return await publish(session, page.id)
