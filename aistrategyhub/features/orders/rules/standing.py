"""Where the money of an order stands and where its work stands: two questions that the seven states answer as one.

An order that is "completed" may have been paid twice, and one that is "cancelled" may still hold somebody's money:
here the money is counted and not concluded from the status.
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import MilestoneState, OrderMilestone, OrderStatus
from aistrategyhub.features.orders.rules.milestones import is_work_done


class PaymentStanding(StrEnum):
    """What is left to receive or to give back."""

    NOTHING_DUE = "nothing_due"
    UNPAID = "unpaid"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"


class Fulfilment(StrEnum):
    """How far the work is."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"
    CALLED_OFF = "called_off"


_FULFILMENT = {
    OrderStatus.PENDING: Fulfilment.NOT_STARTED,
    OrderStatus.AWAITING_PAYMENT: Fulfilment.NOT_STARTED,
    OrderStatus.PAID: Fulfilment.NOT_STARTED,
    OrderStatus.PROCESSING: Fulfilment.UNDER_WAY,
    OrderStatus.COMPLETED: Fulfilment.DONE,
    OrderStatus.CANCELLED: Fulfilment.CALLED_OFF,
}

PAYMENT_LABELS = {
    PaymentStanding.NOTHING_DUE: (mark("Nulla da pagare"), "neutral"),
    PaymentStanding.UNPAID: (mark("Da incassare"), "waiting"),
    PaymentStanding.PARTLY_PAID: (mark("Incassato in parte"), "waiting"),
    PaymentStanding.PAID: (mark("Incassato"), "action"),
    PaymentStanding.OVERPAID: (mark("Incassato più del dovuto"), "failed"),
    PaymentStanding.PARTLY_REFUNDED: (mark("Rimborsato in parte"), "neutral"),
    PaymentStanding.REFUNDED: (mark("Rimborsato"), "neutral"),
    PaymentStanding.CHARGED_BACK: (mark("Perso in una contestazione"), "failed"),
}
FULFILMENT_LABELS = {
    Fulfilment.NOT_STARTED: (mark("Da iniziare"), "waiting"),
    Fulfilment.UNDER_WAY: (mark("In corso"), "action"),
    Fulfilment.DONE: (mark("Concluso"), "action"),
    Fulfilment.CALLED_OFF: (mark("Non si farà"), "neutral"),
}


def payment_standing(
    total: Decimal,
    *,
    received: Decimal,
    returned: Decimal = Decimal(0),
    lost: Decimal = Decimal(0),
    is_called_off: bool = False,
) -> PaymentStanding:
    """What the sums say, in the order's currency. `received` is all that ever came in, `returned` what was sent back
    of it, `lost` what a bank took back for good. A called-off order is owed nothing: what was received for it and not
    returned is too much."""
    due = Decimal(0) if is_called_off else total
    kept = received - returned - lost
    if kept > due:
        return PaymentStanding.OVERPAID
    if lost > 0:
        return PaymentStanding.CHARGED_BACK
    if returned > 0:
        return PaymentStanding.REFUNDED if kept == 0 else PaymentStanding.PARTLY_REFUNDED
    if due == 0:
        return PaymentStanding.NOTHING_DUE
    if kept == due:
        return PaymentStanding.PAID
    return PaymentStanding.PARTLY_PAID if kept > 0 else PaymentStanding.UNPAID


def fulfilment(status: OrderStatus, *, was_completed: bool = False, steps: Sequence[OrderMilestone] = ()) -> Fulfilment:
    """How far the work of an order in this status is; a refunded one's depends on whether it had been completed. While
    it is open, the steps tell it, whether or not anybody has paid."""
    if status is OrderStatus.REFUNDED:
        return Fulfilment.DONE if was_completed else Fulfilment.CALLED_OFF
    told = _FULFILMENT[status]
    if told in (Fulfilment.DONE, Fulfilment.CALLED_OFF):
        return told
    if is_work_done(steps):
        return Fulfilment.DONE
    is_begun = any(step.state is not MilestoneState.TO_DO for step in steps)
    return Fulfilment.UNDER_WAY if is_begun else told
