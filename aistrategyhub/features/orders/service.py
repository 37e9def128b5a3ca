"""Verbs of orders: place, wait for payment, pay, cancel."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.access import find_principal
from aistrategyhub.core.billing import Address, Buyer, read_buyer
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.ids import order_number
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.queries import get_offer
from aistrategyhub.features.catalog.schemas import Offer
from aistrategyhub.features.orders.events import OrderPlaced
from aistrategyhub.features.orders.models import Order, OrderEvent, OrderLine, OrderStatus
from aistrategyhub.features.orders.queries import find_order_of_request, lock_order
from aistrategyhub.features.orders.rules import (
    PAYABLE,
    check_transition,
    priced,
)
from aistrategyhub.features.vat.queries import seller_scheme
from aistrategyhub.features.vat.rules import add_up, customer_of
from aistrategyhub.features.vat.schemas import Amounts, Treatment
from aistrategyhub.infra import metrics
from aistrategyhub.infra.counters import next_number
from aistrategyhub.infra.db import take_turns
from aistrategyhub.infra.outbox import publish

# Who the buyer is when nobody may know it any more. The hashes go too: with a guess of the data they could be checked.
_NOBODY = {
    "email": "",
    "buyer_name": "",
    "buyer": Buyer(email="", billing_address=Address(street="", city="", zip="")).model_dump(mode="json"),
    "idempotency_key": None,
    "request_fingerprint": None,
}


class IdempotencyKeyReused(DomainError):
    """The same key came with another body: one of the two requests is a mistake."""

    code = "IDEMPOTENCY_KEY_REUSED"
    sentence = mark("Questa chiave di idempotenza è già stata usata per una richiesta diversa.")


class OrderNotPayable(DomainError):
    """The order was paid, cancelled or refunded already."""

    code = "ORDER_NOT_PAYABLE"
    sentence = mark("L'ordine {number} non è più da pagare.")


@dataclass(frozen=True)
class OrderedItem:
    """What the buyer asks for: a catalogue slug and a quantity."""

    slug: str
    quantity: int = 1


async def place_order(
    session: AsyncSession,
    *,
    items: Sequence[OrderedItem],
    buyer_data: Mapping[str, Any],
    locale: str,
    idempotency_key: str | None = None,
) -> Order:
    """A new order with the prices and names of this moment, or the one that the same request made before.

    Raises InvalidInput with every wrong buyer field, ItemNotFound or ItemNotForSale; then nothing was created.
    """
    fingerprint = _fingerprint(items, buyer_data)
    if idempotency_key and (earlier := await _earlier_order(session, idempotency_key, fingerprint)):
        return earlier
    buyer = read_buyer(buyer_data)
    _check_sold_to(buyer)
    offers = [await get_offer(session, item.slug, locale) for item in items]
    customer, scheme = customer_of(buyer), await seller_scheme(session)
    amounts = add_up(
        [priced(offer, Decimal(item.quantity), customer, scheme) for offer, item in zip(offers, items, strict=True)]
    )
    order = _new_order(buyer, amounts, locale, currency=offers[0].currency)
    order.user_id = order.user_id or await _owner_of_address(session, order.email)
    order.idempotency_key, order.request_fingerprint = idempotency_key, fingerprint
    order.number = order_number(
        year := clock.today_in_rome(order.placed_at).year, await next_number(session, f"orders:{year}")
    )
    session.add(order)
    await session.flush()
    session.add_all(_lines(order, items, offers, amounts))
    await add_event(session, order, "placed")
    await record(session, "orders.placed", "order", order.id, number=order.number, total=str(order.total))
    await publish(session, OrderPlaced(order_id=order.id))
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


async def advance(session: AsyncSession, order: Order, *, to: OrderStatus) -> None:
    """The one door through which an order changes status. Raises IllegalTransition."""
    before = order.status
    check_transition(before, to)
    order.status = to
    if to is OrderStatus.COMPLETED:
        order.completed_at = clock.now()
    await add_event(session, order, to.value)
    await record(session, "orders.status_changed", "order", order.id, before=before.value, after=to.value)


async def claim_guest_orders(session: AsyncSession, *, person_id: UUID, email: str) -> int:
    """Gives a person the orders that were placed as a guest with this address, which is proven theirs; how many."""
    claiming = (
        update(Order).where(Order.user_id.is_(None), Order.email == email).values(user_id=person_id).returning(Order.id)
    )
    claimed = (await session.execute(claiming)).scalars().all()
    for order_id in claimed:
        await record(session, "orders.claimed", "order", order_id, person_id=str(person_id))
    return len(claimed)


async def add_event(session: AsyncSession, order: Order, kind: str, *, at: datetime | None = None, **data: Any) -> None:
    """Adds a step to the order's timeline, now or at an earlier instant."""
    session.add(OrderEvent(order_id=order.id, kind=kind, data=data, created_at=at or clock.now()))
    await session.flush()


