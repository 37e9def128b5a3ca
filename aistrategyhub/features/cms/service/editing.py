"""Edits of a draft: saved where nobody else has written meanwhile, or on top of what they wrote when asked to."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.rules.edits import Applied, apply_edits
from aistrategyhub.features.cms.schemas.edits import CompareBody, EditsBody
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.queries import PublicationNotFound, get_publication, lock_publication
from aistrategyhub.features.publishing.rules import Content, get_kind, read_content
from aistrategyhub.features.publishing.service import save_draft
from aistrategyhub.features.publishing.service.drafts import check_revision


async def edit_page(session: AsyncSession, page_id: UUID, body: EditsBody) -> tuple[Publication, Applied]:
    """The page with its draft edited, and what came of the edits.

    What arrives again from the same person is saved on top of their own last save. Raises EditedMeanwhile, InvalidInput
    with each field that does not fit, NotEditable, PublicationNotFound, and what `apply_edits` refuses.
    """
    page = _page(await lock_publication(session, page_id))
    is_own = page.draft_saved_by == current_principal().person_id
    if not (body.over or (body.is_resent and is_own)):
        await check_revision(session, page, body.revision)
    applied = apply_edits(page.draft, body.edits)
    saved = await save_draft(session, page_id, applied.content, revision=page.draft_revision)
    return saved, applied


async def edited_content(session: AsyncSession, page_id: UUID, body: CompareBody) -> tuple[Content, Content]:
    """The draft as it is, and as it would be with these edits; nothing is saved."""
    page = _page(await get_publication(session, page_id))
    return page.draft, read_content(get_kind(page.kind), apply_edits(page.draft, body.edits).content)


def _page(publication: Publication) -> Publication:
    if publication.kind != PAGE.name:
        raise PublicationNotFound
    return publication
