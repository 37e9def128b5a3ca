"""Decisions about payments. Pure: no database, no clock."""

from aistrategyhub.features.payments.rules.refund_words import (
    EXTENT_LABELS,
    REASON_LABELS,
    line_choices,
    never_due,
    refund_row,
    refund_view,
    returned,
)
from aistrategyhub.features.payments.rules.refunds import (
    NothingToRefund,
    RefundAboveLeft,
    RefundChoice,
    SoldLine,
    shares_of,
)
from aistrategyhub.features.payments.rules.words import payment_happenings, payment_row, received
from aistrategyhub.features.payments.schemas import Extent

__all__ = [
    "EXTENT_LABELS",
    "REASON_LABELS",
    "Extent",
    "NothingToRefund",
    "RefundAboveLeft",
    "RefundChoice",
    "SoldLine",
    "line_choices",
    "never_due",
    "payment_happenings",
    "payment_row",
    "received",
    "refund_row",
    "refund_view",
    "returned",
    "shares_of",
]
