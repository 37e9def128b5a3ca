"""One change for several items at once: seen first, then done to all or to none."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import current_locale, mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.queries import list_item_rows, list_prices, list_tree, lock_item
from aistrategyhub.features.catalog.rules.screens.bulk import BulkAct, bulk_line, changed_price
from aistrategyhub.features.catalog.rules.screens.items import category_name
from aistrategyhub.features.catalog.schemas import PriceDraft
from aistrategyhub.features.catalog.schemas.screens import BulkLine, WantedBulk
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
    """Does to the items what was foreseen, to all that have no problem or to none; how many those were.

    Raises ItemsChangedMeanwhile, and InvalidInput for a published item that would lack something.
    """
    # In the order of their ids: two who change the same items wait for one another instead of for ever.
    for item_id in sorted(item_ids):
        await lock_item(session, item_id)
    if await foresee_change(session, item_ids, wanted) != list(foreseen):
        raise ItemsChangedMeanwhile
    ready = [UUID(line.id) for line in foreseen if not line.problem]
    for item_id in ready:
        await _change(session, item_id, wanted)
    await record(session, "catalog.items_changed", "catalog_item", None, act=wanted.act, items=[str(i) for i in ready])
    return len(ready)


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
