"""Posts as their editors see them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.blog.models import BlogCategory, Post
from aistrategyhub.features.blog.queries.facts import author_names
from aistrategyhub.features.blog.queries.standing import rows_of
from aistrategyhub.features.blog.rules.names import in_words
from aistrategyhub.features.blog.schemas.rows import PostFilter, PostRow
from aistrategyhub.features.blog.schemas.shelves import ShelfKind
from aistrategyhub.features.publishing.models import Publication, PublicationVersion
from aistrategyhub.features.publishing.queries import paths_of
from aistrategyhub.features.publishing.rules import fold

_KIND = "post"


async def list_post_rows(
    session: AsyncSession, wanted: PostFilter = PostFilter(), page: PageRequest = PageRequest()
) -> Page[PostRow]:
    """One page of the posts that match, drafts included, the last changed first."""
    conditions = _conditions(wanted)
    differs = Publication.draft.is_distinct_from(PublicationVersion.content)
    copied = (
        Publication.id, Publication.title, Publication.status, Publication.publish_at, Publication.unpublish_at,
        Publication.updated_at,
    )  # fmt: skip
    query = (
        select(*copied, Post.live_at, BlogCategory, differs.label("differs"), PublicationVersion.id.label("version_id"))
        .outerjoin(PublicationVersion, PublicationVersion.id == Publication.published_version_id)
        .outerjoin(Post, Post.id == Publication.id)
        .outerjoin(BlogCategory, BlogCategory.id == Post.category_id)
        .where(*conditions)
        .order_by(Publication.updated_at.desc(), Publication.id.desc())
        .limit(page.per_page)
        .offset(page.offset)
    )
    rows = (await session.execute(query)).all()
    counting = select(func.count(Publication.id)).outerjoin(Post, Post.id == Publication.id).where(*conditions)
    total = await session.scalar(counting)
    ids = [row.id for row in rows]
    names, paths = await author_names(session, ids), await paths_of(session, ids)
    return Page([_row(row, names, paths) for row in rows], total or 0, page.page, page.per_page)


def _conditions(wanted: PostFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Publication.kind == _KIND,
        Publication.status.in_(wanted.statuses),
        *(Publication.search_key.like(f"%{fold(word)}%") for word in wanted.q[:100].split()),
    ]
    shelves = (
        (ShelfKind.CATEGORY, wanted.category_id),
        (ShelfKind.AUTHOR, wanted.author_id),
        (ShelfKind.TAG, wanted.tag_id),
        (ShelfKind.SERIES, wanted.series_id),
    )
    for kind, shelf_id in shelves:
        if shelf_id is not None:
            rows = rows_of(kind, shelf_id)
            conditions.append(Publication.id.in_(select(rows.post_id).where(*rows.conditions)))
    return conditions


def _row(row: Any, names: dict[UUID, list[str]], paths: dict[UUID, dict[str, str]]) -> PostRow:
    return PostRow(
        id=row.id,
        title=row.title,
        status=row.status,
        path=paths[row.id].get(DEFAULT_LOCALE, ""),
        has_changes=row.version_id is not None and row.differs,
        category_name=in_words(row.BlogCategory, "name") if row.BlogCategory else "",
        author_names=names[row.id],
        publish_at=row.publish_at,
        unpublish_at=row.unpublish_at,
        live_at=row.live_at,
        updated_at=row.updated_at,
    )
