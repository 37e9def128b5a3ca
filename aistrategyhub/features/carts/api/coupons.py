"""Coupons over HTTP, for the firm."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Query, Request

from aistrategyhub.core.access import requires
from aistrategyhub.core.clock import now
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.carts import service
from aistrategyhub.features.carts.permissions import CartsPermission
from aistrategyhub.features.carts.queries import count_uses, list_coupons
from aistrategyhub.features.carts.rules import Standing, read_coupon_draft
from aistrategyhub.features.carts.schemas.owner import CouponDraftBody, OwnCouponBody, coupon_body
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged
from aistrategyhub.infra.http.idempotency import IdempotencyKey, once

router = APIRouter(prefix="/coupons", tags=["coupons"])


@router.get("")
@requires(CartsPermission.READ_COUPONS)
async def list_all(
    page: int = Query(1, ge=1),
    per_page: int = Query(20, ge=1, le=100),
    q: str = Query("", max_length=100),
    standing: Standing | None = None,
) -> PagedEnvelope[OwnCouponBody]:
    """The coupons, newest first. `q` looks in the code."""
    async with unit_of_work() as session:
        found = await list_coupons(session, PageRequest(page=page, per_page=per_page), q=q, standing=standing)
    bodies: Sequence[OwnCouponBody] = [coupon_body(coupon, uses) for coupon, uses, _items in found.rows]
    return paged(list(bodies), total=found.total, page=page, per_page=per_page)


@router.post("", status_code=201)
@requires(CartsPermission.MANAGE_COUPONS, step_up=True)
async def make(
    request: Request, body: CouponDraftBody, idempotency_key: IdempotencyKey = None
) -> Envelope[OwnCouponBody]:
    """A new coupon. Its code can be given only once."""
    code, terms = read_coupon_draft(body.model_dump(), now=now())
    async with unit_of_work() as session:

        async def give() -> Envelope[OwnCouponBody]:
            coupon = await service.make_coupon(session, code, await service.for_items(session, terms, body.items))
            return ok(coupon_body(coupon, 0))

        return await once(session, request, idempotency_key, Envelope[OwnCouponBody], give, asked=body)


@router.post("/{coupon_id}/end")
@requires(CartsPermission.MANAGE_COUPONS, step_up=True)
async def end(request: Request, coupon_id: UUID, idempotency_key: IdempotencyKey = None) -> Envelope[OwnCouponBody]:
    """Ends a coupon for everybody; ended again nothing changes."""
    async with unit_of_work() as session:

        async def stop() -> Envelope[OwnCouponBody]:
            coupon = await service.end_coupon(session, coupon_id)
            usage = await count_uses(session, coupon.id)
            return ok(coupon_body(coupon, usage.in_all))

        return await once(session, request, idempotency_key, Envelope[OwnCouponBody], stop)
