"""Verbs of orders: place, wait for payment, pay, cancel."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.access import find_principal
from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import order_number
from aistrategyhub.core.territories import ITALY
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.carts.service import Reserved, keep_use, release_use, reserve_coupon
from aistrategyhub.features.catalog.queries import get_offers
from aistrategyhub.features.catalog.schemas import Offer
from aistrategyhub.features.orders.events import OrderCancelled, OrderCompleted, OrderPlaced
from aistrategyhub.features.orders.models import (
    ConsentKind,
    MilestoneState,
    Order,
    OrderEvent,
    OrderLine,
    OrderStatus,
)
from aistrategyhub.features.orders.queries import (
    find_order_of_request,
    has_ordered,
    list_milestones,
    lock_order,
    sum_electronic_to_people_abroad,
)
from aistrategyhub.features.orders.rules import (
    PAYABLE,
    check_transition,
)
from aistrategyhub.features.orders.rules.milestones import is_work_done
from aistrategyhub.features.orders.service.agreeing import agreements_of, read_order_form
from aistrategyhub.features.orders.service.lines import OrderedItem, order_lines, priced_lines, refuse_mixed
from aistrategyhub.features.quotes.service import note_called_off, note_paid
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.queries import seller_vat, sells_to_offices
from aistrategyhub.features.vat.rules import add_up, customer_of
from aistrategyhub.features.vat.schemas import Amounts
from aistrategyhub.features.vat.service import note_sales_abroad
from aistrategyhub.infra import metrics
from aistrategyhub.infra.counters import next_number
from aistrategyhub.infra.db import take_turns
from aistrategyhub.infra.idempotency import IdempotencyKeyReused
from aistrategyhub.infra.outbox import publish

# The statuses that other rooms hear of.
_TOLD = {OrderStatus.CANCELLED: OrderCancelled, OrderStatus.COMPLETED: OrderCompleted}


class OrderNotPayable(DomainError):
    """The order was paid, cancelled or refunded already."""

    code = "ORDER_NOT_PAYABLE"
    sentence = mark("L'ordine {number} non è più da pagare.")


async def place_order(
    session: AsyncSession,
    *,
    items: Sequence[OrderedItem],
    buyer_data: Mapping[str, Any],
    locale: str,
    idempotency_key: str | None = None,
    vat_check: VatCheck | None = None,
    coupon_code: str = "",
    ticked: Mapping[str, Any] | None = None,
) -> Order:
    """A new order with the prices and names of this moment, or the one that the same request made before.

    `vat_check` is what VIES said of the buyer's number (`vat.checkout`). `ticked` are the agreements by name, None
    where no buyer is there to be asked. An order that a coupon leaves nothing to pay of is paid at once. Raises
    InvalidInput with every wrong buyer field and without the terms, ItemNotFound, ItemNotForSale, GoodsNotSoldAbroad,
    CartMixesCurrencies or CouponRefused; then nothing was created.
    """
    fingerprint = _fingerprint(items, buyer_data, coupon_code, ticked or {})
    if idempotency_key and (earlier := await _earlier_order(session, idempotency_key, fingerprint)):
        return earlier
    buyer = read_order_form(buyer_data, ticked, may_be_office=await sells_to_offices(session))
    offers = await get_offers(session, [item.slug for item in items], locale)
    refuse_mixed(offers)
    kinds = {offer.kind for offer in offers}
    agreements = agreements_of(ticked, buyer, kinds, locale) if ticked is not None else ()
    buyer_id = await account_of(session, buyer)
    reserved = await _reserved(session, coupon_code, items, offers, buyer_id, buyer.email) if coupon_code else None
    customer, seller = customer_of(buyer, vat_check), await seller_vat(session)
    lines = priced_lines(offers, items, reserved, customer, seller)
    amounts = add_up(lines)
    order = new_order(buyer, amounts, locale, currency=offers[0].currency)
    order.user_id, order.coupon_code = buyer_id, reserved.code if reserved else ""
    order.vat_check_id = vat_check.id if vat_check else None
    order.idempotency_key, order.request_fingerprint = idempotency_key, fingerprint
    await keep_order(session, order, order_lines(items, offers, amounts, lines))
    session.add_all(agreement.row_of(order) for agreement in agreements)
    if any(agreement.kind is ConsentKind.EARLY_START for agreement in agreements):
        await add_event(session, order, "early_start_asked")
    if reserved:
        await keep_use(session, reserved, order_id=order.id, user_id=buyer_id, email=order.email)
    if not order.total:
        await mark_paid(session, order, at=order.placed_at)
    await session.flush()
    return order


async def keep_order(
    session: AsyncSession, order: Order, lines: Sequence[OrderLine], *, is_confirmed: bool = True
) -> Order:
    """Numbers an order that is ready and stores it with its lines, and tells of it."""
    year = clock.today_in_rome(order.placed_at).year
    order.number = order_number(year, await next_number(session, f"orders:{year}"))
    session.add(order)
    await session.flush()
    for line in lines:
        line.order_id = order.id
    session.add_all(lines)
    await add_event(session, order, "placed")
    await record(session, "orders.placed", "order", order.id, number=order.number, total=str(order.total))
    await publish(session, OrderPlaced(order_id=order.id, is_confirmed=is_confirmed))
    metrics.after_commit(session, metrics.order_created)
    return order


async def await_payment(session: AsyncSession, order_id: UUID) -> Order:
    """The order, locked and waiting for its payment. Raises OrderNotPayable when that time is over."""
    order = await lock_order(session, order_id)
    if order.status not in PAYABLE:
        raise OrderNotPayable(number=order.number)
    if order.status is OrderStatus.PENDING:
        await advance(session, order, to=OrderStatus.AWAITING_PAYMENT)
    return order


async def mark_paid(session: AsyncSession, order: Order, *, at: datetime) -> None:
    """The money is there. The order must be locked by this transaction."""
    await advance(session, order, to=OrderStatus.PAID)
    order.paid_at = at
    if order.offer_id and order.instalment:
        await note_paid(session, order.offer_id, order.instalment, at=at)
    await keep_in_step(session, order)
    await _watch_sales_abroad(session, order)


async def _watch_sales_abroad(session: AsyncSession, order: Order) -> None:
    """From the sale on with which what people abroad buy over the net goes beyond the year's limit, the next ones bear
    the VAT of their states."""
    country = (order.buyer.get("billing_address") or {}).get("country", ITALY)
    if order.paid_at is None or country == ITALY:
        return
    day = clock.today_in_rome(order.paid_at)
    sums = await sum_electronic_to_people_abroad(session, since=day.year)
    await note_sales_abroad(session, next((one.net for one in sums if one.year == day.year), Decimal(0)), on=day)


async def keep_in_step(session: AsyncSession, order: Order) -> None:
    """Moves a paid order on as far as the steps of its work are: begun with the first delivery, done with the last
    approval. The order must be locked by this transaction."""
    steps = await list_milestones(session, order)
    if order.status is OrderStatus.PAID and any(step.state is not MilestoneState.TO_DO for step in steps):
        await advance(session, order, to=OrderStatus.PROCESSING)
    if order.status is OrderStatus.PROCESSING and is_work_done(steps):
        await advance(session, order, to=OrderStatus.COMPLETED)


async def note_refund(session: AsyncSession, order: Order, amount: Decimal) -> None:
    """Money of the sale went back, or with a negative amount came back here because it could not be delivered. The
    order, which must be locked by this transaction, is refunded when all is back."""
    order.refunded += amount
    if order.refunded >= order.total and order.status is not OrderStatus.REFUNDED:
        await advance(session, order, to=OrderStatus.REFUNDED)


async def advance(session: AsyncSession, order: Order, *, to: OrderStatus) -> None:
    """The one door through which an order changes status. Raises IllegalTransition."""
    before = order.status
    check_transition(before, to)
    order.status = to
    if to is OrderStatus.COMPLETED:
        order.completed_at = clock.now()
    if to is OrderStatus.CANCELLED and order.coupon_code:
        await release_use(session, order.id)
    if to is OrderStatus.CANCELLED and order.offer_id and order.instalment:
        await note_called_off(session, order.offer_id, order.instalment)
    await add_event(session, order, to.value)
    await record(session, "orders.status_changed", "order", order.id, before=before.value, after=to.value)
    if to in _TOLD:
        await publish(session, _TOLD[to](order_id=order.id))


async def claim_guest_orders(session: AsyncSession, *, person_id: UUID, email: str) -> int:
    """Gives a person the orders that were placed as a guest with this address, which is proven theirs; how many."""
    claiming = (
        update(Order).where(Order.user_id.is_(None), Order.email == email).values(user_id=person_id).returning(Order.id)
    )
    claimed = (await session.execute(claiming)).scalars().all()
    for order_id in claimed:
        await record(session, "orders.claimed", "order", order_id, person_id=str(person_id))
    return len(claimed)


async def note_late_answer(session: AsyncSession, order_id: UUID, check: VatCheck) -> None:
    """VIES was silent when the order was placed, and VAT was charged: now it has answered, and the timeline says so.
    What was charged stays until somebody decides."""
    order = await lock_order(session, order_id)
    order.vat_check_id = check.id
    await add_event(session, order, "vat_number_proven" if check.is_valid else "vat_number_refused")


async def add_event(session: AsyncSession, order: Order, kind: str, *, at: datetime | None = None, **data: Any) -> None:
    """Adds a step to the order's timeline, now or at an earlier instant."""
    session.add(OrderEvent(order_id=order.id, kind=kind, data=data, created_at=at or clock.now()))
    await session.flush()


