"""What leaves the room."""

from aistrategyhub.features.carts.schemas.bodies import (
    AddBody,
    CartBody,
    CartLineBody,
    CouponBody,
    NoticeBody,
    QuantityBody,
    ReminderBody,
    UsedCouponBody,
)
from aistrategyhub.features.carts.schemas.reading import CartReading, LineReading

__all__ = [
    "AddBody",
    "CartBody",
    "CartLineBody",
    "CartReading",
    "CouponBody",
    "LineReading",
    "NoticeBody",
    "QuantityBody",
    "ReminderBody",
    "UsedCouponBody",
]
