"""Carts over HTTP. Amounts are decimal strings, net unless they say otherwise."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.carts.models import LONGEST_CODE


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AddBody(_Asked):
    """An item by its slug, and how many more of it: a whole number from 1 to 100."""

    slug: str = Field(max_length=120, examples=["ai-act-gap-assessment"])
    quantity: Any = Field(default=1, examples=[1])


class QuantityBody(_Asked):
    """How many of an item the cart holds from now on."""

    quantity: Any = Field(examples=[2])


class CouponBody(_Asked):
    """The code of a coupon, in any letters."""

    code: str = Field(max_length=LONGEST_CODE * 2, examples=["BENVENUTO10"])


class ReminderBody(_Asked):
    """Where one mail about this cart may be sent. Signed in, the account's own address counts."""

    email: str = Field(default="", max_length=255)
    agreed: bool


class UsedCouponBody(BaseModel):
    """The coupon of a cart; with a `refusal` it does not count now."""

    code: str
    discount: Decimal
    refusal: str | None = None
    message: str | None = None


class NoticeBody(BaseModel):
    """Something that has changed since the cart was last looked at, in words."""

    code: str
    slug: str
    message: str


class CartLineBody(BaseModel):
    """A line. `unit_price` is what it costs now, `seen_price` what it cost when it was put in; one that is no longer
    for sale counts for nothing."""

    item_id: UUID
    slug: str
    name: str
    quantity: int
    is_for_sale: bool
    unit_price: Decimal | None
    seen_price: Decimal
    discount: Decimal
    vat_rate: Decimal | None
    net: Decimal
    vat: Decimal
    gross: Decimal


class CartBody(BaseModel):
    """A cart, with what an order of it comes to for a buyer in Italy. `version` is sent along with the order."""

    version: str
    count: int
    currency: str
    items: list[CartLineBody]
    coupon: UsedCouponBody | None
    notices: list[NoticeBody]
    discount: Decimal
    subtotal: Decimal
    tax_amount: Decimal
    total: Decimal
