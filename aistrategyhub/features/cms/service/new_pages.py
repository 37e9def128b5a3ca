"""New pages, and copies of others."""

from copy import deepcopy
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.queries.editor import get_edited
from aistrategyhub.features.cms.schemas import PageContent
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.queries import PublicationNotFound
from aistrategyhub.features.publishing.service import create

_COPY = mark("{title} (copia)")
_LONGEST_TITLE = 300


async def create_page(
    session: AsyncSession, *, title: str, slug: str = "", parent_id: UUID | None = None
) -> Publication:
    """A new draft with a title and nothing else; without a `slug` its address is made from the title.

    Raises InvalidInput (`it.title`, `slugs.it`, `parent_id`).
    """
    content = {"it": PageContent.model_construct(title=title).model_dump(mode="json")}
    slugs = {"it": slug} if slug.strip() else None
    return await create(session, PAGE.name, content=content, slugs=slugs, parent_id=parent_id)


async def duplicate_page(session: AsyncSession, page_id: UUID | str) -> Publication:
    """A new draft beside the page, with the same content under another title and address. Raises
    PublicationNotFound."""
    page = await get_edited(session, page_id, "edit")
    if page.kind != PAGE.name:
        raise PublicationNotFound
    content = deepcopy(page.draft)
    for locale, words in content.items():
        words["title"] = _(_COPY, title=words["title"])[:_LONGEST_TITLE]
        for block in words["blocks"]:
            block["id"] = str(new_id())
        content[locale] = words
    return await create(session, PAGE.name, content=content, parent_id=page.parent_id)
