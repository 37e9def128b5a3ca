"""Posts found by their words, on a shelf or on all of them.

A search looks the words up in the index of words. Where they are in a few hundred posts all of these are weighed, else
the newest few hundred and those that have the words in their title: the work is the same however long the blog is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.searching import read_search
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.blog.models import Post, PostText
from aistrategyhub.features.blog.queries.standing import SHELF_TABLES, rows_of
from aistrategyhub.features.blog.schemas.shelves import SEARCH_SHELF, Shelf
from aistrategyhub.infra.search import Query, matches, of_this_tenant, relevance, understand

MOST_WEIGHED = 400
MOST_COUNTED = 1_000


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
    for another. A search counts up to some hundreds; `is_cut` says that there are more."""

    ids: Page[UUID]
    last: tuple[datetime, UUID] | None = None
    is_guessed: bool = False
    is_cut: bool = False


async def search_posts(session: AsyncSession, wanted: PostSearch, page: PageRequest = PageRequest()) -> Found:
    """One page of the live posts that are wanted, in the language of the moment. Raises InvalidInput (`q`)."""
    typed = read_search(wanted.q)
    query = await understand(session, SEARCH_SHELF, current_locale(), typed) if typed else None
    if typed and query is None:
        return Found(Page([], 0, page.page, page.per_page))
    is_ranked = wanted.sort in (None, PostSort.RELEVANCE)
    if query is not None and is_ranked:
        found = await _weighed(session, wanted, query, page)
    else:
        found = await _listed(session, wanted, query, PostSort.NEWEST if is_ranked else wanted.sort, page)
    return replace(found, is_guessed=query is not None and query.is_guessed)


async def _listed(
    session: AsyncSession, wanted: PostSearch, query: Query | None, sort: PostSort, page: PageRequest
) -> Found:
    """A page in an order that an index has."""
    base = _base(wanted, query)
    counted = base.limit(MOST_COUNTED + 1) if query else base
    total = await session.scalar(select(func.count()).select_from(counted.subquery())) or 0
    ordered = _after(base, wanted, sort).order_by(*_order(sort)).limit(page.per_page)
    rows = (await session.execute(ordered.offset(0 if wanted.before else page.offset))).all()
    last = (rows[-1].live_at, rows[-1].id) if len(rows) == page.per_page else None
    is_cut = query is not None and total > MOST_COUNTED
    return Found(_page_of(rows, min(total, MOST_COUNTED) if is_cut else total, page), last, is_cut=is_cut)


async def _weighed(session: AsyncSession, wanted: PostSearch, query: Query, page: PageRequest) -> Found:
    """A page of the posts that fit, the best first: of all of them where they are few, else of those that count."""
    some = _base(wanted, query).limit(MOST_WEIGHED + 1).subquery()
    count = await session.scalar(select(func.count()).select_from(some)) or 0
    if not count:
        return Found(_page_of([], 0, page))
    anywhere = _base(wanted, query, PostText.name_key, PostText.name_vector, PostText.vector)
    if count <= MOST_WEIGHED:
        return await _best(session, anywhere, query, page)
    named = anywhere.where(matches(PostText.name_vector, query.every))
    newest = [rows.order_by(*_order(PostSort.NEWEST)).limit(MOST_WEIGHED).subquery() for rows in (anywhere, named)]
    return replace(await _best(session, union_all(*map(select, newest)), query, page), is_cut=True)


async def _best(session: AsyncSession, some: Any, query: Query, page: PageRequest) -> Found:
    rows = some.subquery("rows")
    score = func.max(relevance(rows.c, query, query.every))
    columns = rows.c.id, rows.c.live_at
    ranked = select(*columns, func.count().over().label("total")).group_by(*columns)
    ranked = ranked.order_by(score.desc(), rows.c.live_at.desc(), rows.c.id.desc())
    shown = (await session.execute(ranked.limit(page.per_page).offset(page.offset))).all()
    if shown or not page.offset:
        return Found(_page_of(shown, shown[0].total if shown else 0, page))
    total = await session.scalar(select(func.count(func.distinct(rows.c.id))))
    return Found(_page_of([], total or 0, page))


def _page_of(rows: Sequence[Any], total: int, page: PageRequest) -> Page[UUID]:
    return Page([row.id for row in rows], total, page.page, page.per_page)


def _base(wanted: PostSearch, query: Query | None, *columns: Any) -> Select[Any]:
    base = select(Post.id, Post.live_at, *columns).where(Post.live_at.is_not(None), *map(_stands_on, wanted.shelves))
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


def _order(sort: PostSort) -> list[ColumnElement[Any]]:
    if sort is PostSort.OLDEST:
        return [Post.live_at.asc(), Post.id.asc()]
    if sort is PostSort.TITLE:
        return [PostText.name_key.asc(), Post.id.asc()]
    return [Post.live_at.desc(), Post.id.desc()]
