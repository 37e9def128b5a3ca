"""Decisions about orders. Pure: reads no clock, no database."""

from aistrategyhub.features.orders.rules.checkout import offer_view, read_checkout
from aistrategyhub.features.orders.rules.standing import (
    FULFILMENT_LABELS,
    PAYMENT_LABELS,
    Fulfilment,
    PaymentStanding,
    fulfilment,
    payment_standing,
)
from aistrategyhub.features.orders.rules.status import (
    ALLOWED_NEXT,
    PAID_STATUSES,
    PAYABLE,
    IllegalTransition,
    check_transition,
)
from aistrategyhub.features.orders.rules.timeline import (
    event_happenings,
    mail_happenings,
    note_happenings,
    timeline_rows,
)
from aistrategyhub.features.orders.rules.words import (
    STATUS_LABELS,
    STATUS_TONES,
    address_label,
    buyer_label,
    codes_label,
    event_words,
    line_row,
    order_row,
    payment_problem,
    status_label,
)

__all__ = [
    "ALLOWED_NEXT",
    "FULFILMENT_LABELS",
    "PAID_STATUSES",
    "PAYABLE",
    "PAYMENT_LABELS",
    "STATUS_LABELS",
    "STATUS_TONES",
    "Fulfilment",
    "IllegalTransition",
    "PaymentStanding",
    "address_label",
    "buyer_label",
    "check_transition",
    "codes_label",
    "event_happenings",
    "event_words",
    "fulfilment",
    "line_row",
    "mail_happenings",
    "note_happenings",
    "offer_view",
    "order_row",
    "payment_problem",
    "payment_standing",
    "read_checkout",
    "status_label",
    "timeline_rows",
]