async def _earlier_order(session: AsyncSession, idempotency_key: str, fingerprint: str) -> Order | None:
    """The order of the same request; a request that is under way is waited for."""
    await take_turns(session, f"place_order:{idempotency_key}")
    earlier = await find_order_of_request(session, idempotency_key)
    if earlier is not None and earlier.request_fingerprint != fingerprint:
        raise IdempotencyKeyReused
    return earlier


async def account_of(session: AsyncSession, buyer: Buyer) -> UUID | None:
    """Whose the order is: that of whoever is signed in, else of whoever has proven that the address is theirs, as it
    would be if they proved it later."""
    principal = find_principal()
    if principal and principal.person_id:
        return principal.person_id
    person = await find_person_by_email(session, buyer.email.lower())
    return person.id if person and person.is_active and person.email_verified_at else None


async def _reserved(
    session: AsyncSession,
    code: str,
    items: Sequence[OrderedItem],
    offers: Sequence[Offer],
    buyer_id: UUID | None,
    email: str,
) -> Reserved:
    prices = [(offer.item_id, offer.net_price * item.quantity) for item, offer in zip(items, offers, strict=True)]
    return await reserve_coupon(
        session,
        code,
        prices,
        currency=offers[0].currency,
        user_id=buyer_id,
        email=email.lower(),
        has_ordered=await has_ordered(session, user_id=buyer_id, email=email.lower()),
    )


def new_order(buyer: Buyer, amounts: Amounts, locale: str, *, currency: str) -> Order:
    """An order of this moment that is not stored yet, and is nobody's."""
    return Order(
        email=buyer.email.lower(),
        buyer_name=buyer.legal_name,
        buyer=buyer.model_dump(mode="json"),
        locale=locale,
        currency=currency,
        subtotal=amounts.subtotal,
        tax_amount=amounts.tax_amount,
        total=amounts.total,
        placed_at=clock.now(),
    )


def _fingerprint(
    items: Sequence[OrderedItem], buyer_data: Mapping[str, Any], coupon_code: str, ticked: Mapping[str, Any]
) -> str:
    body: dict[str, Any] = {"items": [[item.slug, item.quantity] for item in items], "buyer": dict(buyer_data)}
    if coupon_code:
        body["coupon"] = coupon_code
    if ticked.get(ConsentKind.EARLY_START):
        body[ConsentKind.EARLY_START.value] = True
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
