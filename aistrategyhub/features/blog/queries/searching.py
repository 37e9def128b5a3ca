"""Posts found by their words, on a shelf or on all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.searching import read_search
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.blog.models import Post, PostText
from aistrategyhub.features.blog.queries.standing import SHELF_TABLES, rows_of
from aistrategyhub.features.blog.schemas.shelves import SEARCH_SHELF, Shelf
from aistrategyhub.infra.search import Query, matches, of_this_tenant, relevance, understand


class PostSort(StrEnum):
    """The orders in which posts can be read; a search without one has the best first."""

    NEWEST = "-published_at"
    OLDEST = "published_at"
    TITLE = "title"
    RELEVANCE = "relevance"


@dataclass(frozen=True)
class PostSearch:
    """Which posts are wanted: those that stand on all of these shelves and hold the words of `q`. `before` is the last
    post of the page before, which newest and oldest first go on from."""

    q: str = ""
    shelves: Sequence[Shelf] = ()
    sort: PostSort | None = None
    before: tuple[datetime, UUID] | None = None


@dataclass(frozen=True)
class Found:
    """A page of the posts that were found. `last` is where the next page goes on; `is_guessed` when a word was taken
    for another."""

    ids: Page[UUID]
    last: tuple[datetime, UUID] | None = None
    is_guessed: bool = False


async def search_posts(session: AsyncSession, wanted: PostSearch, page: PageRequest = PageRequest()) -> Found:
    """One page of the live posts that are wanted, in the language of the moment. Raises InvalidInput (`q`)."""
    typed = read_search(wanted.q)
    query = await understand(session, SEARCH_SHELF, current_locale(), typed) if typed else None
    if typed and query is None:
        return Found(Page([], 0, page.page, page.per_page))
    base = _base(wanted, query)
    total = await session.scalar(select(func.count()).select_from(base.subquery()))
    sort = wanted.sort or (PostSort.RELEVANCE if query else PostSort.NEWEST)
    ordered = _after(base, wanted, sort).order_by(*_order(sort, query)).limit(page.per_page)
    offset = 0 if wanted.before else page.offset
    rows = (await session.execute(ordered.offset(offset))).all()
    last = (rows[-1].live_at, rows[-1].id) if len(rows) == page.per_page else None
    ids = Page([row.id for row in rows], total or 0, page.page, page.per_page)
    return Found(ids, last, is_guessed=query.is_guessed if query else False)


def _base(wanted: PostSearch, query: Query | None) -> Select[Any]:
    base = select(Post.id, Post.live_at).where(Post.live_at.is_not(None), *map(_stands_on, wanted.shelves))
    if query is None and wanted.sort is not PostSort.TITLE:
        return base
    base = base.join(PostText, PostText.post_id == Post.id)
    base = base.where(of_this_tenant(PostText), PostText.locale == current_locale())
    return base.where(matches(PostText.vector, query.every)) if query else base


def _stands_on(shelf: Shelf) -> ColumnElement[bool]:
    table = SHELF_TABLES[shelf.kind]
    shelf_id = select(table.id).where(table.slug == shelf.slug).scalar_subquery()
    rows = rows_of(shelf.kind, shelf_id)
    if rows.post_id is Post.id:
        return rows.conditions[0]
    return Post.id.in_(select(rows.post_id).where(*rows.is_live))


def _after(base: Select[Any], wanted: PostSearch, sort: PostSort) -> Select[Any]:
    if wanted.before is None or sort not in (PostSort.NEWEST, PostSort.OLDEST):
        return base
    here, last = tuple_(Post.live_at, Post.id), tuple_(*wanted.before)
    return base.where(here < last if sort is PostSort.NEWEST else here > last)


def _order(sort: PostSort, query: Query | None) -> list[ColumnElement[Any]]:
    newest = [Post.live_at.desc(), Post.id.desc()]
    if sort is PostSort.OLDEST:
        return [Post.live_at.asc(), Post.id.asc()]
    if sort is PostSort.TITLE:
        return [PostText.name_key.asc(), Post.id.asc()]
    if sort is PostSort.RELEVANCE and query is not None:
        return [relevance(PostText, query, query.every).desc(), *newest]
    return newest
