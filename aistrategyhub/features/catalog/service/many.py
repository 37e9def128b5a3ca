"""One change for many items at once: shown first, done all or not at all, undone like an import."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.models import BatchKind, BatchStatus, CatalogBatch
from aistrategyhub.features.catalog.queries import get_category
from aistrategyhub.features.catalog.queries.batches import states_of
from aistrategyhub.features.catalog.rules.batches import ManyChange, after_edit
from aistrategyhub.features.catalog.rules.reading import check_amount
from aistrategyhub.features.catalog.schemas.batches import PlannedChange
from aistrategyhub.features.catalog.service.batches import carry_out, tell

MOST_ITEMS = 1_000
_NOTHING = mark("Scegli almeno un servizio e che cosa cambiare.")
_TOO_MANY = mark("I servizi scelti sono troppi: al massimo {most} per volta.")
_PERCENT = mark("La variazione va da −90 a +500 per cento, e non può essere zero.")


async def preview_edit(session: AsyncSession, item_ids: Sequence[UUID], change: ManyChange) -> list[PlannedChange]:
    """What the change would make of each item, in their order; those it leaves as they are too. Nothing changes.

    Raises InvalidInput (`items`, `percent`) and CategoryNotFound.
    """
    return await _plan(session, item_ids, change, lock=False)


async def edit_many(session: AsyncSession, item_ids: Sequence[UUID], change: ManyChange) -> CatalogBatch:
    """Makes the change to all these items or, when one of them refuses it, to none; what was before is kept, so that
    `start_undoing` takes all of it back. Raises as `preview_edit` does, and InvalidInput for what an item would lack.
    """
    changes = await _plan(session, item_ids, change, lock=True)
    principal = find_principal()
    changed = sum(1 for one in changes if one.changed)
    batch = CatalogBatch(
        kind=BatchKind.EDIT,
        status=BatchStatus.DONE,
        total=len(changes),
        settled=len(changes),
        summary={"new": 0, "changed": changed, "unchanged": len(changes) - changed},
        created_by=principal.person_id if principal else None,
        finished_at=now(),
    )
    session.add(batch)
    await session.flush()
    await carry_out(session, batch, changes)
    await tell(session, batch, "edited_many")
    return batch


async def _plan(
    session: AsyncSession, item_ids: Sequence[UUID], change: ManyChange, *, lock: bool
) -> list[PlannedChange]:
    ids = list(dict.fromkeys(item_ids))
    if not ids or change == ManyChange():
        raise InvalidInput([FieldError("items", "NOTHING_CHOSEN", _NOTHING)])
    if len(ids) > MOST_ITEMS:
        raise InvalidInput([FieldError("items", "TOO_MANY", _TOO_MANY, {"most": MOST_ITEMS})])
    if change.percent is not None and (change.percent == 0 or not -90 <= change.percent <= 500):
        raise InvalidInput([FieldError("percent", "PERCENT_OUT_OF_BOUNDS", _PERCENT)])
    if change.category_id is not None:
        await get_category(session, change.category_id)
    states = await states_of(session, ids, lock=lock)
    planned = [
        PlannedChange(place, after_edit(states[item_id].snapshot, change), states[item_id])
        for place, item_id in enumerate(ids, 1)
        if item_id in states
    ]
    for one in planned:
        if one.after["price"] is not None:
            check_amount(Decimal(one.after["price"]["amount"]), "percent")
    return planned
