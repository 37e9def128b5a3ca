"""Verbs of subscriptions."""

from aistrategyhub.features.subscriptions.service.acts import (
    NothingToResume,
    cancel,
    forget_subscriber,
    pause,
    resume,
)
from aistrategyhub.features.subscriptions.service.asking import BillingDataMissing, buyer_of, price_today
from aistrategyhub.features.subscriptions.service.changing import NoSuchPlan, begin_change, price_change
from aistrategyhub.features.subscriptions.service.joining import AlreadySubscribed, subscribe
from aistrategyhub.features.subscriptions.service.renewing import renew
from aistrategyhub.features.subscriptions.service.settling import drop_charge, note_called_off, note_paid, note_refused

CHARGE = "subscriptions.charge"

__all__ = [
    "CHARGE",
    "AlreadySubscribed",
    "BillingDataMissing",
    "NoSuchPlan",
    "NothingToResume",
    "begin_change",
    "buyer_of",
    "cancel",
    "drop_charge",
    "forget_subscriber",
    "note_called_off",
    "note_paid",
    "note_refused",
    "pause",
    "price_change",
    "price_today",
    "renew",
    "resume",
    "subscribe",
]
