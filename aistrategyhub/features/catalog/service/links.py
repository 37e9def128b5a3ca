"""Items that belong together: those that a page points to, and the parts of a bundle."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.models import BundlePart, CatalogItem, ItemKind, ItemStatus, RelatedItem
from aistrategyhub.features.catalog.queries import ids_inside, lock_item
from aistrategyhub.features.catalog.schemas import PartDraft
from aistrategyhub.features.catalog.service.words import hindrances_of, tell_pages
from aistrategyhub.infra.db import take_turns

MOST_RELATED = 12
MOST_PARTS = 50

_NOT_THERE = mark("Questo servizio non esiste più: toglilo.")
_REPEATED = mark("Questo servizio c’è già: toglilo.")
_TO_ITSELF = mark("Un servizio non può essere collegato a sé stesso.")
_INTO_ITSELF = mark("Un pacchetto non può contenere sé stesso, nemmeno dentro un altro pacchetto.")
_NO_BUNDLE = mark("Solo un pacchetto contiene altri servizi.")
_TOO_MANY = mark("Gli elementi sono troppi: al massimo {most}.")


async def set_related(session: AsyncSession, item_id: UUID, related: Sequence[UUID]) -> None:
    """Makes these the items that the page of this one points to, in this order. Raises ItemNotFound and InvalidInput
    (`related.1`)."""
    item = await lock_item(session, item_id)
    await _check(session, "related", related, most=MOST_RELATED, apart=item_id)
    await session.execute(delete(RelatedItem).where(RelatedItem.item_id == item_id))
    session.add_all(
        RelatedItem(item_id=item_id, related_id=related_id, position=position)
        for position, related_id in enumerate(related)
    )
    item.updated_at = now()
    await session.flush()
    await record(session, "catalog.related_changed", "catalog_item", item_id, related=[str(one) for one in related])
    await tell_pages(session, item)


async def set_parts(session: AsyncSession, bundle_id: UUID, parts: Sequence[PartDraft]) -> None:
    """Makes these what a bundle holds, in this order; of two who do it at once the second sees what the first did.

    Raises ItemNotFound, and InvalidInput (`parts.1`) for what is no bundle, or would hold itself, however deep.
    """
    await take_turns(session, "catalog.bundles")
    bundle = await lock_item(session, bundle_id)
    if bundle.kind is not ItemKind.BUNDLE and parts:
        raise InvalidInput([FieldError("parts", "NO_BUNDLE", _NO_BUNDLE)])
    await _check(session, "parts", [part.item_id for part in parts], most=MOST_PARTS)
    if bundle_id in await ids_inside(session, {part.item_id for part in parts}):
        errors = [
            FieldError(f"parts.{place}", "INTO_ITSELF", _INTO_ITSELF)
            for place, part in enumerate(parts)
            if bundle_id in await ids_inside(session, {part.item_id})
        ]
        raise InvalidInput(errors)
    await session.execute(delete(BundlePart).where(BundlePart.bundle_id == bundle_id))
    session.add_all(
        BundlePart(bundle_id=bundle_id, part_id=part.item_id, quantity=part.quantity, position=position)
        for position, part in enumerate(parts)
    )
    bundle.updated_at = now()
    await session.flush()
    if bundle.status is ItemStatus.PUBLISHED and (errors := await hindrances_of(session, bundle)):
        raise InvalidInput(errors)
    told = [part.model_dump(mode="json") for part in parts]
    await record(session, "catalog.parts_changed", "catalog_item", bundle_id, parts=told)
    await tell_pages(session, bundle)


async def _check(
    session: AsyncSession, field: str, ids: Sequence[UUID], *, most: int, apart: UUID | None = None
) -> None:
    if len(ids) > most:
        raise InvalidInput([FieldError(field, "TOO_MANY", _TOO_MANY, {"most": most})])
    query = select(CatalogItem.id).where(CatalogItem.id.in_(ids), CatalogItem.publication_id.is_not(None))
    known = set((await session.execute(query)).scalars())
    errors = []
    for place, item_id in enumerate(ids):
        if item_id == apart:
            errors.append(FieldError(f"{field}.{place}", "TO_ITSELF", _TO_ITSELF))
        elif item_id not in known:
            errors.append(FieldError(f"{field}.{place}", "ITEM_NOT_FOUND", _NOT_THERE))
        elif item_id in ids[:place]:
            errors.append(FieldError(f"{field}.{place}", "REPEATED", _REPEATED))
    if errors:
        raise InvalidInput(errors)
