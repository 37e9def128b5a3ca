"""The pages that list posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import _, mark, number_label
from aistrategyhub.features.blog.queries.authors import draw_authors
from aistrategyhub.features.blog.queries.cards import list_cards, things_of_cards
from aistrategyhub.features.blog.queries.searching import Found, PostSearch, search_posts
from aistrategyhub.features.blog.queries.shelves import find_shelf_row, list_live_categories, list_live_slugs
from aistrategyhub.features.blog.queries.standing import count_live, list_parts, list_slice, rows_of
from aistrategyhub.features.blog.rules.archive import PER_PAGE, Slice, last_page, newer_page, older_page, slice_of
from aistrategyhub.features.blog.rules.heads import BLOG_LEAD, BLOG_TITLE, list_head
from aistrategyhub.features.blog.rules.names import in_words, localized_path, shelf_link
from aistrategyhub.features.blog.rules.search_routes import search_route
from aistrategyhub.features.blog.schemas.shelves import CATEGORIES_THING, EVERYTHING, Shelf, ShelfKind
from aistrategyhub.features.blog.schemas.views import AuthorView, ListView, PostCard, ShelfLink
from aistrategyhub.prerender.declared import Head

_KICKERS = {
    ShelfKind.ALL: "",
    ShelfKind.CATEGORY: mark("Categoria"),
    ShelfKind.TAG: mark("Articoli su"),
    ShelfKind.AUTHOR: mark("Chi scrive"),
    ShelfKind.SERIES: mark("Serie"),
}
_FOUND = mark("Articoli trovati per «{q}»: {count}")
_GUESSED = mark("Nessun articolo contiene «{q}»; questi contengono parole simili: {count}")
_MORE = mark("più di {count}")
_NOTHING = mark("Nessun articolo trovato per «{q}».")


@dataclass(frozen=True)
class ShownList:
    """A page of posts: as it is drawn, what its head says, the names of the things it shows."""

    view: ListView
    head: Head
    things: frozenset[str]


async def find_list(session: AsyncSession, shelf: Shelf, number: int | None = None) -> ShownList | None:
    """The newest posts of a shelf, or those of one of its numbered pages; None where there is no such page."""
    row = await find_shelf_row(session, shelf.kind, shelf.slug) if shelf.slug else None
    if row is None and shelf != EVERYTHING:
        return None
    ids = await _ids(session, shelf, row.id if row else None, number)
    if ids is None:
        return None
    cards = await list_cards(session, ids.ids)
    view = await _view(session, shelf, row, number, cards, ids.total)
    return ShownList(view, list_head(shelf, view, number), _things(shelf, number, cards, row))


async def find_search(session: AsyncSession, q: str, number: int) -> ListView:
    """The posts that were searched for; a search that cannot be read says why."""
    refusal, cards, found = "", [], Found(Page([], 0, number, PER_PAGE))
    try:
        found = await search_posts(session, PostSearch(q=q), PageRequest(number, PER_PAGE))
        cards = await list_cards(session, found.ids.rows)
    except InvalidInput as error:
        refusal = _(error.fields[0].sentence, **error.fields[0].values)
    total = found.ids.total
    return ListView(
        path=localized_path(search_route(q, number)),
        title=_(BLOG_TITLE),
        cards=cards,
        categories=await _categories(session, EVERYTHING),
        newer_path=localized_path(search_route(q, number - 1)) if number > 1 else "",
        older_path=localized_path(search_route(q, number + 1)) if number * PER_PAGE < total else "",
        page_label="" if refusal else _found_label(q, found),
        q=q,
        refusal=refusal,
    )


def _found_label(q: str, found: Found) -> str:
    if not found.ids.total:
        return _(_NOTHING, q=q)
    count = number_label(found.ids.total)
    return _(_GUESSED if found.is_guessed else _FOUND, q=q, count=_(_MORE, count=count) if found.is_cut else count)


async def list_newest(session: AsyncSession, shelf: Shelf, most: int) -> Sequence[UUID]:
    """The newest live posts of a shelf; none where there is no such shelf."""
    row = await find_shelf_row(session, shelf.kind, shelf.slug) if shelf.slug else None
    if row is None and shelf != EVERYTHING:
        return []
    return await list_slice(session, rows_of(shelf.kind, row.id if row else None), Slice(0, most), most)


async def list_page_paths(session: AsyncSession, kind: ShelfKind) -> list[str]:
    """The paths of the newest pages of every shelf of a kind that has posts."""
    if kind is ShelfKind.ALL:
        return [EVERYTHING.path]
    return [Shelf(kind, slug).path for slug in await list_live_slugs(session, kind)]


async def list_numbered_paths(session: AsyncSession, kind: ShelfKind) -> list[str]:
    """The paths of the numbered pages of every shelf of a kind."""
    paths = []
    for slug in [""] if kind is ShelfKind.ALL else await list_live_slugs(session, kind):
        shelf = Shelf(kind, slug)
        row = await find_shelf_row(session, kind, slug) if slug else None
        total = await count_live(session, rows_of(kind, row.id if row else None))
        paths += [shelf.page_path(number) for number in range(1, last_page(total) + 1)]
    return paths


@dataclass(frozen=True)
class _Ids:
    ids: Sequence[UUID]
    total: int


async def _ids(session: AsyncSession, shelf: Shelf, shelf_id: UUID | None, number: int | None) -> _Ids | None:
    if shelf.kind is ShelfKind.SERIES:
        parts = [post_id for post_id, _number in await list_parts(session, shelf_id)] if shelf_id else []
        return _Ids(parts, len(parts)) if parts and number is None else None
    rows = rows_of(shelf.kind, shelf_id)
    total = await count_live(session, rows)
    wanted = slice_of(total, number)
    if wanted is None or (total == 0 and shelf != EVERYTHING):
        return None
    return _Ids(await list_slice(session, rows, wanted, total), total)


async def _view(
    session: AsyncSession, shelf: Shelf, row: Any, number: int | None, cards: list[PostCard], total: int
) -> ListView:
    is_paged = shelf.kind is not ShelfKind.SERIES
    older = older_page(total, number) if is_paged else None
    path = shelf.page_path(number) if number else shelf.path
    author = (await draw_authors(session, [row]))[0] if shelf.kind is ShelfKind.AUTHOR else AuthorView()
    return ListView(
        path=localized_path(path),
        title=_title(shelf, row),
        kicker=_(_KICKERS[shelf.kind]) if _KICKERS[shelf.kind] else "",
        lead=_lead(shelf, row),
        cards=cards,
        categories=await _categories(session, shelf),
        author=author,
        newer_path=_newer_path(shelf, total, number),
        older_path=localized_path(shelf.page_path(older)) if older else "",
        feed_path=localized_path((shelf if shelf.kind is ShelfKind.CATEGORY else EVERYTHING).feed_path),
    )


def _title(shelf: Shelf, row: Any) -> str:
    if row is None:
        return _(BLOG_TITLE)
    return row.name if shelf.kind is ShelfKind.AUTHOR else in_words(row, "name")


def _lead(shelf: Shelf, row: Any) -> str:
    if row is None:
        return _(BLOG_LEAD)
    if shelf.kind is ShelfKind.AUTHOR:
        return in_words(row, "role")
    return in_words(row, "description") if shelf.kind in (ShelfKind.CATEGORY, ShelfKind.SERIES) else ""


def _newer_path(shelf: Shelf, total: int, number: int | None) -> str:
    if number is None:
        return ""
    newer = newer_page(total, number)
    return localized_path(shelf.page_path(newer) if newer else shelf.path)


async def _categories(session: AsyncSession, here: Shelf) -> list[ShelfLink]:
    offered = [
        (Shelf(ShelfKind.CATEGORY, row.slug), in_words(row, "name")) for row in await list_live_categories(session)
    ]
    links = [shelf_link(EVERYTHING, _("Tutti gli articoli"), is_here=here == EVERYTHING)]
    return [*links, *(shelf_link(shelf, name, is_here=shelf == here) for shelf, name in offered)] if offered else []


def _things(shelf: Shelf, number: int | None, cards: Sequence[PostCard], row: Any) -> frozenset[str]:
    own = {shelf.page_thing(number) if number else shelf.thing, CATEGORIES_THING}
    if shelf != EVERYTHING:
        own.add(shelf.name_thing)
    if shelf.kind is ShelfKind.AUTHOR and row.photo_id:
        own.add(f"media:{row.photo_id}")
    return things_of_cards(cards) | own
