"""Items for those who sell them, with a session or an API key: drafts, facts, prices, what is on the site."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import check, requires
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.features.catalog import service
from aistrategyhub.features.catalog.api.bodies import (
    EditedItem,
    ItemChange,
    NewItem,
    SentPrices,
    read_prices,
)
from aistrategyhub.features.catalog.models import ItemKind, ItemStatus
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import (
    CategoryNotFound,
    category_ids,
    get_category,
    get_item_row,
    list_items,
    list_prices,
    lock_item,
)
from aistrategyhub.features.catalog.schemas import ItemFilter, ItemRow, ItemSort
from aistrategyhub.features.catalog.service.ending import archive_item, delete_item, reopen_item
from aistrategyhub.features.publishing import service as publishing
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.queries import get_publication, get_row
from aistrategyhub.features.publishing.schemas.bodies import DraftBody, RevisionBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged

router = APIRouter(prefix="/editor/services", tags=["editor"])

_MEANWHILE = {409: {"description": "EDITED_MEANWHILE: `details` tell the present revision, by whom and when"}}
_ORDERS = "|".join(ItemSort)


@router.get("", summary="Items in whatever state")
@requires(CatalogPermission.EDIT)
async def list_edited(
    q: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$", description="Name, address or number")] = "",
    state: Annotated[ItemStatus | None, Query(alias="status")] = None,
    kind: ItemKind | None = None,
    category_id: UUID | None = None,
    sort: Annotated[str, Query(pattern=f"^-?({_ORDERS})$")] = f"-{ItemSort.UPDATED_AT}",
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
) -> PagedEnvelope[ItemRow]:
    """Drafts, published and archived items; what is in the trash is left out."""
    wanted = ItemFilter(q=q, status=state, kind=kind, category_id=category_id, sort=sort)
    async with unit_of_work() as session:
        found = await list_items(session, wanted, PageRequest(page, per_page))
    return paged(found.rows, total=found.total, page=found.page, per_page=found.per_page)


@router.post("", status_code=status.HTTP_201_CREATED, summary="A new draft")
@requires(CatalogPermission.EDIT)
async def create(body: NewItem) -> Envelope[EditedItem]:
    """Makes a draft with its words, facts and, for whoever may set them, prices. What does not fit is refused field by
    field (`it.name`, `slugs.en`, `prices.0.amount`); then nothing was made."""
    if body.prices:
        check(CatalogPermission.PRICES)
    prices = read_prices(body.prices)
    facts = body.model_dump(include={"kind", "sku", "vat_class", "is_featured", "sort_order"})
    async with unit_of_work() as session:
        category_id = await _category_id(session, body.category)
        item = await service.draft_item(
            session, content=body.content, slugs=body.slugs, category_id=category_id, prices=prices, **facts
        )
        return ok(await _edited(session, item.id))


@router.get("/{item_id}", summary="One item with its draft and its prices")
@requires(CatalogPermission.EDIT)
async def read(item_id: UUID) -> Envelope[EditedItem]:
    """The item in whatever state. 404 ITEM_NOT_FOUND."""
    async with unit_of_work() as session:
        return ok(await _edited(session, item_id))


@router.patch("/{item_id}", summary="Change facts and addresses")
@requires(CatalogPermission.EDIT)
async def change(item_id: UUID, body: ItemChange) -> Envelope[EditedItem]:
    """Changes what is sent, at once for visitors too. What is on sale cannot lose what it needs, and moves to another
    address only with the right to publish."""
    sent = body.model_dump(exclude_unset=True)
    slugs, category = sent.pop("slugs", None), sent.pop("category", None)
    async with unit_of_work() as session:
        if category is not None:
            sent["category_id"] = await _category_id(session, category)
        item = await service.change_item(session, item_id, **sent)
        if slugs:
            words_id = _words_of(item.publication_id)
            await publishing.check_live(session, words_id)
            await publishing.move(session, words_id, slugs=slugs)
        return ok(await _edited(session, item_id))


@router.put("/{item_id}/draft", summary="Save a draft", responses=_MEANWHILE)
@requires(CatalogPermission.EDIT)
async def save_draft(item_id: UUID, body: DraftBody) -> Envelope[EditedItem]:
    """Saves the words that were opened at `revision`; nothing is overwritten when somebody saved meanwhile."""
    async with unit_of_work() as session:
        words_id = _words_of((await lock_item(session, item_id)).publication_id)
        await publishing.save_draft(session, words_id, body.content, revision=body.revision)
        return ok(await _edited(session, item_id))


@router.put("/{item_id}/prices", summary="Set the prices of a list")
@requires(CatalogPermission.PRICES)
async def set_prices(item_id: UUID, body: SentPrices) -> Envelope[EditedItem]:
    """Makes these the prices of the item in a list, at once for visitors too; their history is kept."""
    prices = read_prices(body.prices)
    async with unit_of_work() as session:
        await service.set_prices(session, item_id, prices, price_list_id=body.price_list_id)
        return ok(await _edited(session, item_id))


@router.post("/{item_id}/publish", summary="Publish the draft", responses=_MEANWHILE)
@requires(PublishingPermission.PUBLISH)
async def publish(item_id: UUID, body: RevisionBody) -> Envelope[EditedItem]:
    """Makes the draft what visitors read; with a `revision`, only the draft that was seen. 422 with everything that is
    unfinished or missing: words, VAT class, price."""
    async with unit_of_work() as session:
        words_id = _words_of((await lock_item(session, item_id)).publication_id)
        await publishing.publish(session, words_id, revision=body.revision, note=body.note)
        return ok(await _edited(session, item_id))


@router.post("/{item_id}/unpublish", summary="Take an item off the site")
@requires(PublishingPermission.PUBLISH)
async def unpublish(item_id: UUID) -> Envelope[EditedItem]:
    """Makes the item a draft again; its address answers 410."""
    async with unit_of_work() as session:
        await publishing.unpublish(session, _words_of((await lock_item(session, item_id)).publication_id))
        return ok(await _edited(session, item_id))


@router.post("/{item_id}/archive", summary="Put an item away")
@requires(CatalogPermission.EDIT)
async def archive(item_id: UUID) -> Envelope[EditedItem]:
    """Takes the item off the site and out of the lists; words, prices and orders stay. Whoever archives what is on
    the site may also publish."""
    async with unit_of_work() as session:
        await archive_item(session, item_id)
        return ok(await _edited(session, item_id))


@router.post("/{item_id}/reopen", summary="Take an item up again")
@requires(CatalogPermission.EDIT)
async def reopen(item_id: UUID) -> Envelope[EditedItem]:
    """Makes an archived item a draft again."""
    async with unit_of_work() as session:
        await reopen_item(session, item_id)
        return ok(await _edited(session, item_id))


@router.delete("/{item_id}", status_code=status.HTTP_204_NO_CONTENT, summary="Delete an item that was never ordered")
@requires(CatalogPermission.MANAGE)
async def delete(item_id: UUID) -> None:
    """Deletes an item with its words, prices and history. 409 ITEM_WAS_SOLD or ITEM_IS_PART: archive it then."""
    async with unit_of_work() as session:
        await delete_item(session, item_id)


async def _edited(session: AsyncSession, item_id: UUID) -> EditedItem:
    await session.flush()
    item = await get_item_row(session, item_id)
    category = await get_category(session, item.category_id)
    prices = (await list_prices(session, [item_id]))[item_id]
    if item.publication_id is None:
        return EditedItem.of(item, category.slug, prices, None, {})
    draft = (await get_publication(session, item.publication_id)).draft
    return EditedItem.of(item, category.slug, prices, await get_row(session, item.publication_id), draft)


async def _category_id(session: AsyncSession, slug: str) -> UUID:
    found = (await category_ids(session)).get(slug)
    if found is None:
        error = FieldError("category", CategoryNotFound.code, CategoryNotFound.sentence, {"slug": slug[:60]})
        raise InvalidInput([error])
    return found


def _words_of(publication_id: UUID | None) -> UUID:
    if publication_id is None:
        raise service.WordsErased
    return publication_id
