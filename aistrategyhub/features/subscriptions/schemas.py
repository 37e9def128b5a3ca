"""What leaves the room: API bodies and frozen rows for screens."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, Field

from aistrategyhub.features.catalog.models import PlanInterval
from aistrategyhub.features.orders.schemas import EventRow
from aistrategyhub.features.subscriptions.models import AtPeriodEnd, SubscriptionStatus


@dataclass(frozen=True)
class SubscriptionRow:
    """One subscription of a list; `path` is its page, `email` the subscriber's, for staff."""

    number: str
    path: str
    item_name: str
    plan_label: str
    next_label: str
    status_label: str
    status_tone: str
    begun_label: str
    email: str = ""


@dataclass(frozen=True)
class PlanChoice:
    """A plan that may be chosen: `note` are trial and notice."""

    plan_id: str = ""
    label: str = ""
    note: str = ""


@dataclass(frozen=True)
class ChangeView:
    """What a change of plan would mean, before it is done."""

    plan_id: str = ""
    plan_label: str = ""
    sentence: str = ""
    verb: str = ""


@dataclass(frozen=True)
class SubscriptionView:
    """A subscription in words: everything its page shows, and what may be done with it."""

    number: str = ""
    item_name: str = ""
    item_path: str = ""
    plan_label: str = ""
    amount_label: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    next_label: str = ""
    card_label: str = ""
    other_plans: list[PlanChoice] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    cancel_note: str = ""
    email: str = ""
    can_pay: bool = False
    can_cancel: bool = False
    can_pause: bool = False
    can_resume: bool = False


@dataclass(frozen=True)
class SubscribeView:
    """An item that one is about to subscribe to."""

    slug: str = ""
    name: str = ""
    short_description: str = ""
    plans: list[PlanChoice] = field(default_factory=list)
    card_label: str = ""
    lacks_billing: bool = False


class SubscriptionBody(BaseModel):
    """A person's own subscription. Amounts are net, in `currency`; VAT is decided when a period is charged."""

    number: str = Field(examples=["ABB-2026-00001"])
    item_slug: str
    item_name: str
    status: SubscriptionStatus
    interval: PlanInterval
    interval_count: int
    amount: Decimal
    currency: str
    notice_days: int
    period_start: datetime | None
    period_end: datetime | None
    at_period_end: AtPeriodEnd
    leaves_at: datetime | None
    next_attempt_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
