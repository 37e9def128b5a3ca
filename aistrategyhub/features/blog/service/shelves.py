"""Categories, tags and series: made, renamed, taken away without losing a post."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.blog.models import LONGEST_SLUG
from aistrategyhub.features.blog.queries.shelves import ShelfNotFound, get_shelf
from aistrategyhub.features.blog.queries.standing import SHELF_TABLES, count_live, rows_of
from aistrategyhub.features.blog.schemas.drafts import ShelfDraft
from aistrategyhub.features.blog.schemas.shelves import CATEGORIES_THING, Shelf, ShelfKind
from aistrategyhub.features.blog.service.emptying import empty_shelf
from aistrategyhub.features.publishing.rules import fold
from aistrategyhub.infra.db import take_turns
from aistrategyhub.prerender.service import touch

_NO_NAME = mark("Scrivi il nome in italiano: è quello che vede chi non trova la propria lingua.")
_NO_SLUG = mark("L’indirizzo è vuoto: scrivi almeno una lettera o una cifra.")
_TAKEN = mark("L’indirizzo «{slug}» è già di «{name}»: scegline un altro.")
_FIXED = mark("L’indirizzo non si cambia più: chi legge il blog può averlo salvato.")
_DESCRIBED = frozenset({ShelfKind.CATEGORY, ShelfKind.SERIES})


class ShelfInUse(DomainError):
    """Posts stand there: they are moved elsewhere first, or with it."""

    code = "SHELF_IN_USE"
    sentence = mark("«{name}» ha {count} articoli: scegli dove spostarli, poi si può eliminare.")


async def save_shelf(session: AsyncSession, kind: ShelfKind, draft: ShelfDraft, shelf_id: UUID | None = None) -> UUID:
    """Stores a category, a tag or a series; with an id, changes that one on every page that names it.

    Its address is made from the name, and stays once somebody may have kept it. Raises InvalidInput (`name_it`,
    `slug`), ShelfNotFound.
    """
    await take_turns(session, "blog.shelves")
    table: Any = SHELF_TABLES[kind]
    row = await get_row(session, kind, shelf_id) if shelf_id else table()
    if not draft.name_it:
        raise InvalidInput([FieldError("name_it", "MISSING", _NO_NAME)])
    slug = await free_slug(session, kind, draft.slug or (row.slug if shelf_id else draft.name_it), row)
    before = row.model_dump(mode="json", exclude={"tenant_id"}) if shelf_id else None
    row.slug, row.name_it, row.name_en = slug, draft.name_it, draft.name_en
    if kind in _DESCRIBED:
        row.description_it, row.description_en = draft.description_it, draft.description_en
    if kind is ShelfKind.CATEGORY:
        row.position = draft.position
    session.add(row)
    await session.flush()
    await tell_of_name(session, kind, slug)
    after = row.model_dump(mode="json", exclude={"tenant_id"})
    await record(session, "blog.shelf_saved", f"blog_{kind.name.lower()}", row.id, before=before, after=after)
    return row.id


async def remove_shelf(session: AsyncSession, kind: ShelfKind, shelf_id: UUID, *, move_to: UUID | None = None) -> None:
    """Takes a category, a tag or a series away. A category's posts go to `move_to`; tags and series are taken off
    theirs, or replaced by `move_to`.

    Raises ShelfInUse for a category with posts and nowhere to move them, InvalidInput (`move_to`), ShelfNotFound.
    """
    shelf = await get_shelf(session, kind, shelf_id)
    if kind is ShelfKind.CATEGORY and shelf.post_count and move_to is None:
        raise ShelfInUse(name=shelf.name_it, count=shelf.post_count)
    post_ids = await empty_shelf(session, kind, shelf_id, move_to)
    await session.execute(delete(SHELF_TABLES[kind]).where(SHELF_TABLES[kind].id == shelf_id))
    await tell_of_name(session, kind, shelf.slug)
    told = {"name": shelf.name_it, "moved_to": move_to, "posts": post_ids}
    await record(session, "blog.shelf_removed", f"blog_{kind.name.lower()}", shelf_id, **told)


async def get_row(session: AsyncSession, kind: ShelfKind, shelf_id: UUID) -> Any:
    """The row, kept from changing until the transaction ends. Raises ShelfNotFound."""
    table: Any = SHELF_TABLES[kind]
    row = (await session.execute(select(table).where(table.id == shelf_id).with_for_update())).scalar_one_or_none()
    if row is None:
        raise ShelfNotFound
    return row


async def free_slug(session: AsyncSession, kind: ShelfKind, wanted: str, row: Any) -> str:
    """The address that these letters make. Raises InvalidInput (`slug`) when it is another's, or may not change."""
    slug = fold(wanted)[:LONGEST_SLUG].strip("-")
    if not slug:
        raise InvalidInput([FieldError("slug", "EMPTY_SLUG", _NO_SLUG)])
    table: Any = SHELF_TABLES[kind]
    other = (await session.execute(select(table).where(table.slug == slug, table.id != row.id))).scalar_one_or_none()
    if other is not None:
        name = getattr(other, "name", None) or other.name_it
        raise InvalidInput([FieldError("slug", "SLUG_TAKEN", _TAKEN, {"slug": slug, "name": name})])
    if row.slug and row.slug != slug and await count_live(session, rows_of(kind, row.id)):
        raise InvalidInput([FieldError("slug", "SLUG_FIXED", _FIXED)])
    return slug


async def tell_of_name(session: AsyncSession, kind: ShelfKind, slug: str) -> None:
    """Has every page written again that says what the shelf is called, and those that offer all categories."""
    shelf = Shelf(kind, slug)
    await touch(session, shelf.name_thing, *([CATEGORIES_THING] if kind is ShelfKind.CATEGORY else []))
