"""Plans of subscriptions."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.models import ItemStatus, Plan
from aistrategyhub.features.catalog.queries import lock_item
from aistrategyhub.features.catalog.schemas import PlanDraft
from aistrategyhub.features.catalog.service.prices import default_list
from aistrategyhub.features.catalog.service.words import hindrances_of, tell_pages

_REPEATED = mark("C’è già un piano con questo intervallo: cambia quello.")


async def set_plans(session: AsyncSession, item_id: UUID, plans: Sequence[PlanDraft]) -> None:
    """Makes these the plans of a subscription, in this order, at once for visitors too.

    Raises ItemNotFound, and InvalidInput (`plans.1.interval`, or what a published item would lack).
    """
    item = await lock_item(session, item_id)
    _check_once(plans)
    currency = (await default_list(session)).currency
    await session.execute(delete(Plan).where(Plan.item_id == item_id))
    for position, plan in enumerate(plans):
        session.add(Plan(item_id=item_id, position=position, currency=currency, **plan.model_dump()))
    item.updated_at = now()
    await session.flush()
    if item.status is ItemStatus.PUBLISHED and (errors := await hindrances_of(session, item)):
        raise InvalidInput(errors)
    after = [plan.model_dump(mode="json") for plan in plans]
    await record(session, "catalog.plans_changed", "catalog_item", item_id, plans=after)
    await tell_pages(session, item)


def _check_once(plans: Sequence[PlanDraft]) -> None:
    intervals = [(plan.interval, plan.interval_count) for plan in plans]
    errors = [
        FieldError(f"plans.{place}.interval", "REPEATED_INTERVAL", _REPEATED)
        for place, interval in enumerate(intervals)
        if interval in intervals[:place]
    ]
    if errors:
        raise InvalidInput(errors)
