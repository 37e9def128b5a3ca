"""Categories, tags, series and authors."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.blog.models import LONGEST_SLUG, Author, BlogCategory, Post, Series
from aistrategyhub.features.blog.queries.standing import SHELF_TABLES, rows_of
from aistrategyhub.features.blog.schemas.rows import AuthorRow, ShelfRow
from aistrategyhub.features.blog.schemas.shelves import ShelfKind
from aistrategyhub.features.publishing.rules import fold


class ShelfNotFound(DomainError):
    """No category, tag, series or author has this id or address."""

    code = "SHELF_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Non esiste più: forse qualcuno l’ha eliminato. Ricarica l’elenco.")


async def list_shelves(
    session: AsyncSession, kind: ShelfKind, *, q: str = "", page: PageRequest = PageRequest(per_page=100)
) -> Page[ShelfRow]:
    """One page of the categories (in their order), tags or series (by name) whose name has these letters."""
    table = SHELF_TABLES[kind]
    conditions = [table.slug.like(f"%{fold(q)}%")] if fold(q) else []
    order = [table.position, table.name_it] if kind is ShelfKind.CATEGORY else [table.name_it]
    query = _counted(kind, table).where(*conditions).order_by(*order, table.id)
    rows = (await session.execute(query.limit(page.per_page).offset(page.offset))).all()
    total = await session.scalar(select(func.count()).select_from(table).where(*conditions))
    return Page([_shelf_row(row) for row in rows], total or 0, page.page, page.per_page)


async def list_authors(
    session: AsyncSession, *, q: str = "", page: PageRequest = PageRequest(per_page=100)
) -> Page[AuthorRow]:
    """One page of the authors by name."""
    conditions = [Author.slug.like(f"%{fold(q)}%")] if fold(q) else []
    query = _counted(ShelfKind.AUTHOR, Author).where(*conditions).order_by(Author.name, Author.id)
    rows = (await session.execute(query.limit(page.per_page).offset(page.offset))).all()
    total = await session.scalar(select(func.count()).select_from(Author).where(*conditions))
    return Page([_author_row(row) for row in rows], total or 0, page.page, page.per_page)


async def get_shelf(session: AsyncSession, kind: ShelfKind, shelf_id: UUID) -> ShelfRow:
    """The category, tag or series of this id. Raises ShelfNotFound."""
    table = SHELF_TABLES[kind]
    row = (await session.execute(_counted(kind, table).where(table.id == shelf_id))).one_or_none()
    if row is None:
        raise ShelfNotFound
    return _shelf_row(row)


async def get_author(session: AsyncSession, author_id: UUID) -> AuthorRow:
    """The author of this id. Raises ShelfNotFound."""
    row = (await session.execute(_counted(ShelfKind.AUTHOR, Author).where(Author.id == author_id))).one_or_none()
    if row is None:
        raise ShelfNotFound
    return _author_row(row)


async def find_shelf_row(session: AsyncSession, kind: ShelfKind, slug: str) -> Any | None:
    """The row of the category, tag, series or author at this address."""
    if len(slug) > LONGEST_SLUG or fold(slug) != slug:
        return None
    table = SHELF_TABLES[kind]
    return (await session.execute(select(table).where(table.slug == slug))).scalar_one_or_none()


async def list_live_slugs(session: AsyncSession, kind: ShelfKind) -> list[str]:
    """The addresses of the shelves on which a live post stands."""
    table = SHELF_TABLES[kind]
    rows = rows_of(kind, table.id)
    query = select(table.slug).where(select(rows.post_id).where(*rows.is_live).exists()).order_by(table.slug)
    return list((await session.execute(query)).scalars())


async def list_live_categories(session: AsyncSession) -> Sequence[BlogCategory]:
    """The categories that have something to read, in their order."""
    has_posts = select(Post.id).where(Post.category_id == BlogCategory.id, Post.live_at.is_not(None)).exists()
    query = select(BlogCategory).where(has_posts).order_by(BlogCategory.position, BlogCategory.name_it)
    return list((await session.execute(query)).scalars())


def _counted(kind: ShelfKind, table: Any) -> Select[Any]:
    rows = rows_of(kind, table.id)
    counting = select(func.count(rows.post_id)).correlate(table)
    return select(
        table,
        counting.where(*rows.conditions).scalar_subquery().label("post_count"),
        counting.where(*rows.is_live).scalar_subquery().label("live_count"),
    )


def _shelf_row(row: Any) -> ShelfRow:
    shelf: Any = row[0]
    described = isinstance(shelf, BlogCategory | Series)
    return ShelfRow(
        id=shelf.id,
        slug=shelf.slug,
        name_it=shelf.name_it,
        name_en=shelf.name_en,
        description_it=shelf.description_it if described else "",
        description_en=shelf.description_en if described else "",
        position=getattr(shelf, "position", 0),
        post_count=row.post_count,
        live_count=row.live_count,
    )


def _author_row(row: Any) -> AuthorRow:
    author: Author = row.Author
    copied = "id slug name person_id role_it role_en bio_it bio_en photo_id links"
    return AuthorRow(
        **{name: getattr(author, name) for name in copied.split()},
        post_count=row.post_count,
        live_count=row.live_count,
    )
