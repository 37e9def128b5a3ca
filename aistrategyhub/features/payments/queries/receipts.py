"""Reads of money that colleagues book, and of the lines of bank statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.rules import PAYABLE
from aistrategyhub.features.payments.models import BY_HAND, Payment, PaymentStatus, Receipt, StatementLine
from aistrategyhub.features.payments.queries.payments import list_payments_of
from aistrategyhub.features.payments.rules.matching import OpenOrder

_CANDIDATES = 200


class ReceiptNotFound(DomainError):
    """No such booking here."""

    code = "RECEIPT_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo incasso non c’è.")


class StatementLineNotFound(DomainError):
    """No such line of a statement here."""

    code = "STATEMENT_LINE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa riga dell’estratto conto non c’è.")


@dataclass(frozen=True)
class PaidPart:
    """Money of a sale: how much of it came how, and when. `method_type` is the provider's word, or a `MoneyMethod`."""

    method_type: str
    amount: Decimal
    paid_on: date


async def get_receipt(session: AsyncSession, receipt_id: UUID, *, is_fresh: bool = False) -> Receipt:
    """The booking, read again with `is_fresh`. Raises ReceiptNotFound."""
    query = select(Receipt).where(Receipt.id == receipt_id).execution_options(populate_existing=is_fresh)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise ReceiptNotFound
    return found


async def find_receipt_of_request(session: AsyncSession, request_key: str) -> Receipt | None:
    """The booking that an earlier request with this key made."""
    query = select(Receipt).where(Receipt.request_key == request_key)
    return (await session.execute(query)).scalar_one_or_none()


async def list_receipts_of(session: AsyncSession, order_id: UUID) -> list[Receipt]:
    """Every booking of an order, oldest first, those taken back included."""
    query = select(Receipt).where(Receipt.order_id == order_id).order_by(Receipt.booked_at, Receipt.id)
    return list((await session.execute(query)).scalars())


async def list_paid_parts(session: AsyncSession, order_id: UUID) -> list[PaidPart]:
    """How the price of a paid order came, without what was too much; empty where nothing was to pay."""
    taken = (PaymentStatus.SUCCEEDED, PaymentStatus.REFUNDED)
    payments = [one for one in await list_payments_of(session, order_id) if one.status in taken]
    paid = next((one for one in payments if one.received > one.surplus), None)
    if paid is None:
        return []
    if paid.provider != BY_HAND:
        day = clock.today_in_rome(paid.processed_at)
        return [PaidPart(paid.method_type or "card", paid.received - paid.surplus, day)]
    receipts = [one for one in await list_receipts_of(session, order_id) if one.undone_at is None]
    return [
        PaidPart(one.method.value, one.amount - one.surplus, one.received_on)
        for one in receipts
        if one.payment_id == paid.id and one.amount > one.surplus
    ]


async def lock_statement_line(session: AsyncSession, line_id: UUID) -> StatementLine:
    """The line, which nobody else may book until this transaction ends. Raises StatementLineNotFound."""
    query = select(StatementLine).where(StatementLine.id == line_id).with_for_update()
    line = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if line is None:
        raise StatementLineNotFound
    return line


async def is_booked(session: AsyncSession, line_id: UUID) -> bool:
    """Whether this line of a statement is in the books."""
    return bool((await session.execute(select(booked_line(line_id)))).scalar_one())


async def list_statement_lines(
    session: AsyncSession, request: PageRequest, *, only_open: bool
) -> Page[tuple[StatementLine, bool]]:
    """Lines of statements with whether each is booked, newest first; `only_open` those that nobody has dealt with."""
    booked = booked_line(StatementLine.id)
    wanted = [StatementLine.set_aside_at.is_(None), ~booked] if only_open else []
    query = select(StatementLine, booked).where(*wanted)
    newest = query.order_by(StatementLine.booked_on.desc(), StatementLine.id.desc())
    rows = (await session.execute(newest.limit(request.per_page).offset(request.offset))).tuples()
    count = await session.execute(select(func.count()).select_from(StatementLine).where(*wanted))
    return Page([(row[0], row[1]) for row in rows], count.scalar_one(), request.page, request.per_page)


async def list_matchable(
    session: AsyncSession, numbers: Sequence[str], amounts: Sequence[Decimal]
) -> Sequence[OpenOrder]:
    """The orders with these numbers, whatever became of them, and those that still wait for one of these sums."""
    received = func.coalesce(
        select(func.sum(Payment.received))
        .where(Payment.order_id == Order.id, Payment.status == PaymentStatus.PENDING)
        .scalar_subquery(),
        0,
    )
    left = Order.total - received
    named = Order.number.in_(numbers)
    waiting = Order.status.in_(PAYABLE) & left.in_(amounts)
    query = select(Order, left).where(named | waiting).order_by(Order.placed_at.desc()).limit(_CANDIDATES)
    return [
        OpenOrder(order.number, order.buyer_name, Decimal(due), order.currency, order.status in PAYABLE)
        for order, due in (await session.execute(query)).tuples()
    ]


def booked_line(line_id: object) -> ColumnElement[bool]:
    """Whether a line of a statement, an id or a column of ids, is in the books."""
    return exists().where(Receipt.statement_line_id == line_id, Receipt.undone_at.is_(None))
