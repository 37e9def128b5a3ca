"""The coupons of the demo firm."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.carts.queries import list_coupons
from aistrategyhub.features.carts.rules import CouponTerms
from aistrategyhub.features.carts.service import for_items, make_coupon
from aistrategyhub.features.catalog.queries import find_service

_COURSE = "formazione-nis2-cda"


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Adds them where there is none yet: for a first order, for a course, and one that begins next month."""
    if (await list_coupons(session)).total:
        return
    welcome = CouponTerms(percent=Decimal(10), is_for_first_order=True, most_per_person=1)
    await make_coupon(session, "BENVENUTO10", welcome)
    later = CouponTerms(amount=Decimal("150.00"), minimum=Decimal("1000.00"), most_uses=20)
    starts = now() + timedelta(days=30)
    await make_coupon(session, "PRIMAVERA150", replace(later, starts_at=starts, ends_at=starts + timedelta(days=60)))
    if await find_service(session, _COURSE, "it"):
        course = CouponTerms(percent=Decimal(20), most_uses=50)
        await make_coupon(session, "CORSO20", await for_items(session, course, [_COURSE]))
