"""The end of an item: put away, taken up again, or deleted where nothing remembers it."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.models import BundlePart, CatalogItem
from aistrategyhub.features.catalog.queries import lock_item
from aistrategyhub.features.catalog.service.items import WordsErased
from aistrategyhub.features.catalog.service.words import tell_pages
from aistrategyhub.features.publishing import service as publishing


class ItemWasSold(DomainError):
    """Orders name the item: it can be put away, not deleted."""

    code = "ITEM_WAS_SOLD"
    sentence = mark("Questo servizio è già stato ordinato: resta nello storico. Puoi archiviarlo.")


class ItemIsPart(DomainError):
    """A bundle holds the item."""

    code = "ITEM_IS_PART"
    sentence = mark("Questo servizio fa parte di un pacchetto: toglilo prima da lì.")


async def archive_item(session: AsyncSession, item_id: UUID) -> None:
    """Takes an item off the site and out of the daily list; its address, words and prices stay.

    Raises ItemNotFound, WordsErased, IllegalPublicationTransition, and PermissionDenied for an item on the site and
    somebody who may not publish.
    """
    words_id = await _publication_of(session, item_id)
    await publishing.check_live(session, words_id)
    await publishing.archive(session, words_id)


async def reopen_item(session: AsyncSession, item_id: UUID) -> None:
    """Makes an archived item a draft again. Raises ItemNotFound, WordsErased and NotArchived."""
    await publishing.reopen(session, await _publication_of(session, item_id))


async def delete_item(session: AsyncSession, item_id: UUID) -> None:
    """Deletes an item that nobody ever ordered, with its words, prices, history and questions.

    Raises ItemNotFound, ItemIsPart and ItemWasSold; then nothing was deleted.
    """
    item = await lock_item(session, item_id)
    if (await session.execute(select(BundlePart.id).where(BundlePart.part_id == item_id).limit(1))).first():
        raise ItemIsPart
    # Who ordered it is known to rooms above this one: their rows refuse to lose it.
    try:
        async with session.begin_nested():
            if item.publication_id is not None:
                await publishing.trash(session, item.publication_id)
            await tell_pages(session, item)
            await session.execute(delete(CatalogItem).where(CatalogItem.id == item_id))
            if item.publication_id is not None:
                await publishing.erase(session, item.publication_id)
    except IntegrityError:
        raise ItemWasSold from None
    await record(session, "catalog.item_deleted", "catalog_item", item_id, slug=item.slug)


async def _publication_of(session: AsyncSession, item_id: UUID) -> UUID:
    item = await lock_item(session, item_id)
    if item.publication_id is None:
        raise WordsErased
    return item.publication_id
