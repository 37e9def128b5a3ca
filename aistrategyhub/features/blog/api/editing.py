"""Posts for those who write them, with a session or an API key: drafts, what stands beside them, what is live."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import requires
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.features.blog import service as blog
from aistrategyhub.features.blog.api.bodies import EditedPostBody, NewPostBody, PlanBody
from aistrategyhub.features.blog.kinds import POST
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.queries.facts import get_facts
from aistrategyhub.features.blog.queries.posts import list_post_rows
from aistrategyhub.features.blog.schemas.drafts import PostFacts
from aistrategyhub.features.blog.schemas.rows import PostFilter, PostRow
from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.queries import get_publication, get_row
from aistrategyhub.features.publishing.schemas.bodies import DraftBody, RevisionBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged

router = APIRouter(prefix="/editor/posts", tags=["editor"])

_MEANWHILE = {409: {"description": "EDITED_MEANWHILE: `details` tell the present revision, by whom and when"}}


@router.get("", summary="Posts with their drafts")
@requires(BlogPermission.READ)
async def list_drafts(
    q: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "",
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
) -> PagedEnvelope[PostRow]:
    """Drafts and published posts by words in titles and addresses, the last changed first."""
    async with unit_of_work() as session:
        found = await list_post_rows(session, PostFilter(q=q), PageRequest(page, per_page))
    return paged(found.rows, total=found.total, page=found.page, per_page=found.per_page)


@router.post("", status_code=201, summary="A new draft")
@requires(BlogPermission.EDIT)
async def create_post(body: NewPostBody) -> Envelope[EditedPostBody]:
    """Makes a draft. What does not fit is refused field by field, with paths such as `it.title`."""
    async with unit_of_work() as session:
        made = await blog.create_post(session, content=body.content, slugs=body.slugs, facts=body.facts)
        await session.flush()
        return ok(await _edited(session, made.id))


@router.get("/{post_id}", summary="One post with its draft")
@requires(BlogPermission.READ)
async def read_draft(post_id: UUID) -> Envelope[EditedPostBody]:
    """The draft and its `revision`, which a later save must name, and what stands beside it."""
    async with unit_of_work() as session:
        return ok(await _edited(session, post_id))


@router.put("/{post_id}/draft", summary="Save a draft", responses=_MEANWHILE)
@requires(BlogPermission.EDIT)
async def save_draft(post_id: UUID, body: DraftBody) -> Envelope[EditedPostBody]:
    """Saves the draft that was opened at `revision`; nothing is overwritten when somebody saved meanwhile."""
    async with unit_of_work() as session:
        await get_publication(session, post_id, kind=POST.name)
        await service.save_draft(session, post_id, body.content, revision=body.revision)
        return ok(await _edited(session, post_id))


@router.put("/{post_id}/facts", summary="What stands beside a post's words")
@requires(BlogPermission.EDIT)
async def save_facts(post_id: UUID, body: PostFacts) -> Envelope[EditedPostBody]:
    """Category, series, authors and tags. Of a post on the site they are live at once: whoever changes them there may
    also publish. What does not exist is refused by its field."""
    async with unit_of_work() as session:
        await blog.set_facts(session, post_id, body)
        return ok(await _edited(session, post_id))


@router.post("/{post_id}/publish", summary="Publish the draft", responses=_MEANWHILE)
@requires(BlogPermission.PUBLISH)
async def publish_post(post_id: UUID, body: RevisionBody) -> Envelope[EditedPostBody]:
    """Makes the draft what visitors read; with a `revision`, only the draft that was seen."""
    async with unit_of_work() as session:
        await get_publication(session, post_id, kind=POST.name)
        await service.publish(session, post_id, revision=body.revision, note=body.note)
        return ok(await _edited(session, post_id))


@router.post("/{post_id}/unpublish", summary="Take a post off the site")
@requires(BlogPermission.PUBLISH)
async def unpublish_post(post_id: UUID) -> Envelope[EditedPostBody]:
    """Makes the post a draft again; its address answers 410."""
    async with unit_of_work() as session:
        await get_publication(session, post_id, kind=POST.name)
        await service.unpublish(session, post_id)
        return ok(await _edited(session, post_id))


@router.put("/{post_id}/plan", summary="Publish or withdraw later", responses=_MEANWHILE)
@requires(BlogPermission.PUBLISH)
async def plan_post(post_id: UUID, body: PlanBody) -> Envelope[EditedPostBody]:
    """Plans the draft of now to be published, withdrawn or both. Moments carry their offset from UTC."""
    async with unit_of_work() as session:
        await get_publication(session, post_id, kind=POST.name)
        await service.schedule(
            session,
            post_id,
            publish_at=body.publish_at,
            unpublish_at=body.unpublish_at,
            revision=body.revision,
        )
        return ok(await _edited(session, post_id))


async def _edited(session: AsyncSession, post_id: UUID) -> EditedPostBody:
    publication = await get_publication(session, post_id, kind=POST.name)
    row, facts = await get_row(session, post_id), await get_facts(session, post_id)
    return EditedPostBody.of(row, facts, publication.draft)
