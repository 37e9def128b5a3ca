"""Lists follow what visitors may read: where a post comes, goes or moves, the pages that show it are written again.

Whoever changes where a post stands does so inside `relisting`, one transaction at a time for each firm.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paths import in_every_language
from aistrategyhub.features.blog.models import Post
from aistrategyhub.features.blog.queries.facts import list_shelves_of, lock_post
from aistrategyhub.features.blog.queries.standing import count_live, place_of, rows_of
from aistrategyhub.features.blog.rules.archive import disturbed
from aistrategyhub.features.blog.schemas.shelves import CATEGORIES_THING, Shelf, ShelfKind, post_thing
from aistrategyhub.infra.db import take_turns
from aistrategyhub.prerender.service import drop, touch, want


@dataclass(frozen=True)
class Standing:
    """A live post on a shelf: how many posts are older, how many there are, and for a series which part it is."""

    place: int
    total: int
    part: int | None = None


@asynccontextmanager
async def relisting(session: AsyncSession, post_id: UUID) -> AsyncIterator[Post]:
    """The post, whose standing may change inside the block. Raises PublicationNotFound."""
    await take_turns(session, "blog.lists")
    post = await lock_post(session, post_id)
    before = await _standings(session, post)
    yield post
    await session.flush()
    after = await _standings(session, post)
    for shelf in {**before, **after}:
        await _rewrite(session, shelf, before.get(shelf), after.get(shelf))
    await touch(session, post_thing(post_id))


async def _standings(session: AsyncSession, post: Post) -> dict[Shelf, Standing]:
    if post.live_at is None:
        return {}
    standings = {}
    for shelf, shelf_id in await list_shelves_of(session, post.id):
        rows = rows_of(shelf.kind, shelf_id)
        place = await place_of(session, rows, post.live_at, post.id)
        part = post.series_position if shelf.kind is ShelfKind.SERIES else None
        standings[shelf] = Standing(place, await count_live(session, rows), part)
    return standings


async def _rewrite(session: AsyncSession, shelf: Shelf, had: Standing | None, has: Standing | None) -> None:
    """Asks for the pages of a shelf on which a post stood, or stands, where it did not."""
    if had == has:
        return
    before, after = _totals(had, has)
    await touch(session, shelf.thing)
    if before == 0:
        await want(session, *in_every_language(shelf.path).values())
    if after == 0 and shelf.slug:
        await drop(session, *in_every_language(shelf.path).values())
    if shelf.kind is ShelfKind.CATEGORY and 0 in (before, after):
        await touch(session, CATEGORIES_THING)
    if shelf.kind is ShelfKind.SERIES:
        return
    changes = disturbed(before, after, min(one.place for one in (had, has) if one))
    await touch(session, *(shelf.page_thing(number) for number in changes.changed))
    await want(session, *_pages(shelf, changes.added))
    await drop(session, *_pages(shelf, changes.removed))


def _totals(had: Standing | None, has: Standing | None) -> tuple[int, int]:
    if had is None:
        assert has is not None
        return has.total - 1, has.total
    return had.total, has.total if has else had.total - 1


def _pages(shelf: Shelf, numbers: Iterable[int]) -> list[str]:
    return [path for number in numbers for path in in_every_language(shelf.page_path(number)).values()]
