"""Edits of a draft: saved where nobody else has written meanwhile, or on top of what they wrote when asked to."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.cms.queries.editor import check_edited, get_edited
from aistrategyhub.features.cms.rules.conflicts import changed_by_both, place_problem
from aistrategyhub.features.cms.rules.edits import Applied, apply_edits
from aistrategyhub.features.cms.schemas.edits import CompareBody, EditsBody
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.queries import lock_publication, names_of
from aistrategyhub.features.publishing.rules import Content, ContentKind, get_kind, read_content
from aistrategyhub.features.publishing.service import EditedMeanwhile, save_draft
from aistrategyhub.features.publishing.service.drafts import check_revision

_SOMEBODY = mark("qualcun altro")


@dataclass(frozen=True)
class Comparison:
    """A draft of a kind as it is, and as it would be with edits that are not saved."""

    kind: ContentKind
    present: Content
    edited: Content


async def edit_page(session: AsyncSession, page_id: UUID, body: EditsBody) -> tuple[Publication, Applied]:
    """The publication with its draft edited, and what came of the edits.

    What arrives again from the same person is saved on top of their own last save. Raises EditedMeanwhile, its `fields`
    naming what both have changed, InvalidInput with each field that does not fit, NotEditable, PermissionDenied,
    PublicationNotFound, and what `apply_edits` refuses.
    """
    page = await lock_publication(session, page_id)
    check_edited(page, "edit")
    is_own = page.draft_saved_by == current_principal().person_id
    if not (body.over or (body.is_resent and is_own)):
        await _check_revision(session, page, body)
    applied = apply_edits(page.draft, body.edits, get_kind(page.kind).content)
    saved = await save_draft(session, page_id, applied.content, revision=page.draft_revision)
    return saved, applied


async def _check_revision(session: AsyncSession, page: Publication, body: EditsBody) -> None:
    """Raises EditedMeanwhile, its `fields` naming what both have changed."""
    try:
        await check_revision(session, page, body.revision)
    except EditedMeanwhile as refusal:
        both = changed_by_both(body.edits, body.revision, page.draft_changes)
        names = await names_of(session, both.values())
        model = get_kind(page.kind).content
        refusal.fields = [
            place_problem(place, page.draft, model, (names.get(by) if by else "") or _(_SOMEBODY))
            for place, by in both.items()
        ]
        raise


async def edited_content(session: AsyncSession, page_id: UUID, body: CompareBody) -> Comparison:
    """What these edits would make of the draft; nothing is saved. Raises as `edit_page` does."""
    page = await get_edited(session, page_id, "edit")
    kind = get_kind(page.kind)
    edited = read_content(kind, apply_edits(page.draft, body.edits, kind.content).content)
    return Comparison(kind, page.draft, edited)
