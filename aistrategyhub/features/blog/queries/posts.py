"""Posts as their editors see them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.blog.kinds import POST
from aistrategyhub.features.blog.models import BlogCategory, Post, PostViewTotal
from aistrategyhub.features.blog.queries.facts import author_names
from aistrategyhub.features.blog.queries.standing import rows_of
from aistrategyhub.features.blog.rules.names import in_words
from aistrategyhub.features.blog.schemas.rows import Act, Moment, PostFilter, PostRow
from aistrategyhub.features.blog.schemas.shelves import ShelfKind
from aistrategyhub.features.publishing.models import Publication, PublicationStatus, PublicationVersion
from aistrategyhub.features.publishing.queries import PublicationNotFound, paths_of
from aistrategyhub.features.publishing.rules import fold

_MOST_MOMENTS = 500
SHOWN = (PublicationStatus.DRAFT, PublicationStatus.PUBLISHED)


async def list_post_rows(
    session: AsyncSession,
    wanted: PostFilter = PostFilter(),
    page: PageRequest = PageRequest(),
    *,
    sort: str = "",
    descending: bool = False,
) -> Page[PostRow]:
    """One page of the posts that match, drafts included, by a column of POST_ORDERS or the last changed first."""
    conditions = _conditions(wanted)
    differs = Publication.draft.is_distinct_from(PublicationVersion.content)
    copied = (
        Publication.id, Publication.title, Publication.status, Publication.publish_at, Publication.unpublish_at,
        Publication.updated_at,
    )  # fmt: skip
    views = func.coalesce(PostViewTotal.views, 0).label("views")
    query = (
        select(
            *copied,
            views,
            Post.live_at,
            BlogCategory,
            differs.label("differs"),
            PublicationVersion.id.label("version_id"),
        )
        .outerjoin(PublicationVersion, PublicationVersion.id == Publication.published_version_id)
        .outerjoin(Post, Post.id == Publication.id)
        .outerjoin(BlogCategory, BlogCategory.id == Post.category_id)
        .where(*conditions)
        .outerjoin(PostViewTotal, PostViewTotal.post_id == Publication.id)
        .order_by(*_order(sort, descending))
        .limit(page.per_page)
        .offset(page.offset)
    )
    rows = (await session.execute(query)).all()
    counting = select(func.count(Publication.id)).outerjoin(Post, Post.id == Publication.id).where(*conditions)
    total = await session.scalar(counting)
    ids = [row.id for row in rows]
    names, paths = await author_names(session, ids), await paths_of(session, ids)
    return Page([_row(row, names, paths) for row in rows], total or 0, page.page, page.per_page)


POST_ORDERS: dict[str, Any] = {
    "title": Publication.search_key,
    "live_at": Post.live_at,
    "publish_at": Publication.publish_at,
    "views": PostViewTotal.views,
    "updated_at": Publication.updated_at,
}


def _order(sort: str, descending: bool) -> list[Any]:
    column = POST_ORDERS.get(sort)
    if column is None:
        return [Publication.updated_at.desc(), Publication.id.desc()]
    ordered = column.desc().nulls_last() if descending else column.asc().nulls_last()
    return [ordered, Publication.id]


def _conditions(wanted: PostFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Publication.kind == POST.name,
        Publication.status.in_(wanted.statuses),
        *([or_(Publication.publish_at.is_not(None), Publication.unpublish_at.is_not(None))] * wanted.only_planned),
        *(Publication.search_key.like(f"%{fold(word)}%") for word in wanted.q[:100].split()),
    ]
    shelves = (
        (ShelfKind.CATEGORY, wanted.category_id),
        (ShelfKind.AUTHOR, wanted.author_id),
        (ShelfKind.TAG, wanted.tag_id),
        (ShelfKind.SERIES, wanted.series_id),
    )
    if wanted.post_id is not None:
        conditions.append(Publication.id == wanted.post_id)
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
        views=row.views,
    )


async def get_post_row(session: AsyncSession, post_id: UUID) -> PostRow:
    """The post of this id, whatever its status. Raises PublicationNotFound."""
    found = await list_post_rows(session, PostFilter(statuses=tuple(PublicationStatus), post_id=post_id))
    if not found.rows:
        raise PublicationNotFound
    return found.rows[0]


async def list_moments(session: AsyncSession, first: datetime, end: datetime) -> list[Moment]:
    """Every moment from `first` to `end` at which a post went on the site, or will go on or off it, in their order."""
    moments = (
        (Publication.publish_at, Act.PUBLISH),
        (Publication.unpublish_at, Act.UNPUBLISH),
        (Publication.first_published_at, Act.PUBLISHED),
    )
    found: list[Moment] = []
    for column, act in moments:
        query = select(Publication.id, Publication.title, column).where(
            Publication.kind == POST.name, Publication.status.in_(SHOWN), column >= first, column < end
        )
        found += [Moment(row[0], row[1], row[2], act) for row in await session.execute(query.limit(_MOST_MOMENTS))]
    return sorted(found, key=lambda moment: moment.at)
