"""Tables of orders: who buys what at which price, where it stands, and the steps in which it is carried out."""

from aistrategyhub.features.orders.models.milestones import Deliverable, MilestoneState, OrderMilestone
from aistrategyhub.features.orders.models.orders import (
    SUBSCRIPTION_KEYS,
    ConsentKind,
    FollowUpRefusal,
    NoteAuthor,
    Order,
    OrderConsent,
    OrderEvent,
    OrderLine,
    OrderNote,
    OrderStatus,
    OrderView,
    Withdrawal,
    WithdrawalStatus,
)

__all__ = [
    "SUBSCRIPTION_KEYS",
    "ConsentKind",
    "Deliverable",
    "FollowUpRefusal",
    "MilestoneState",
    "NoteAuthor",
    "Order",
    "OrderConsent",
    "OrderEvent",
    "OrderLine",
    "OrderMilestone",
    "OrderNote",
    "OrderStatus",
    "OrderView",
    "Withdrawal",
    "WithdrawalStatus",
]
