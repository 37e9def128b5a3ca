"""All the posts of a category, a tag, a series or an author given to another one, or taken off: in as many statements
for a thousand posts as for one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.paths import in_every_language
from aistrategyhub.core.text import mark
from aistrategyhub.features.blog.models import Post, PostAuthor, PostTag
from aistrategyhub.features.blog.queries.facts import list_posts_on
from aistrategyhub.features.blog.queries.shelves import ShelfNotFound
from aistrategyhub.features.blog.queries.standing import SHELF_TABLES, count_live, rows_of
from aistrategyhub.features.blog.rules.archive import last_page
from aistrategyhub.features.blog.schemas.shelves import CATEGORIES_THING, Shelf, ShelfKind, post_thing
from aistrategyhub.infra.db import take_turns
from aistrategyhub.prerender.service import drop, touch, want

_ITSELF = mark("Scegli un’altra voce: questa sta per essere eliminata.")


async def empty_shelf(session: AsyncSession, kind: ShelfKind, shelf_id: UUID, move_to: UUID | None) -> Sequence[UUID]:
    """Puts every post of the shelf on `move_to`, or on none; which they were. Their pages, and those of both shelves,
    are written again.

    Raises ShelfNotFound, InvalidInput (`move_to`) for the shelf itself.
    """
    if move_to == shelf_id:
        raise InvalidInput([FieldError("move_to", "ITSELF", _ITSELF)])
    await take_turns(session, "blog.lists")
    former = await _shelf(session, kind, shelf_id)
    target = await _shelf(session, kind, move_to) if move_to else None
    post_ids = await list_posts_on(session, kind, shelf_id)
    if not post_ids:
        return post_ids
    had = await count_live(session, rows_of(kind, shelf_id))
    held = await count_live(session, rows_of(kind, move_to)) if move_to else 0
    await _move(session, kind, shelf_id, move_to)
    await touch(session, *(f"publication:{post_id}" for post_id in post_ids))
    if kind is ShelfKind.AUTHOR:
        # Lists say who signs each post.
        await touch(session, *map(post_thing, post_ids))
    if had:
        await drop(session, *_paths(former, range(1, last_page(had) + 1)))
    if had and target:
        await _rewrite(session, target, held, await count_live(session, rows_of(kind, move_to)))
    return post_ids


async def _shelf(session: AsyncSession, kind: ShelfKind, shelf_id: UUID) -> Shelf:
    table = SHELF_TABLES[kind]
    slug = await session.scalar(select(table.slug).where(table.id == shelf_id))
    if slug is None:
        raise ShelfNotFound
    return Shelf(kind, slug)


async def _move(session: AsyncSession, kind: ShelfKind, shelf_id: UUID, move_to: UUID | None) -> None:
    rows = rows_of(kind, shelf_id)
    changed = update(Post).where(Post.id.in_(select(rows.post_id).where(*rows.conditions)))
    if kind is ShelfKind.CATEGORY:
        await session.execute(changed.values(category_id=move_to, updated_at=now()))
    elif kind is ShelfKind.SERIES:
        await session.execute(changed.values(series_id=move_to, series_position=None, updated_at=now()))
    else:
        await session.execute(changed.values(updated_at=now()))
        await (_move_tag(session, shelf_id, move_to) if kind is ShelfKind.TAG else _sign(session, shelf_id, move_to))


async def _move_tag(session: AsyncSession, tag_id: UUID, move_to: UUID | None) -> None:
    if move_to:
        kept = aliased(PostTag)
        tagged = select(kept.post_id).where(kept.tag_id == move_to)
        alone = update(PostTag).where(PostTag.tag_id == tag_id, PostTag.post_id.not_in(tagged))
        await session.execute(alone.values(tag_id=move_to))
    await session.execute(delete(PostTag).where(PostTag.tag_id == tag_id))


async def _sign(session: AsyncSession, author_id: UUID, move_to: UUID | None) -> None:
    """The other author signs in the place of this one; whoever signs already keeps the better place of the two."""
    if move_to:
        leaving, staying = aliased(PostAuthor), aliased(PostAuthor)
        both = update(PostAuthor).where(
            PostAuthor.author_id == move_to, leaving.author_id == author_id, leaving.post_id == PostAuthor.post_id
        )
        await session.execute(both.values(position=func.least(PostAuthor.position, leaving.position)))
        signed = select(staying.post_id).where(staying.author_id == move_to)
        alone = update(PostAuthor).where(PostAuthor.author_id == author_id, PostAuthor.post_id.not_in(signed))
        await session.execute(alone.values(author_id=move_to))
    await session.execute(delete(PostAuthor).where(PostAuthor.author_id == author_id))


async def _rewrite(session: AsyncSession, shelf: Shelf, before: int, after: int) -> None:
    """Posts of every age came to the shelf: all its pages show others."""
    numbers = range(1, last_page(after) + 1)
    await touch(session, shelf.thing, *map(shelf.page_thing, numbers))
    await want(session, *_paths(shelf, numbers))
    if before == 0 and shelf.kind is ShelfKind.CATEGORY:
        await touch(session, CATEGORIES_THING)


def _paths(shelf: Shelf, numbers: Sequence[int]) -> list[str]:
    """The newest page and the numbered ones, in every language; a series has the newest alone."""
    pages = [] if shelf.kind is ShelfKind.SERIES else [shelf.page_path(number) for number in numbers]
    return [path for page in (shelf.path, *pages) for path in in_every_language(page).values()]
