"""The order of categories among their siblings."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.catalog.models import Category
from aistrategyhub.features.catalog.service.categories import move_category


async def place_category(session: AsyncSession, category_id: UUID, *, parent_id: UUID | None, place: int) -> None:
    """Puts a category below another one, or at the top, at a place among its siblings counted from 0.

    Raises CategoryNotFound and InvalidInput (`parent_id`): not below itself, not too deep.
    """
    await move_category(session, category_id, parent_id=parent_id)
    query = select(Category).where(Category.parent_id == parent_id).order_by(Category.sort_order, Category.slug)
    siblings = list((await session.execute(query)).scalars())
    moved = next(one for one in siblings if one.id == category_id)
    others = [one for one in siblings if one.id != category_id]
    for number, category in enumerate([*others[:place], moved, *others[place:]]):
        category.sort_order = number
    await session.flush()
