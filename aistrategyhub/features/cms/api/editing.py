"""Pages for those who write them, with a session or an API key: drafts, versions, what is live."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import requires
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.features.cms.api.bodies import (
    EditedPageBody,
    NewPageBody,
    PageRowBody,
    RollBackBody,
    VersionBody,
)
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.permissions import CmsPermission
from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.queries import (
    get_publication,
    get_row,
    list_publications,
    list_versions,
)
from aistrategyhub.features.publishing.schemas import PublicationFilter
from aistrategyhub.features.publishing.schemas.bodies import DraftBody, RevisionBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged

router = APIRouter(prefix="/editor/pages", tags=["editor"])

_MEANWHILE = {409: {"description": "EDITED_MEANWHILE: `details` tell the present revision, by whom and when"}}


@router.get("", summary="Pages with their drafts")
@requires(CmsPermission.READ)
async def list_drafts(
    q: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "",
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
) -> PagedEnvelope[PageRowBody]:
    """Drafts and published pages by words in titles and addresses, the last changed first."""
    async with unit_of_work() as session:
        wanted = PublicationFilter(kind=PAGE.name, q=q)
        found = await list_publications(session, wanted, PageRequest(page, per_page))
    rows = [PageRowBody.of(row) for row in found.rows]
    return paged(rows, total=found.total, page=found.page, per_page=found.per_page)


@router.post("", status_code=201, summary="A new draft")
@requires(CmsPermission.EDIT)
async def create_page(body: NewPageBody) -> Envelope[EditedPageBody]:
    """Makes a draft. What does not fit is refused field by field, with paths such as `it.blocks.0.title`."""
    async with unit_of_work() as session:
        made = await service.create(
            session, PAGE.name, content=body.content, slugs=body.slugs, parent_id=body.parent_id
        )
        await session.flush()
        return ok(await _edited(session, made.id))


@router.get("/{page_id}", summary="One page with its draft")
@requires(CmsPermission.READ)
async def read_draft(page_id: UUID) -> Envelope[EditedPageBody]:
    """The draft and its `revision`, which a later save must name."""
    async with unit_of_work() as session:
        return ok(await _edited(session, page_id))


@router.put("/{page_id}/draft", summary="Save a draft", responses=_MEANWHILE)
@requires(CmsPermission.EDIT)
async def save_draft(page_id: UUID, body: DraftBody) -> Envelope[EditedPageBody]:
    """Saves the draft that was opened at `revision`; nothing is overwritten when somebody saved meanwhile."""
    async with unit_of_work() as session:
        await get_publication(session, page_id, kind=PAGE.name)
        await service.save_draft(session, page_id, body.content, revision=body.revision)
        return ok(await _edited(session, page_id))


@router.post("/{page_id}/publish", summary="Publish the draft", responses=_MEANWHILE)
@requires(CmsPermission.PUBLISH)
async def publish_page(page_id: UUID, body: RevisionBody) -> Envelope[EditedPageBody]:
    """Makes the draft what visitors read; with a `revision`, only the draft that was seen."""
    async with unit_of_work() as session:
        await get_publication(session, page_id, kind=PAGE.name)
        await service.publish(session, page_id, revision=body.revision, note=body.note)
        return ok(await _edited(session, page_id))


@router.post("/{page_id}/unpublish", summary="Take a page off the site")
@requires(CmsPermission.PUBLISH)
async def unpublish_page(page_id: UUID) -> Envelope[EditedPageBody]:
    """Makes the page a draft again; its address answers 410."""
    async with unit_of_work() as session:
        await get_publication(session, page_id, kind=PAGE.name)
        await service.unpublish(session, page_id)
        return ok(await _edited(session, page_id))


@router.get("/{page_id}/versions", summary="The history of a page")
@requires(CmsPermission.READ)
async def read_versions(page_id: UUID) -> Envelope[list[VersionBody]]:
    """Versions that were kept, the newest first."""
    async with unit_of_work() as session:
        await get_publication(session, page_id, kind=PAGE.name)
        return ok([VersionBody.of(row) for row in await list_versions(session, page_id)])


@router.post("/{page_id}/roll-back", summary="Take up an old version", responses=_MEANWHILE)
@requires(CmsPermission.EDIT)
async def roll_back_page(page_id: UUID, body: RollBackBody) -> Envelope[EditedPageBody]:
    """Makes an old version the draft; the draft there was is kept as a version. Visitors see it once published."""
    async with unit_of_work() as session:
        await get_publication(session, page_id, kind=PAGE.name)
        await service.roll_back(session, page_id, body.number, revision=body.revision)
        return ok(await _edited(session, page_id))


async def _edited(session: AsyncSession, page_id: UUID) -> EditedPageBody:
    publication = await get_publication(session, page_id, kind=PAGE.name)
    return EditedPageBody.with_draft(await get_row(session, page_id), publication.draft)
