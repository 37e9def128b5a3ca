"""One price or one plan at a time, as somebody edits them in a form: what they saw must still be there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.text import mark, money_label
from aistrategyhub.features.catalog.models import BillingUnit
from aistrategyhub.features.catalog.queries import PlanNotFound, get_price_list, list_plans, list_prices, lock_item
from aistrategyhub.features.catalog.schemas import PlanDraft, PlanRow, PriceDraft, PriceRow
from aistrategyhub.features.catalog.service.plans import set_plans
from aistrategyhub.features.catalog.service.prices import set_prices

_UNIT_TAKEN = mark("In questo listino c’è già un prezzo per questa unità: modifica quello.")
_PLAN_TAKEN = mark("C’è già un piano con questo intervallo: modifica quello.")
_RANGE = "{low} – {high}"


class PriceChangedMeanwhile(DomainError):
    """Somebody else changed the price after this person had opened it; nothing was overwritten."""

    code = "PRICE_CHANGED_MEANWHILE"
    sentence = mark(
        "Mentre lo modificavi qualcun altro ha cambiato questo prezzo: adesso è {now}. Chiudi, riapri e decidi."
    )


class PriceGoneMeanwhile(DomainError):
    """Somebody else took the price away after this person had opened it."""

    code = "PRICE_GONE_MEANWHILE"
    sentence = mark("Mentre lo modificavi qualcun altro ha tolto questo prezzo: chiudi e ricarica la pagina.")


class PlansChangedMeanwhile(DomainError):
    """Somebody else changed the plans after this person had opened them."""

    code = "PLANS_CHANGED_MEANWHILE"
    sentence = mark("Mentre li modificavi qualcun altro ha cambiato i piani: chiudi, ricarica e decidi.")


async def save_price(
    session: AsyncSession, item_id: UUID, draft: PriceDraft, *, price_list_id: UUID, opened: PriceRow | None = None
) -> None:
    """Writes one price of an item: a new one, or in the place of the one that was `opened` in its form.

    Raises ItemNotFound, PriceListNotFound, PriceChangedMeanwhile, PriceGoneMeanwhile, and InvalidInput (`unit`, or
    what a published item would lack).
    """
    await lock_item(session, item_id)
    await get_price_list(session, price_list_id)
    known = (await list_prices(session, [item_id]))[item_id]
    if opened is not None:
        _check_unchanged(known, opened)
    is_moved = opened is None or (opened.price_list_id, opened.billing_unit) != (price_list_id, draft.billing_unit)
    if is_moved and _find(known, price_list_id, draft.billing_unit) is not None:
        raise InvalidInput([FieldError("unit", "UNIT_TAKEN", _UNIT_TAKEN)])
    if opened is not None and opened.price_list_id != price_list_id:
        await set_prices(session, item_id, _without(known, opened), price_list_id=opened.price_list_id)
    kept = [] if opened is None else [opened]
    others = [row for row in known if row.price_list_id == price_list_id and row not in kept]
    await set_prices(session, item_id, [*map(_draft, others), draft], price_list_id=price_list_id)


async def remove_price(session: AsyncSession, item_id: UUID, opened: PriceRow) -> None:
    """Takes one price away. Raises as `save_price` does."""
    await lock_item(session, item_id)
    known = (await list_prices(session, [item_id]))[item_id]
    _check_unchanged(known, opened)
    await set_prices(session, item_id, _without(known, opened), price_list_id=opened.price_list_id)


async def save_plan(
    session: AsyncSession, item_id: UUID, draft: PlanDraft, *, seen: Sequence[PlanRow], plan_id: UUID | None = None
) -> None:
    """Writes one plan of a subscription: a new one at the end, or in the place of `plan_id`. `seen` are the plans as
    the person saw them.

    Raises ItemNotFound, PlanNotFound, PlansChangedMeanwhile, and InvalidInput (`interval`).
    """
    await _check_same_plans(session, item_id, seen)
    others = [plan for plan in seen if plan.id != plan_id]
    if plan_id is not None and len(others) == len(seen):
        raise PlanNotFound
    if any((plan.interval, plan.interval_count) == (draft.interval, draft.interval_count) for plan in others):
        raise InvalidInput([FieldError("interval", "PLAN_TAKEN", _PLAN_TAKEN)])
    written = [draft if plan.id == plan_id else _plan_draft(plan) for plan in seen]
    await set_plans(session, item_id, written if plan_id is not None else [*written, draft])


async def remove_plan(session: AsyncSession, item_id: UUID, plan_id: UUID, *, seen: Sequence[PlanRow]) -> None:
    """Takes one plan away. Raises ItemNotFound and PlansChangedMeanwhile, and InvalidInput for the last plan of a
    published subscription."""
    await _check_same_plans(session, item_id, seen)
    await set_plans(session, item_id, [_plan_draft(plan) for plan in seen if plan.id != plan_id])


async def _check_same_plans(session: AsyncSession, item_id: UUID, seen: Sequence[PlanRow]) -> None:
    await lock_item(session, item_id)
    if await list_plans(session, item_id) != list(seen):
        raise PlansChangedMeanwhile


def _check_unchanged(known: Sequence[PriceRow], opened: PriceRow) -> None:
    current = _find(known, opened.price_list_id, opened.billing_unit)
    if current is None:
        raise PriceGoneMeanwhile
    if current != opened:
        raise PriceChangedMeanwhile(now=_said(current))


def _find(known: Sequence[PriceRow], price_list_id: UUID, unit: BillingUnit) -> PriceRow | None:
    return next((row for row in known if (row.price_list_id, row.billing_unit) == (price_list_id, unit)), None)


def _without(known: Sequence[PriceRow], opened: PriceRow) -> list[PriceDraft]:
    return [_draft(row) for row in known if row.price_list_id == opened.price_list_id and row != opened]


def _draft(price: PriceRow) -> PriceDraft:
    return PriceDraft(amount=price.amount, amount_max=price.amount_max, billing_unit=price.billing_unit)


def _plan_draft(plan: PlanRow) -> PlanDraft:
    copied: dict[str, Any] = {
        name: getattr(plan, name) for name in ("interval", "interval_count", "trial_days", "notice_days", "amount")
    }
    return PlanDraft(**copied)


def _said(price: PriceRow) -> str:
    low = money_label(price.amount, price.currency)
    if price.amount_max is None:
        return low
    return _RANGE.format(low=low, high=money_label(price.amount_max, price.currency))
