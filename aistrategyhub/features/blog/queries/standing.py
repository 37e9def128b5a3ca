"""Where live posts stand: which rows say that a post is on a shelf, how many there are, and which come next.

Every list is read from one index, in the order of the moment at which posts became public, then of their ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import QueryableAttribute

from aistrategyhub.features.blog.models import Author, BlogCategory, BlogTag, Post, PostAuthor, PostTag, Series
from aistrategyhub.features.blog.rules.archive import Slice
from aistrategyhub.features.blog.schemas.shelves import ShelfKind

SHELF_TABLES: dict[ShelfKind, type[BlogCategory] | type[BlogTag] | type[Author] | type[Series]] = {
    ShelfKind.CATEGORY: BlogCategory,
    ShelfKind.TAG: BlogTag,
    ShelfKind.AUTHOR: Author,
    ShelfKind.SERIES: Series,
}


@dataclass(frozen=True)
class Rows:
    """The rows of one shelf: whose post each is, since when it is live, and which rows they are."""

    post_id: QueryableAttribute[UUID] | Any
    live_at: QueryableAttribute[datetime | None] | Any
    conditions: tuple[ColumnElement[bool], ...]

    @property
    def is_live(self) -> tuple[ColumnElement[bool], ...]:
        return (self.live_at.is_not(None), *self.conditions)


def rows_of(kind: ShelfKind, shelf_id: UUID | None = None) -> Rows:
    """The rows that say which posts stand on a shelf."""
    if kind is ShelfKind.TAG:
        return Rows(PostTag.post_id, PostTag.live_at, (PostTag.tag_id == shelf_id,))
    if kind is ShelfKind.AUTHOR:
        return Rows(PostAuthor.post_id, PostAuthor.live_at, (PostAuthor.author_id == shelf_id,))
    if kind is ShelfKind.CATEGORY:
        return Rows(Post.id, Post.live_at, (Post.category_id == shelf_id,))
    if kind is ShelfKind.SERIES:
        return Rows(Post.id, Post.live_at, (Post.series_id == shelf_id,))
    return Rows(Post.id, Post.live_at, ())


async def count_live(session: AsyncSession, rows: Rows) -> int:
    """How many live posts stand there."""
    return await session.scalar(select(func.count(rows.post_id)).where(*rows.is_live)) or 0


async def place_of(session: AsyncSession, rows: Rows, live_at: datetime, post_id: UUID) -> int:
    """How many live posts are older than this one."""
    older = tuple_(rows.live_at, rows.post_id) < tuple_(live_at, post_id)
    return await session.scalar(select(func.count(rows.post_id)).where(*rows.is_live, older)) or 0


async def list_slice(session: AsyncSession, rows: Rows, wanted: Slice, total: int) -> list[UUID]:
    """The posts at these places, the newest first."""
    query = (
        select(rows.post_id)
        .where(*rows.is_live)
        .order_by(rows.live_at.desc(), rows.post_id.desc())
        .offset(total - wanted.end)
        .limit(wanted.end - wanted.first)
    )
    return list((await session.execute(query)).scalars())


async def list_parts(session: AsyncSession, series_id: UUID, *, most: int = 100) -> Sequence[tuple[UUID, int | None]]:
    """The live posts of a series in their order, with the numbers that they were given."""
    query = (
        select(Post.id, Post.series_position)
        .where(Post.series_id == series_id, Post.live_at.is_not(None))
        .order_by(Post.series_position.asc().nulls_last(), Post.id)
        .limit(most)
    )
    return list((await session.execute(query)).tuples())
