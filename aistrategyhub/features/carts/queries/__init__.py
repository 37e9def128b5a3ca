"""Reads of carts and coupons."""

from aistrategyhub.features.carts.queries.carts import (
    added_up,
    find_cart_of,
    find_guest_cart,
    find_line,
    list_lines,
    list_to_remind,
    lock_cart,
    read_cart,
    read_lines,
)
from aistrategyhub.features.carts.queries.coupons import (
    CouponNotFound,
    Usage,
    count_uses,
    find_coupon,
    get_coupon,
    list_coupons,
    lock_coupon,
    terms_of,
)

__all__ = [
    "CouponNotFound",
    "Usage",
    "added_up",
    "count_uses",
    "find_cart_of",
    "find_coupon",
    "find_guest_cart",
    "find_line",
    "get_coupon",
    "list_coupons",
    "list_lines",
    "list_to_remind",
    "lock_cart",
    "lock_coupon",
    "read_cart",
    "read_lines",
    "terms_of",
]
