"""The tree of the catalogue: branches are added, changed, moved and removed one at a time."""

from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.fields import TOO_LONG
from aistrategyhub.core.latin import one_line
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.models import CatalogItem, Category
from aistrategyhub.features.catalog.models.categories import LONGEST_DESCRIPTION, LONGEST_NAME
from aistrategyhub.features.catalog.queries import get_category, ids_below
from aistrategyhub.features.media.queries import image_views
from aistrategyhub.features.publishing.rules import fold
from aistrategyhub.infra.db import take_turns
from aistrategyhub.prerender.service import touch

DEEPEST = 6
_LONGEST_SLUG = 100
_NO_NAME = mark("Scrivi il nome della categoria in italiano.")
_NO_SLUG = mark("L’indirizzo è vuoto: scrivi almeno una lettera o una cifra.")
_SLUG_TAKEN = mark("L’indirizzo «{slug}» è già di un’altra categoria: scegline uno diverso.")
_INTO_ITSELF = mark("Una categoria non può stare dentro sé stessa né dentro una sua sottocategoria.")
_TOO_DEEP = mark("Le categorie sono annidate troppo: al massimo {deepest} livelli.")
_NO_PICTURE = mark("Questa immagine non è nella libreria: scegline un’altra.")
_NO_PARENT = mark("La categoria superiore non esiste più: scegline un’altra.")


class CategoryInUse(DomainError):
    """A branch that holds items or other branches is not removed."""

    code = "CATEGORY_IN_USE"
    sentence = mark("«{name}» contiene servizi o sottocategorie: spostali prima di eliminarla.")


async def create_category(session: AsyncSession, *, slug: str, name_it: str, name_en: str, sort_order: int = 0) -> None:
    """A branch at the top; one that is already there stays as it is."""
    values = {"slug": slug, "name_it": name_it, "name_en": name_en, "sort_order": sort_order}
    await session.execute(insert(Category).values(**values).on_conflict_do_nothing())


async def add_category(
    session: AsyncSession,
    *,
    name_it: str,
    name_en: str = "",
    slug: str = "",
    description_it: str = "",
    description_en: str = "",
    image_id: UUID | None = None,
    parent_id: UUID | None = None,
    sort_order: int = 0,
) -> Category:
    """A new branch; without a slug one is made from its Italian name. Raises InvalidInput (`name_it`, `slug`,
    `parent_id`, `image_id`)."""
    await _hold_tree(session)
    await _check_picture(session, image_id)
    made = Category(
        **_read_words(name_it, name_en, description_it, description_en),
        slug=await _read_slug(session, slug or name_it),
        image_id=image_id,
        sort_order=sort_order,
    )
    await _check_parent(session, made, parent_id)
    made.parent_id = parent_id
    session.add(made)
    await session.flush()
    await record(session, "catalog.category_added", "category", made.id, slug=made.slug, name_it=made.name_it)
    await _tell_pages(session, made)
    return made


async def change_category(
    session: AsyncSession,
    category_id: UUID,
    *,
    name_it: str,
    name_en: str,
    slug: str,
    description_it: str = "",
    description_en: str = "",
    image_id: UUID | None = None,
    sort_order: int = 0,
) -> Category:
    """The branch with other words, another picture or another place among its siblings. Raises CategoryNotFound and
    InvalidInput (`name_it`, `slug`, `image_id`)."""
    await _hold_tree(session)
    category = await get_category(session, category_id)
    if image_id != category.image_id:
        await _check_picture(session, image_id)
    await _tell_pages(session, category)
    after: dict[str, Any] = {
        **_read_words(name_it, name_en, description_it, description_en),
        "slug": await _read_slug(session, slug or name_it, category.id),
        "image_id": image_id,
        "sort_order": sort_order,
    }
    before = {name: getattr(category, name) for name in after}
    for name, value in after.items():
        setattr(category, name, value)
    await session.flush()
    await record(session, "catalog.category_changed", "category", category.id, before=before, after=after)
    await _tell_pages(session, category)
    return category


