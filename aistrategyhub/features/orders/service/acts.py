"""What colleagues and buyers do with an order: begin its work, end it, call it off."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import lock_order
from aistrategyhub.features.orders.rules import ALLOWED_NEXT, PAYABLE
from aistrategyhub.features.orders.service.placing import advance
from aistrategyhub.features.orders.service.waiting import tell_closed


class NoLongerCancellable(DomainError):
    """The order was paid: what is undone now is the payment."""

    code = "ORDER_NOT_CANCELLABLE"
    sentence = mark("L'ordine {number} è già pagato o chiuso: non si può più annullare, semmai si rimborsa.")


class OrderWasAgreed(DomainError):
    """It collects what its buyer agreed to by accepting an offer: the firm calls it off, with them."""

    code = "ORDER_WAS_AGREED"
    sentence = mark("L’ordine {number} viene da un’offerta accettata: per annullarlo scrivici.")


async def begin_work(session: AsyncSession, order_id: UUID) -> Order:
    """The work of a paid order begins. Raises OrderNotFound and IllegalTransition."""
    return await _advance(session, order_id, OrderStatus.PROCESSING)


async def complete(session: AsyncSession, order_id: UUID) -> Order:
    """All the work of an order is done. Raises OrderNotFound and IllegalTransition."""
    return await _advance(session, order_id, OrderStatus.COMPLETED)


async def cancel(session: AsyncSession, order_id: UUID) -> Order:
    """Calls off an order that nobody has paid; cancelling it again changes nothing. Raises OrderNotFound and
    NoLongerCancellable."""
    order = await lock_order(session, order_id)
    if order.status is OrderStatus.CANCELLED:
        return order
    if order.status not in PAYABLE:
        raise NoLongerCancellable(number=order.number)
    await advance(session, order, to=OrderStatus.CANCELLED)
    await tell_closed(session, order)
    return order


async def call_off(session: AsyncSession, order_id: UUID) -> Order:
    """The same by its buyer. Raises OrderWasAgreed as well."""
    order = await lock_order(session, order_id)
    if order.offer_id and order.status in PAYABLE:
        raise OrderWasAgreed(number=order.number)
    return await cancel(session, order_id)


async def advance_many(session: AsyncSession, order_ids: Collection[UUID], to: OrderStatus) -> tuple[int, int]:
    """Advances those of these orders that may go there; how many did, and how many stayed where they are."""
    done = 0
    for order_id in sorted(set(order_ids)):
        order = await lock_order(session, order_id)
        if to in ALLOWED_NEXT[order.status]:
            await advance(session, order, to=to)
            done += 1
    return done, len(set(order_ids)) - done


async def _advance(session: AsyncSession, order_id: UUID, to: OrderStatus) -> Order:
    order = await lock_order(session, order_id)
    await advance(session, order, to=to)
    return order
