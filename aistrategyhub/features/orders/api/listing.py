"""The firm's orders over HTTP."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.orders.api.checkout import body_of
from aistrategyhub.features.orders.links import read_order_key
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.queries import count_orders, each_order, get_order, list_lines, list_orders
from aistrategyhub.features.orders.rules.cursors import cursor_of, read_cursor
from aistrategyhub.features.orders.schemas import OrderBody, OrderFilter, OrderSummaryBody
from aistrategyhub.features.orders.service import begin_work, call_off, cancel, complete
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.http.idempotency import IdempotencyKey
from aistrategyhub.infra.http.sheets import csv_download
from aistrategyhub.infra.rate_limits import CHECKOUT, hit_or_refuse

router = APIRouter(tags=["orders"])

_COLUMNS = (
    "number",
    "placed_at",
    "status",
    "paid_at",
    "completed_at",
    "buyer_name",
    "email",
    "vat_number",
    "fiscal_code",
    "city",
    "country",
    "currency",
    "subtotal",
    "tax_amount",
    "total",
)
_LARGEST = 10**9


class OrderQuery(BaseModel):
    """Which orders: by a part of number, name, address or VAT number, by status, by days in Rome (both included), by
    whether they were paid, by their total in the order's currency (both included)."""

    q: str = Query(default="", max_length=100, pattern=r"^[^\x00]*$")
    status: list[OrderStatus] = Query(default=[], max_length=len(OrderStatus))
    since: date | None = None
    until: date | None = None
    paid: bool | None = None
    least: Decimal | None = Query(default=None, ge=0, le=_LARGEST)
    most: Decimal | None = Query(default=None, ge=0, le=_LARGEST)

    @property
    def wanted(self) -> OrderFilter:
        """The same as the queries take it."""
        return OrderFilter(
            q=self.q,
            statuses=frozenset(self.status),
            since=self.since,
            until=self.until,
            is_paid=self.paid,
            least=self.least,
            most=self.most,
        )


Asked = Annotated[OrderQuery, Query()]


class StatusBody(BaseModel):
    """Where an order is to go: its work begins, ends, or it is called off before anybody paid."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["processing", "completed", "cancelled"]


_ACTS = {"processing": begin_work, "completed": complete, "cancelled": cancel}


@router.get("/orders")
@router.get("/admin/orders")
@requires(OrdersPermission.READ)
async def list_all(
    asked: Asked,
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
    cursor: Annotated[str, Query(max_length=100)] = "",
) -> PagedEnvelope[OrderSummaryBody]:
    """Orders by filters, newest first. `next_cursor` goes on from the last row however the list grows meanwhile;
    with a `cursor`, `page` means nothing."""
    after = read_cursor(cursor)
    async with unit_of_work() as session:
        request = PageRequest(1 if after else page, per_page)
        found = await list_orders(session, request, asked.wanted, after=after)
    answer = paged(
        [_summary(order) for order in found.rows], total=found.total, page=request.page, per_page=request.per_page
    )
    if len(found.rows) == per_page:
        answer.pagination.next_cursor = cursor_of(found.rows[-1])
    return answer


@router.get("/orders/{order_id:uuid}")
@router.get("/admin/orders/{order_id:uuid}")
@requires(OrdersPermission.READ)
async def read_one(order_id: UUID) -> Envelope[OrderBody]:
    """One order with its lines."""
    async with unit_of_work() as session:
        return ok(body_of(await get_order(session, order_id), await list_lines(session, order_id)))


@router.patch("/orders/{order_id:uuid}/status")
@router.patch("/admin/orders/{order_id:uuid}/status")
@requires(OrdersPermission.MANAGE)
async def put_status(order_id: UUID, body: StatusBody) -> Envelope[OrderBody]:
    """Begins the work of a paid order, ends it, or calls off an order that nobody paid."""
    async with unit_of_work() as session:
        order = await _ACTS[body.status](session, order_id)
        return ok(body_of(order, await list_lines(session, order_id)))


@router.post("/orders/{order_key}/cancel")
@public("the order key is the right to call the order off")
async def cancel_own(
    request: Request,
    order_key: str,
    idempotency_key: IdempotencyKey = None,
) -> Envelope[OrderBody]:
    """Calls off an order that is not paid yet. Repeating it, with or without an Idempotency-Key, changes nothing and
    answers the same."""
    await hit_or_refuse(CHECKOUT, caller_of(request.scope))
    async with unit_of_work() as session:
        order = await call_off(session, read_order_key(order_key))
        return ok(body_of(order, await list_lines(session, order.id)))


@router.get("/admin/orders/export", response_class=StreamingResponse)
@requires(OrdersPermission.EXPORT, step_up=True)
async def export_orders(asked: Asked) -> StreamingResponse:
    """Orders by filters as a CSV file, written while it is read. The export itself is recorded first."""
    tenant_id = current_principal().tenant_id
    async with unit_of_work() as session:
        count = await count_orders(session, asked.wanted)
        told = asked.model_dump(mode="json", exclude_defaults=True)
        await record(session, "orders.exported", "order", count=count, filters=told)
    return csv_download("ordini", _COLUMNS, _rows(tenant_id, asked.wanted))


async def _rows(tenant_id: UUID, wanted: OrderFilter) -> AsyncIterator[dict[str, Any]]:
    async with unit_of_work(tenant_id) as session, aclosing(each_order(session, wanted)) as orders:
        async for order in orders:
            yield _cells(order)


def _cells(order: Order) -> dict[str, Any]:
    address = order.buyer.get("billing_address") or {}
    told = {"vat_number": order.buyer.get("vat_number") or "", "fiscal_code": order.buyer.get("fiscal_code") or ""}
    told |= {"city": address.get("city") or "", "country": address.get("country") or "", "status": order.status.value}
    return {name: told[name] if name in told else getattr(order, name) for name in _COLUMNS}


def _summary(order: Order) -> OrderSummaryBody:
    return OrderSummaryBody(
        order_id=order.id,
        order_number=order.number,
        status=order.status,
        buyer_name=order.buyer_name,
        email=order.email,
        currency=order.currency,
        subtotal=order.subtotal,
        tax_amount=order.tax_amount,
        total=order.total,
        refunded=order.refunded,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        completed_at=order.completed_at,
    )
