"""Decisions about files on their way: transitions, deadlines, and the words for them."""

from aistrategyhub.features.invoicing.rules.transitions import (
    ALLOWED_NEXT,
    ISSUED,
    NEEDS_SOMEBODY,
    SETTLES_WITHIN,
    UNSENT,
    IllegalTransmission,
    after_receipt,
    check_next,
    days_left,
    is_overdue,
    last_day_to_correct,
)
from aistrategyhub.features.invoicing.rules.words import (
    CHANNEL_LABELS,
    RECEIPT_LABELS,
    SDI_FILTERS,
    standing_of,
    status_words,
)

__all__ = [
    "ALLOWED_NEXT",
    "CHANNEL_LABELS",
    "ISSUED",
    "NEEDS_SOMEBODY",
    "RECEIPT_LABELS",
    "SDI_FILTERS",
    "SETTLES_WITHIN",
    "UNSENT",
    "IllegalTransmission",
    "after_receipt",
    "check_next",
    "days_left",
    "is_overdue",
    "last_day_to_correct",
    "standing_of",
    "status_words",
]