async def move_category(
    session: AsyncSession, category_id: UUID, *, parent_id: UUID | None, sort_order: int | None = None
) -> Category:
    """The branch below another one, or at the top, with all that is below it; of two who move at once the second sees
    what the first did. Raises CategoryNotFound and InvalidInput (`parent_id`)."""
    await _hold_tree(session)
    category = await get_category(session, category_id)
    await _check_parent(session, category, parent_id)
    before = {"parent_id": category.parent_id, "sort_order": category.sort_order}
    category.parent_id = parent_id
    category.sort_order = category.sort_order if sort_order is None else sort_order
    await session.flush()
    after = {"parent_id": category.parent_id, "sort_order": category.sort_order}
    await record(session, "catalog.category_moved", "category", category.id, before=before, after=after)
    await _tell_pages(session, category)
    return category


async def remove_category(session: AsyncSession, category_id: UUID) -> None:
    """Removes a branch that holds nothing. Raises CategoryNotFound and CategoryInUse."""
    await _hold_tree(session)
    category = await get_category(session, category_id)
    held = exists().where(CatalogItem.category_id == category.id) | exists().where(Category.parent_id == category.id)
    if (await session.execute(select(held))).scalar_one():
        raise CategoryInUse(name=category.name_it)
    await session.delete(category)
    await session.flush()
    await record(session, "catalog.category_removed", "category", category.id, slug=category.slug)
    await _tell_pages(session, category)


async def _hold_tree(session: AsyncSession) -> None:
    await take_turns(session, "catalog.categories")


async def _check_picture(session: AsyncSession, image_id: UUID | None) -> None:
    if image_id is not None and image_id not in await image_views(session, [image_id]):
        raise _refusal("image_id", "PICTURE_NOT_FOUND", _NO_PICTURE)


async def _check_parent(session: AsyncSession, category: Category, parent_id: UUID | None) -> None:
    if parent_id is None:
        return
    above = await _ids_above(session, parent_id)
    if parent_id not in above:
        raise _refusal("parent_id", "PARENT_NOT_FOUND", _NO_PARENT)
    if category.id in above:
        raise _refusal("parent_id", "INTO_ITSELF", _INTO_ITSELF)
    if len(above) + await _height(session, category.id) > DEEPEST:
        raise _refusal("parent_id", "TOO_DEEP", _TOO_DEEP, deepest=DEEPEST)


async def _ids_above(session: AsyncSession, category_id: UUID) -> set[UUID]:
    """The category and all above it."""
    above = select(Category.id, Category.parent_id).where(Category.id == category_id).cte("above", recursive=True)
    parent = select(Category.id, Category.parent_id).join(above, above.c.parent_id == Category.id)
    return set((await session.execute(select(above.union(parent).c.id))).scalars())


async def _height(session: AsyncSession, category_id: UUID) -> int:
    """How many levels the category takes up with all that is below it."""
    query = select(Category.id, Category.parent_id).where(Category.id.in_(await ids_below(session, category_id)))
    parents = dict((await session.execute(query)).tuples().all())
    return max((_depth_of(one, parents) for one in parents), default=1)


def _depth_of(category_id: UUID, parents: dict[UUID, UUID | None]) -> int:
    depth, above = 1, parents[category_id]
    while above in parents:
        depth, above = depth + 1, parents[above]
    return depth


def _read_words(name_it: str, name_en: str, description_it: str, description_en: str) -> dict[str, str]:
    words = {"name_it": one_line(name_it), "name_en": one_line(name_en)}
    words |= {"description_it": description_it.strip(), "description_en": description_en.strip()}
    errors = [] if words["name_it"] else [FieldError("name_it", "REQUIRED", _NO_NAME)]
    for name, text in words.items():
        longest = LONGEST_NAME if name.startswith("name") else LONGEST_DESCRIPTION
        if len(text) > longest:
            errors.append(FieldError(name, "TOO_LONG", TOO_LONG, {"longest": longest}))
    if errors:
        raise InvalidInput(errors)
    return words


async def _read_slug(session: AsyncSession, typed: str, category_id: UUID | None = None) -> str:
    slug = fold(typed)[:_LONGEST_SLUG].strip("-")
    if not slug:
        raise _refusal("slug", "EMPTY_SLUG", _NO_SLUG)
    owner = (await session.execute(select(Category.id).where(Category.slug == slug))).scalar_one_or_none()
    if owner not in (None, category_id):
        raise _refusal("slug", "SLUG_TAKEN", _SLUG_TAKEN, slug=slug)
    return slug


async def _tell_pages(session: AsyncSession, category: Category) -> None:
    await touch(session, "catalog", f"category:{category.slug}")


def _refusal(field: str, code: str, sentence: str, **values: object) -> InvalidInput:
    return InvalidInput([FieldError(field, code, sentence, values)])
