"""Changing the lines of a paid order: what goes back is refunded, what is added is a further order to pay."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import get_order, lock_order
from aistrategyhub.features.orders.rules.amending import (
    Amendment,
    Change,
    OrderChanged,
    change_of,
    check_amendable,
)
from aistrategyhub.features.orders.service.agreed import AgreedLine
from aistrategyhub.features.orders.service.amending import (
    note_amended,
    place_supplement,
    supplement_amounts,
    supplement_lines,
)
from aistrategyhub.features.payments.models import Refund, RefundReason
from aistrategyhub.features.payments.queries import list_sold_lines, lock_payments_of
from aistrategyhub.features.payments.rules import Extent, RefundChoice
from aistrategyhub.features.payments.rules.refunds import quantity_left
from aistrategyhub.features.payments.service.refund_plans import RefundPlan, plan_refund
from aistrategyhub.features.payments.service.refunds import decide_refund
from aistrategyhub.features.vat.schemas import Amounts

_ASK_REASON = mark("Scrivi perché l’ordine cambia: lo leggono solo i colleghi.")
_TOO_LONG = mark("Il testo supera i {longest} caratteri.")
_LONGEST_REASON = 500


@dataclass(frozen=True)
class AmendmentPlan:
    """What an amendment would do: `refund` gives back, `lines` with their `amounts` are to be paid; each may be
    missing."""

    order: Order
    change: Change
    refund: RefundPlan | None
    lines: Sequence[AgreedLine]
    amounts: Amounts | None


@dataclass(frozen=True)
class Amended:
    """What an amendment did."""

    order: Order
    refund: Refund | None
    supplement: Order | None


async def plan_amendment(session: AsyncSession, order_id: UUID, amendment: Amendment) -> AmendmentPlan:
    """What this amendment would do. Nothing is done yet; whoever plans holds the order and its payments until the
    transaction ends.

    Raises OrderNotFound, OrderNotPaid, AgreedOrderStays, OrderChanged, InvalidInput, ItemNotFound, GoodsNotSoldAbroad,
    and what planning the refund raises.
    """
    await lock_payments_of(session, order_id)
    order = await lock_order(session, order_id)
    check_amendable(order)
    if order.revision != amendment.revision:
        raise OrderChanged(number=order.number)
    left = {line.number: quantity_left(line) for line in await list_sold_lines(session, order_id)}
    change = change_of(amendment, left)
    lines = await supplement_lines(session, order, change)
    return AmendmentPlan(
        order=order,
        change=change,
        refund=await plan_refund(session, order_id, _choice(change)) if change.returned else None,
        lines=lines,
        amounts=await supplement_amounts(session, order, lines) if lines else None,
    )


async def amend_order(
    session: AsyncSession, order_id: UUID, amendment: Amendment, *, reason: str, seen: Decimal | None = None
) -> Amended:
    """Changes a paid order, once: the refund is sent after the commit and its credit note follows, the addition is
    mailed with the link to pay it. `seen` is the difference that stood before the eyes of whoever decides.

    Raises what `plan_amendment` raises, InvalidInput (`reason`), and OrderChanged when the difference is another.
    """
    words = _checked_reason(reason)
    plan = await plan_amendment(session, order_id, amendment)
    if seen is not None and seen != difference(plan):
        raise OrderChanged(number=plan.order.number)
    refund = None
    if plan.refund is not None:
        refund = await decide_refund(
            session,
            order_id,
            _choice(plan.change),
            reason=RefundReason.OTHER,
            note=words,
            idempotency_key=f"amend:{_mark_of(order_id, amendment)}",
        )
    supplement = await place_supplement(session, plan.order, plan.lines) if plan.lines else None
    await note_amended(session, plan.order, plan.change, words)
    return Amended(await get_order(session, order_id), refund, supplement)


def difference(plan: AmendmentPlan) -> Decimal:
    """What the buyer pays more for it, VAT included; negative for what goes back in the end."""
    to_pay = plan.amounts.total if plan.amounts else Decimal(0)
    return to_pay - (plan.refund.amount if plan.refund else Decimal(0))


def _choice(change: Change) -> RefundChoice:
    return RefundChoice(Extent.LINES, lines=change.returned)


def _mark_of(order_id: UUID, amendment: Amendment) -> str:
    return hashlib.sha256(json.dumps([str(order_id), amendment.revision]).encode()).hexdigest()


def _checked_reason(reason: str) -> str:
    tidy = " ".join(reason.replace("\x00", "").split())
    if not tidy:
        raise InvalidInput([FieldError("reason", "REQUIRED", _ASK_REASON)])
    if len(tidy) > _LONGEST_REASON:
        raise InvalidInput([FieldError("reason", "TOO_LONG", _TOO_LONG, {"longest": _LONGEST_REASON})])
    return tidy
