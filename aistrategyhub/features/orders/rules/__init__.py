"""Decisions about orders. Pure: reads no clock, no database."""

from aistrategyhub.features.orders.rules.checkout import offer_view, priced, read_checkout
from aistrategyhub.features.orders.rules.status import (
    ALLOWED_NEXT,
    PAID_STATUSES,
    PAYABLE,
    IllegalTransition,
    check_transition,
)
from aistrategyhub.features.orders.rules.words import (
    STATUS_LABELS,
    STATUS_TONES,
    address_label,
    buyer_label,
    codes_label,
    event_rows,
    line_row,
    order_row,
    payment_problem,
    vat_rows,
)

__all__ = [
    "ALLOWED_NEXT",
    "PAID_STATUSES",
    "PAYABLE",
    "STATUS_LABELS",
    "STATUS_TONES",
    "IllegalTransition",
    "address_label",
    "buyer_label",
    "check_transition",
    "codes_label",
    "event_rows",
    "line_row",
    "offer_view",
    "order_row",
    "payment_problem",
    "priced",
    "read_checkout",
    "vat_rows",
]
