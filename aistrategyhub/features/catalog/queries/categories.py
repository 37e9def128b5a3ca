"""Reads of the tree of the catalogue."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.catalog.models import CatalogItem, CatalogListing, Category
from aistrategyhub.features.catalog.queries.errors import CategoryNotFound
from aistrategyhub.features.catalog.rules import is_slug
from aistrategyhub.features.catalog.schemas import CategoryBody, CategoryRow, CategoryView
from aistrategyhub.features.media.queries import declare_uses, image_views
from aistrategyhub.features.media.schemas import ImageBody, ImageView, Use
from aistrategyhub.infra.search import of_this_tenant

CATEGORIES_ROUTE = "/admin/categorie"
MOST_COUNTED = 1_000


async def list_categories(session: AsyncSession, locale: str) -> list[CategoryBody]:
    """Every category in its order, with the number of published items in it, counted up to `MOST_COUNTED` + 1."""
    rows = (await session.execute(_counted(locale).order_by(Category.sort_order, Category.slug))).all()
    images = await _pictures(session, *(row.Category for row in rows))
    return [_category(row, locale, images) for row in rows]


async def find_category(session: AsyncSession, category_id: UUID, locale: str) -> CategoryBody:
    """One of these. Raises CategoryNotFound."""
    row = (await session.execute(_counted(locale).where(Category.id == category_id))).one_or_none()
    if row is None:
        raise CategoryNotFound(slug=str(category_id))
    return _category(row, locale, await _pictures(session, row.Category))


async def find_view(session: AsyncSession, slug: str, locale: str) -> CategoryView:
    """What a list shows of the category of this slug; nothing where there is none."""
    query = select(Category).where(Category.slug == slug)
    category = (await session.execute(query)).scalar_one_or_none() if is_slug(slug) else None
    if category is None:
        return CategoryView()
    lang, description = _described(category, locale)
    image = (await _pictures(session, category)).get(category.image_id, ImageView())
    return CategoryView(description, lang, image)


def _counted(locale: str) -> Select[Any]:
    listing = CatalogListing
    listed = (
        select(literal(1).label("one"))
        .where(of_this_tenant(listing), listing.locale == locale, listing.category_id == Category.id)
        .correlate(Category)
        .limit(MOST_COUNTED + 1)
        .lateral("listed")
    )
    return (
        select(Category, func.count(listed.c.one).label("service_count"), category_name(locale).label("name"))
        .outerjoin(listed, true())
        .group_by(Category.tenant_id, Category.id)
    )


def _category(row: Row[Any], locale: str, images: Mapping[UUID, ImageView]) -> CategoryBody:
    image = images.get(row.Category.image_id)
    return CategoryBody(
        id=row.Category.id,
        slug=row.Category.slug,
        name=row.name,
        description=_described(row.Category, locale)[1],
        image=ImageBody.of(image) if image else None,
        parent_id=row.Category.parent_id,
        service_count=row.service_count,
    )


async def _pictures(session: AsyncSession, *categories: Category) -> dict[UUID, ImageView]:
    named = [category.image_id for category in categories if category.image_id]
    return await image_views(session, named) if named else {}


def _described(category: Category, locale: str) -> tuple[str, str]:
    """Its description in the language, else in Italian, and which of them that is."""
    if locale != DEFAULT_LOCALE and category.description_en:
        return locale, category.description_en
    return DEFAULT_LOCALE, category.description_it


async def list_tree(session: AsyncSession) -> list[CategoryRow]:
    """The whole tree from the top down, children behind their parent in their order, with the number of their items in
    whatever state."""
    counts = (
        select(CatalogItem.category_id, func.count().label("items"))
        .group_by(CatalogItem.category_id)
        .subquery("counts")
    )
    query = (
        select(Category, func.coalesce(counts.c["items"], 0))
        .outerjoin(counts, counts.c.category_id == Category.id)
        .order_by(Category.sort_order, Category.slug)
    )
    children: dict[UUID | None, list[tuple[Category, int]]] = defaultdict(list)
    for category, count in (await session.execute(query)).tuples():
        children[category.parent_id].append((category, count))
    return _below(None, children, 0)


async def get_category(session: AsyncSession, category_id: UUID) -> Category:
    """The category. Raises CategoryNotFound."""
    found = (await session.execute(select(Category).where(Category.id == category_id))).scalar_one_or_none()
    if found is None:
        raise CategoryNotFound(slug=str(category_id))
    return found


async def category_ids(session: AsyncSession) -> dict[str, UUID]:
    """The id of every category by its slug."""
    return dict((await session.execute(select(Category.slug, Category.id))).tuples().all())


async def ids_below(session: AsyncSession, category_id: UUID) -> set[UUID]:
    """The category and everything below it."""
    below = select(Category.id).where(Category.id == category_id).cte("below", recursive=True)
    child = select(Category.id).join(below, Category.parent_id == below.c.id)
    return set((await session.execute(select(below.union(child).c.id))).scalars())


async def find_branch(session: AsyncSession, slug: str) -> set[UUID]:
    """The category of this slug and everything below it; nothing where there is none."""
    if not is_slug(slug):
        return set()
    below = select(Category.id).where(Category.slug == slug).cte("below", recursive=True)
    child = select(Category.id).join(below, Category.parent_id == below.c.id)
    return set((await session.execute(select(below.union(child).c.id))).scalars())


def category_name(locale: str) -> ColumnElement[str]:
    """Its name in the language, else in Italian."""
    if locale == DEFAULT_LOCALE:
        return Category.name_it
    return func.coalesce(func.nullif(Category.name_en, ""), Category.name_it)


async def uses_of_picture(session: AsyncSession, media_id: UUID) -> list[Use]:
    """The categories that show a picture, told to the library."""
    query = select(Category.name_it).where(Category.image_id == media_id).order_by(Category.slug)
    return [Use(name, CATEGORIES_ROUTE) for name in (await session.execute(query)).scalars()]


def _below(
    parent_id: UUID | None, children: dict[UUID | None, list[tuple[Category, int]]], depth: int
) -> list[CategoryRow]:
    rows = []
    for category, count in children[parent_id]:
        values = category.model_dump(exclude={"tenant_id"})
        rows += [CategoryRow(**values, depth=depth, item_count=count), *_below(category.id, children, depth + 1)]
    return rows


declare_uses("catalog", uses_of_picture)