async def forget_buyer(session: AsyncSession, person_id: UUID) -> None:
    """Takes away who the buyer was from all orders of a person, and cancels those that were never paid.

    Amounts stay, and documents carry their own copy.
    """
    await _cancel_unpaid(session, Order.user_id == person_id)
    await session.execute(update(Order).where(Order.user_id == person_id).values(_NOBODY))


async def forget_unpaid_guests(session: AsyncSession, *, before: datetime) -> int:
    """Cancels orders placed before this moment, without an account, and never paid, and takes away who the buyer was;
    how many."""
    guests = Order.user_id.is_(None), Order.paid_at.is_(None), Order.placed_at < before, Order.email != ""
    await _cancel_unpaid(session, *guests)
    result = await session.execute(update(Order).where(*guests, Order.status == OrderStatus.CANCELLED).values(_NOBODY))
    return result.rowcount


async def _cancel_unpaid(session: AsyncSession, *wanted: ColumnElement[bool]) -> None:
    query = select(Order).where(*wanted, Order.status.in_(PAYABLE)).with_for_update()
    for order in (await session.execute(query)).scalars():
        await advance(session, order, to=OrderStatus.CANCELLED)
    await session.flush()


async def _earlier_order(session: AsyncSession, idempotency_key: str, fingerprint: str) -> Order | None:
    """The order of the same request; a request that is under way is waited for."""
    await take_turns(session, f"place_order:{idempotency_key}")
    earlier = await find_order_of_request(session, idempotency_key)
    if earlier is not None and earlier.request_fingerprint != fingerprint:
        raise IdempotencyKeyReused
    return earlier


async def _owner_of_address(session: AsyncSession, email: str) -> UUID | None:
    """Whose the order of a guest is: it belongs to whoever has proven that the address is theirs, as it would if they
    proved it later."""
    person = await find_person_by_email(session, email)
    return person.id if person and person.is_active and person.email_verified_at else None


def _check_sold_to(buyer: Buyer) -> None:
    if not buyer.is_italian:
        raise InvalidInput(
            [
                FieldError(
                    "billing_address.country",
                    "COUNTRY_NOT_SERVED",
                    mark("Per ora il pagamento online è riservato a chi ha sede in Italia: scrivici per un'offerta."),
                )
            ]
        )


def _new_order(buyer: Buyer, amounts: Amounts, locale: str, *, currency: str) -> Order:
    principal = find_principal()
    return Order(
        user_id=principal.person_id if principal else None,
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


def _lines(order: Order, items: Sequence[OrderedItem], offers: Sequence[Offer], amounts: Amounts) -> list[OrderLine]:
    return [
        OrderLine(
            order_id=order.id,
            line_number=number,
            item_id=offer.item_id,
            item_slug=offer.slug,
            name=offer.name,
            quantity=Decimal(item.quantity),
            unit_price=offer.net_price,
            **vat_of(line.treatment),
            net=line.net,
            vat=line.vat,
            gross=line.gross,
        )
        for number, (item, offer, line) in enumerate(zip(items, offers, amounts.lines, strict=True), start=1)
    ]


def vat_of(treatment: Treatment) -> dict[str, Any]:
    """The columns in which a line keeps the VAT that was decided for it."""
    return {
        "vat_rate": treatment.rate,
        "vat_ground": treatment.ground,
        "vat_nature": treatment.nature,
        "vat_law": treatment.law,
    }


def _fingerprint(items: Sequence[OrderedItem], buyer_data: Mapping[str, Any]) -> str:
    body = {"items": [[item.slug, item.quantity] for item in items], "buyer": dict(buyer_data)}
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
