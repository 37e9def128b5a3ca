"""The rules of subscriptions, pure."""

from aistrategyhub.features.subscriptions.rules.changing import ChangeQuote, quote_change
from aistrategyhub.features.subscriptions.rules.dunning import DUNNING_DAYS, is_hopeless, next_attempt
from aistrategyhub.features.subscriptions.rules.periods import end_of_period, leaving_day
from aistrategyhub.features.subscriptions.rules.status import (
    ENDED,
    LIVE,
    RENEWABLE,
    IllegalSubscriptionTransition,
    check_transition,
)

__all__ = [
    "DUNNING_DAYS",
    "ENDED",
    "LIVE",
    "RENEWABLE",
    "ChangeQuote",
    "IllegalSubscriptionTransition",
    "check_transition",
    "end_of_period",
    "is_hopeless",
    "leaving_day",
    "next_attempt",
    "quote_change",
]
