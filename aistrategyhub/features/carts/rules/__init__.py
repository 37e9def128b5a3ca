"""Decisions about carts and coupons. Pure: reads no clock, no database."""

from aistrategyhub.features.carts.rules.coupons import (
    CouponMeets,
    CouponRefused,
    CouponTerms,
    Refusal,
    Standing,
    check_coupon,
    discount_of,
    promised,
    read_code,
    refusal_of_coupon,
    share_discount,
    standing_of,
)
from aistrategyhub.features.carts.rules.drafts import read_coupon_draft
from aistrategyhub.features.carts.rules.merging import merged_quantities
from aistrategyhub.features.carts.rules.pricing import Sought, priced, version_of
from aistrategyhub.features.carts.rules.quantities import MOST_LINES, MOST_OF_ONE, read_quantity

__all__ = [
    "MOST_LINES",
    "MOST_OF_ONE",
    "CouponMeets",
    "CouponRefused",
    "CouponTerms",
    "Refusal",
    "Sought",
    "Standing",
    "check_coupon",
    "discount_of",
    "merged_quantities",
    "priced",
    "promised",
    "read_code",
    "read_coupon_draft",
    "read_quantity",
    "refusal_of_coupon",
    "share_discount",
    "standing_of",
    "version_of",
]
