"""Reads of coupons."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.carts.models import Coupon, CouponItem, CouponUse
from aistrategyhub.features.carts.rules import CouponTerms, Standing, promised

_SORTABLE = {
    "code": Coupon.code,
    "starts_at": Coupon.starts_at,
    "ends_at": Coupon.ends_at,
}


class CouponNotFound(DomainError):
    """No such coupon."""

    code = "COUPON_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo codice sconto non c’è.")


@dataclass(frozen=True)
class Usage:
    """How many orders keep a coupon, and how many of them are of one buyer."""

    in_all: int = 0
    own: int = 0


async def find_coupon(session: AsyncSession, code: str) -> Coupon | None:
    """The coupon of this code."""
    return (await session.execute(select(Coupon).where(Coupon.code == code))).scalar_one_or_none()


async def get_coupon(session: AsyncSession, coupon_id: UUID) -> Coupon:
    """The coupon. Raises CouponNotFound."""
    coupon = (await session.execute(select(Coupon).where(Coupon.id == coupon_id))).scalar_one_or_none()
    if coupon is None:
        raise CouponNotFound
    return coupon


async def lock_coupon(session: AsyncSession, code: str) -> Coupon | None:
    """The coupon of this code, which nobody else may use until this transaction ends."""
    query = select(Coupon).where(Coupon.code == code).with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def terms_of(session: AsyncSession, coupon: Coupon) -> CouponTerms:
    """What the coupon promises, and for which items."""
    items = select(CouponItem.item_id).where(CouponItem.coupon_id == coupon.id)
    return promised(coupon, frozenset((await session.execute(items)).scalars()))


async def count_uses(session: AsyncSession, coupon_id: UUID, *, user_id: UUID | None = None, email: str = "") -> Usage:
    """The orders that keep the coupon now; own are those of this account or of this address."""
    mine = [CouponUse.user_id == user_id] if user_id else []
    mine += [CouponUse.email == email.lower()] if email else []
    own = func.count().filter(or_(*mine)) if mine else func.count().filter(CouponUse.id.is_(None))
    query = select(func.count(), own).where(CouponUse.coupon_id == coupon_id, CouponUse.released_at.is_(None))
    in_all, of_them = (await session.execute(query)).one()
    return Usage(in_all, of_them)


async def list_coupons(
    session: AsyncSession,
    request: PageRequest = PageRequest(),
    *,
    q: str = "",
    standing: Standing | None = None,
    sort: str = "",
    descending: bool = False,
) -> Page[tuple[Coupon, int, int]]:
    """One page of the coupons, newest first unless sorted, each with how many orders keep it and for how many items it
    is. `q` looks in the code."""
    wanted = [Coupon.code.contains(q.strip().upper(), autoescape=True)] if q.strip() else []
    wanted += [_stands(standing)] if standing else []
    column = _SORTABLE.get(sort)
    order = Coupon.created_at.desc() if column is None else column.desc() if descending else column.asc()
    uses = (
        select(func.count()).where(CouponUse.coupon_id == Coupon.id, CouponUse.released_at.is_(None)).scalar_subquery()
    )
    items = select(func.count()).where(CouponItem.coupon_id == Coupon.id).scalar_subquery()
    query = (
        select(Coupon, uses, items)
        .where(*wanted)
        .order_by(order, Coupon.id)
        .limit(request.per_page)
        .offset(request.offset)
    )
    rows = [tuple(row) for row in await session.execute(query)]
    total = (await session.execute(select(func.count()).select_from(Coupon).where(*wanted))).scalar_one()
    return Page(rows, total, request.page, request.per_page)


def _stands(standing: Standing) -> ColumnElement[bool]:
    """The condition under which a coupon stands like this now, as `rules.standing_of` says it of one."""
    moment = now()
    is_over = or_(Coupon.ended_at.is_not(None), Coupon.ends_at <= moment)
    conditions = {
        Standing.OVER: is_over,
        Standing.NOT_YET: and_(~func.coalesce(is_over, False), Coupon.starts_at > moment),
        Standing.OPEN: and_(~func.coalesce(is_over, False), Coupon.starts_at <= moment),
    }
    return conditions[standing]
