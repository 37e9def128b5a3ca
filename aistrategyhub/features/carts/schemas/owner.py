"""Coupons as the firm sees them."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.carts.models import Coupon


class CouponDraftBody(BaseModel):
    """A new coupon: `percent` or `amount`, for the `items` named by their slugs or for all. Days are of Rome, the last
    one included."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=80, examples=["BENVENUTO10"])
    percent: Any = Field(default=None, examples=["10"])
    amount: Any = None
    minimum: Any = None
    items: list[str] = Field(default_factory=list, max_length=100)
    is_for_first_order: bool = False
    most_uses: Any = None
    most_per_person: Any = None
    starts_on: Any = Field(default=None, examples=["2026-12-01"])
    ends_on: Any = Field(default=None, examples=["2026-12-31"])


class OwnCouponBody(BaseModel):
    """A coupon with how many orders keep it."""

    coupon_id: UUID
    code: str
    percent: Decimal | None
    amount: Decimal | None
    currency: str
    minimum: Decimal
    is_for_first_order: bool
    most_uses: int | None
    most_per_person: int | None
    starts_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    uses: int


def coupon_body(coupon: Coupon, uses: int) -> OwnCouponBody:
    """The coupon as the API tells it."""
    told = coupon.model_dump(include=set(OwnCouponBody.model_fields))
    return OwnCouponBody(coupon_id=coupon.id, uses=uses, **told)
