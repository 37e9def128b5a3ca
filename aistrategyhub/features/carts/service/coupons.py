"""Coupons: made and ended by the firm, kept and let go by orders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import DEFAULT_LOCALE, mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.carts.models import Coupon, CouponItem, CouponUse
from aistrategyhub.features.carts.queries.coupons import count_uses, find_coupon, get_coupon, lock_coupon, terms_of
from aistrategyhub.features.carts.rules import (
    CouponMeets,
    CouponRefused,
    CouponTerms,
    Refusal,
    check_coupon,
    discount_of,
    read_code,
)
from aistrategyhub.features.catalog.queries import find_service
from aistrategyhub.infra.db import take_turns


class CouponTaken(InvalidInput):
    """There is, or was, a coupon of this code: it would be unclear which one somebody means."""

    def __init__(self) -> None:
        super().__init__([FieldError("code", "CODE_TAKEN", mark("Questo codice c’è già, anche se non vale più."))])


class UnknownItem(InvalidInput):
    """A coupon is for an item that is not in the catalogue."""

    def __init__(self, slug: str) -> None:
        sentence = mark("Nel catalogo non c’è «{slug}»: scrivi l’ultima parte dell’indirizzo di un servizio.")
        super().__init__([FieldError("items", "UNKNOWN_ITEM", sentence, {"slug": slug})])


@dataclass(frozen=True)
class Reserved:
    """A coupon that the order of this transaction may keep, and what it takes off each line."""

    coupon_id: UUID
    code: str
    discounts: Sequence[Decimal]


async def make_coupon(session: AsyncSession, code: str, terms: CouponTerms) -> Coupon:
    """A new coupon. Raises CouponTaken."""
    # Two who make one code at once: the second finds the first one's.
    await take_turns(session, f"coupon:{code}")
    if await find_coupon(session, code) is not None:
        raise CouponTaken
    coupon = Coupon(
        code=code,
        percent=terms.percent,
        amount=terms.amount,
        currency=terms.currency,
        minimum=terms.minimum,
        is_for_first_order=terms.is_for_first_order,
        most_uses=terms.most_uses,
        most_per_person=terms.most_per_person,
        starts_at=terms.starts_at or now(),
        ends_at=terms.ends_at,
    )
    session.add(coupon)
    await session.flush()
    session.add_all(CouponItem(coupon_id=coupon.id, item_id=item_id) for item_id in sorted(terms.items))
    await session.flush()
    await record(
        session,
        "carts.coupon_made",
        "coupon",
        coupon.id,
        code=code,
        percent=terms.percent,
        amount=terms.amount,
        items=[str(item_id) for item_id in sorted(terms.items)],
    )
    return coupon


async def for_items(session: AsyncSession, terms: CouponTerms, slugs: Sequence[str]) -> CouponTerms:
    """The same terms for these items alone; for all where none is named. Raises UnknownItem."""
    found = {slug: await find_service(session, slug, DEFAULT_LOCALE) for slug in slugs}
    if missing := [slug for slug, service in found.items() if service is None]:
        raise UnknownItem(missing[0])
    return replace(terms, items=frozenset(service.id for service in found.values() if service))


async def end_coupon(session: AsyncSession, coupon_id: UUID) -> Coupon:
    """From now on it counts for nobody; orders that keep it keep it. Ended again nothing changes. Raises
    CouponNotFound."""
    coupon = await get_coupon(session, coupon_id)
    if coupon.ended_at is None:
        coupon.ended_at = now()
        await session.flush()
        await record(session, "carts.coupon_ended", "coupon", coupon.id, code=coupon.code)
    return coupon


async def reserve_coupon(
    session: AsyncSession,
    code: str,
    lines: Sequence[tuple[UUID, Decimal]],
    *,
    currency: str,
    user_id: UUID | None,
    email: str,
    has_ordered: bool,
) -> Reserved:
    """The coupon for an order of these lines (item, net price): until this transaction ends nobody else may use it, so
    that its limits hold however many ask at once. Raises CouponRefused."""
    coupon = await lock_coupon(session, read_code(code))
    if coupon is None:
        raise CouponRefused(Refusal.UNKNOWN)
    terms = await terms_of(session, coupon)
    usage = await count_uses(session, coupon.id, user_id=user_id, email=email)
    check_coupon(terms, CouponMeets(now(), lines, currency, usage.in_all, usage.own, has_ordered))
    return Reserved(coupon.id, coupon.code, discount_of(terms, lines))


async def keep_use(
    session: AsyncSession, reserved: Reserved, *, order_id: UUID, user_id: UUID | None, email: str
) -> None:
    """The order keeps the coupon that was reserved in this transaction."""
    use = CouponUse(coupon_id=reserved.coupon_id, order_id=order_id, user_id=user_id, email=email.lower())
    session.add(use)
    await session.flush()


async def release_use(session: AsyncSession, order_id: UUID) -> None:
    """The order comes to nothing: its coupon may be used again, and nobody needs to know who had it."""
    kept = CouponUse.order_id == order_id, CouponUse.released_at.is_(None)
    use = (await session.execute(select(CouponUse).where(*kept))).scalar_one_or_none()
    if use is not None:
        await session.execute(update(CouponUse).where(CouponUse.id == use.id).values(released_at=now(), email=""))
        await record(session, "carts.coupon_released", "coupon", use.coupon_id, order_id=str(order_id))
