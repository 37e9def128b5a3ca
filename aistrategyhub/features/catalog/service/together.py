"""One change for several items at once: seen first, then done to all or to none, and taken back as a whole."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import current_locale, mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.models import BatchKind, BatchStatus, CatalogBatch
from aistrategyhub.features.catalog.queries import list_item_rows, list_prices, list_tree
from aistrategyhub.features.catalog.queries.batches import get_batch, states_of
from aistrategyhub.features.catalog.rules.screens.bulk import BulkAct, bulk_line, changed_price
from aistrategyhub.features.catalog.rules.screens.items import category_name
from aistrategyhub.features.catalog.schemas import PriceDraft
from aistrategyhub.features.catalog.schemas.screens import BulkLine
from aistrategyhub.features.catalog.schemas.wanted import WantedBulk
from aistrategyhub.features.catalog.service.batches import MOST_SHOWN, NothingToUndo, keep_lines, take_back, tell
from aistrategyhub.features.catalog.service.ending import archive_item
from aistrategyhub.features.catalog.service.items import change_item
from aistrategyhub.features.catalog.service.prices import set_prices


class ItemsChangedMeanwhile(DomainError):
    """What was foreseen is no longer what would happen; nothing was done."""

    code = "ITEMS_CHANGED_MEANWHILE"
    sentence = mark("Nel frattempo qualcosa è cambiato: guarda di nuovo che cosa succederebbe, poi conferma.")


async def foresee_change(session: AsyncSession, item_ids: Sequence[UUID], wanted: WantedBulk) -> list[BulkLine]:
    """What the change would make of each item, in a fixed number of statements; items that are gone are left out."""
    items = await list_item_rows(session, item_ids)
    prices = await list_prices(session, [item.id for item in items])
    locale = current_locale()
    names = {category.id: category_name(category, locale) for category in await list_tree(session)}
    return [bulk_line(item, prices[item.id], wanted, names) for item in items]


async def change_together(
    session: AsyncSession, item_ids: Sequence[UUID], wanted: WantedBulk, *, foreseen: Sequence[BulkLine]
) -> int:
    """Does to the items what was foreseen, to all that have no problem or to none; how many those were. What they were
    before is kept, so that `undo_change` takes all of it back.

    Raises ItemsChangedMeanwhile, and InvalidInput for a published item that would lack something.
    """
    before = await states_of(session, item_ids, lock=True)
    if await foresee_change(session, item_ids, wanted) != list(foreseen):
        raise ItemsChangedMeanwhile
    ready = [UUID(line.id) for line in foreseen if not line.problem]
    for item_id in ready:
        await _change(session, item_id, wanted)
    batch = await _keep(session, wanted, [line for line in foreseen if not line.problem])
    await keep_lines(
        session, batch, [(place, item_id, before[item_id].snapshot) for place, item_id in enumerate(ready, 1)]
    )
    told = {"act": wanted.act, "items": [str(item_id) for item_id in ready]}
    await record(session, "catalog.items_changed", "catalog_batch", batch.id, **told)
    return len(ready)


async def undo_change(session: AsyncSession, batch_id: UUID) -> int:
    """Makes the items of a change what they were before it, all or none; how many those are.

    Raises BatchNotFound, NothingToUndo, and ChangedSince when one of them was changed again.
    """
    batch = await get_batch(session, batch_id, lock=True)
    if batch.kind is not BatchKind.EDIT or batch.status is not BatchStatus.DONE:
        raise NothingToUndo
    count = await take_back(session, batch)
    batch.status, batch.finished_at = BatchStatus.UNDONE, now()
    await session.flush()
    await tell(session, batch, "undone")
    return count


async def _keep(session: AsyncSession, wanted: WantedBulk, lines: Sequence[BulkLine]) -> CatalogBatch:
    principal = find_principal()
    sample = [[place, "changed", line.name, f"{line.before} → {line.after}"] for place, line in enumerate(lines, 1)]
    batch = CatalogBatch(
        kind=BatchKind.EDIT,
        status=BatchStatus.DONE,
        total=len(lines),
        settled=len(lines),
        summary={"new": 0, "changed": len(lines), "unchanged": 0, "act": wanted.act, "sample": sample[:MOST_SHOWN]},
        created_by=principal.person_id if principal else None,
        finished_at=now(),
    )
    session.add(batch)
    await session.flush()
    return batch


async def _change(session: AsyncSession, item_id: UUID, wanted: WantedBulk) -> None:
    match BulkAct(wanted.act):
        case BulkAct.CATEGORY if wanted.category_id is not None:
            await change_item(session, item_id, category_id=wanted.category_id)
        case BulkAct.VAT:
            await change_item(session, item_id, vat_class=wanted.vat_class)
        case BulkAct.FEATURE | BulkAct.UNFEATURE as act:
            await change_item(session, item_id, is_featured=act is BulkAct.FEATURE)
        case BulkAct.ARCHIVE:
            await archive_item(session, item_id)
        case BulkAct.PRICES if wanted.percent is not None:
            known = (await list_prices(session, [item_id]))[item_id]
            for list_id, rows in groupby(known, key=lambda row: row.price_list_id):
                changed = [changed_price(row, wanted.percent) for row in rows]
                drafts = [
                    PriceDraft(amount=row.amount, amount_max=row.amount_max, billing_unit=row.billing_unit)
                    for row in changed
                ]
                await set_prices(session, item_id, drafts, price_list_id=list_id)
