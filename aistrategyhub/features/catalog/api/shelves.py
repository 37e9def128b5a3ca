"""Categories and price lists for those who sell, with a session or an API key."""

from uuid import UUID

from fastapi import APIRouter, status
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import requires
from aistrategyhub.features.catalog import service
from aistrategyhub.features.catalog.api.bodies import CategoryChange
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import CategoryNotFound, get_category, list_price_lists, list_tree
from aistrategyhub.features.catalog.schemas import CategoryRow, PriceListRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok

router = APIRouter(prefix="/editor", tags=["editor"])

_WORDS = ("name_it", "name_en", "slug", "description_it", "description_en", "image_id", "sort_order")


@router.get("/categories", summary="The tree with all its words")
@requires(CatalogPermission.EDIT)
async def read_tree() -> Envelope[list[CategoryRow]]:
    """Every branch behind the one it stands below, with how many items it holds in whatever state."""
    async with unit_of_work() as session:
        return ok(await list_tree(session))


@router.post("/categories", status_code=status.HTTP_201_CREATED, summary="A new branch")
@requires(CatalogPermission.EDIT)
async def add(body: CategoryChange) -> Envelope[CategoryRow]:
    """Adds a branch; without a slug one is made from its Italian name."""
    async with unit_of_work() as session:
        made = await service.add_category(session, **body.model_dump())
        return ok(await _row(session, made.id))


@router.patch("/categories/{category_id}", summary="Change or move a branch")
@requires(CatalogPermission.EDIT)
async def change(category_id: UUID, body: CategoryChange) -> Envelope[CategoryRow]:
    """Changes what is sent. A branch is not moved below itself, nor deeper than six levels."""
    sent = body.model_dump(exclude_unset=True)
    async with unit_of_work() as session:
        category = await get_category(session, category_id)
        words = {name: sent.get(name, getattr(category, name)) for name in _WORDS}
        if sent.keys() & set(_WORDS):
            await service.change_category(session, category_id, **words)
        if "parent_id" in sent:
            await service.move_category(session, category_id, parent_id=sent["parent_id"])
        return ok(await _row(session, category_id))


@router.delete("/categories/{category_id}", status_code=status.HTTP_204_NO_CONTENT, summary="Remove an empty branch")
@requires(CatalogPermission.EDIT)
async def remove(category_id: UUID) -> None:
    """Removes a branch. 409 CATEGORY_IN_USE while it holds items or other branches."""
    async with unit_of_work() as session:
        await service.remove_category(session, category_id)


@router.get("/price-lists", summary="The price lists")
@requires(CatalogPermission.EDIT)
async def read_price_lists() -> Envelope[list[PriceListRow]]:
    """Every price list, the default one first, with the number of prices in it."""
    async with unit_of_work() as session:
        return ok(await list_price_lists(session))


async def _row(session: AsyncSession, category_id: UUID) -> CategoryRow:
    found = next((row for row in await list_tree(session) if row.id == category_id), None)
    if found is None:
        raise CategoryNotFound(slug=str(category_id))
    return found
