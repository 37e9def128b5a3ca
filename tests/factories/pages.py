"""Pages of the site, published."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.publishing.models import Audience
from aistrategyhub.features.publishing.service import create, publish


async def publish_page(
    session: AsyncSession,
    *,
    slug: str = "pagina",
    title: str = "Una pagina",
    blocks: tuple[dict[str, Any], ...] = (),
    english: dict[str, Any] | None = None,
    english_slug: str = "",
    parent_id: UUID | None = None,
    audience: Audience = Audience.EVERYBODY,
    **content: Any,
) -> UUID:
    """A page that visitors read, with its id. `english` is its content in English, where it has one."""
    words: dict[str, Any] = {"it": {"title": title, "blocks": list(blocks), **content}}
    if english is not None:
        words["en"] = english
    slugs = {"it": slug, "en": english_slug or slug}
    page = await create(session, PAGE.name, content=words, slugs=slugs, parent_id=parent_id, audience=audience)
    await publish(session, page.id)
    return page.id
