"""Reads of payments and refunds."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import OrderLine
from aistrategyhub.features.orders.queries import list_lines
from aistrategyhub.features.payments.models import (
    STRIPE,
    Payment,
    PaymentStatus,
    ProviderEvent,
    Refund,
    RefundLine,
    RefundStatus,
)
from aistrategyhub.features.payments.rules import SoldLine
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.work import Work, WorkStatus

_OPEN = (PaymentStatus.PENDING, PaymentStatus.SUCCEEDED)


class RefundNotFound(DomainError):
    """No such refund here."""

    code = "REFUND_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo rimborso non c’è.")


async def find_open_payment(
    session: AsyncSession, order_id: UUID, *, provider: str = STRIPE, lock: bool = False
) -> Payment | None:
    """The payment of an order with this provider that is under way or done; there is at most one."""
    query = select(Payment).where(Payment.order_id == order_id, Payment.provider == provider, Payment.status.in_(_OPEN))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one_or_none()


async def has_pending(session: AsyncSession, order_id: UUID) -> bool:
    """Whether a payment of this order is under way."""
    query = select(exists().where(Payment.order_id == order_id, Payment.status == PaymentStatus.PENDING))
    return bool((await session.execute(query)).scalar_one())


async def list_payments_of(session: AsyncSession, order_id: UUID) -> list[Payment]:
    """Every attempt to pay an order, oldest first."""
    query = select(Payment).where(Payment.order_id == order_id).order_by(Payment.created_at, Payment.id)
    return list((await session.execute(query)).scalars())


async def lock_payment(session: AsyncSession, provider_reference: str) -> Payment | None:
    """The payment the provider knows by this reference, locked until this transaction ends."""
    query = select(Payment).where(Payment.provider_reference == provider_reference).with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def get_provider_event(session: AsyncSession, event_id: str) -> ProviderEvent:
    """The stored webhook of this event id, which must exist."""
    return (await session.execute(select(ProviderEvent).where(ProviderEvent.event_id == event_id))).scalar_one()


async def list_unsettled(session: AsyncSession, *, before: datetime) -> list[Payment]:
    """Pending payments made before this instant that the provider knows: candidates for a second look, the newest
    first, so that those whose payers went away keep nobody waiting."""
    query = (
        select(Payment)
        .where(
            Payment.status == PaymentStatus.PENDING,
            Payment.provider_reference.is_not(None),
            Payment.created_at < before,
        )
        .order_by(Payment.created_at.desc())
        .limit(200)
    )
    return list((await session.execute(query)).scalars())


async def last_done(session: AsyncSession, job: str) -> datetime | None:
    """When the newest work of this name that was done had been asked for."""
    done = Work.tenant_id == tenant_of(session), Work.job == job, Work.status == WorkStatus.DONE
    return (await session.execute(select(func.max(Work.created_at)).where(*done))).scalar_one()


async def lock_payments_of(session: AsyncSession, order_id: UUID) -> list[Payment]:
    """Every payment of an order, oldest first, locked until this transaction ends.

    Payments are locked before their order, here as when they are settled.
    """
    query = select(Payment).where(Payment.order_id == order_id).order_by(Payment.created_at, Payment.id)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return list((await session.execute(fresh)).scalars())


async def find_refund_of_request(session: AsyncSession, idempotency_key: str) -> Refund | None:
    """The refund that an earlier request with this key decided."""
    query = select(Refund).where(Refund.idempotency_key == idempotency_key)
    return (await session.execute(query)).scalar_one_or_none()


async def get_refund(session: AsyncSession, refund_id: UUID) -> Refund:
    """The refund. Raises RefundNotFound."""
    refund = (await session.execute(select(Refund).where(Refund.id == refund_id))).scalar_one_or_none()
    if refund is None:
        raise RefundNotFound
    return refund


async def list_refunds_of(session: AsyncSession, order_id: UUID) -> list[Refund]:
    """Every refund of an order, oldest first."""
    query = select(Refund).where(Refund.order_id == order_id).order_by(Refund.decided_at, Refund.id)
    return list((await session.execute(query)).scalars())


async def has_refunds(session: AsyncSession, provider_reference: str) -> bool:
    """Whether the payment that the provider knows by this reference has refunds in our books."""
    query = (
        select(Refund.id)
        .join(Payment, (Payment.tenant_id == Refund.tenant_id) & (Payment.id == Refund.payment_id))
        .where(Payment.provider_reference == provider_reference)
        .limit(1)
    )
    return (await session.execute(query)).first() is not None


async def list_refund_lines(session: AsyncSession, refund_id: UUID) -> list[RefundLine]:
    """What a refund gives back of each line, first line first."""
    query = select(RefundLine).where(RefundLine.refund_id == refund_id).order_by(RefundLine.line_number)
    return list((await session.execute(query)).scalars())


async def list_refund_lines_of(session: AsyncSession, order_id: UUID) -> list[RefundLine]:
    """The lines of every refund of an order, in one statement."""
    query = (
        select(RefundLine)
        .join(Refund, (Refund.tenant_id == RefundLine.tenant_id) & (Refund.id == RefundLine.refund_id))
        .where(Refund.order_id == order_id)
        .order_by(RefundLine.line_number)
    )
    return list((await session.execute(query)).scalars())


async def list_sold_lines(session: AsyncSession, order_id: UUID) -> list[SoldLine]:
    """The lines of an order with what went back of each already, failed refunds apart."""
    query = (
        select(RefundLine.order_line_id, func.sum(RefundLine.gross), func.sum(RefundLine.net))
        .join(Refund, (Refund.tenant_id == RefundLine.tenant_id) & (Refund.id == RefundLine.refund_id))
        .where(Refund.order_id == order_id, Refund.status != RefundStatus.FAILED)
        .group_by(RefundLine.order_line_id)
    )
    returned = {row[0]: (row[1], row[2]) for row in (await session.execute(query)).tuples()}
    nothing = (Decimal(0), Decimal(0))
    return [_sold(line, *returned.get(line.id, nothing)) for line in await list_lines(session, order_id)]


def _sold(line: OrderLine, returned: Decimal, returned_net: Decimal) -> SoldLine:
    return SoldLine(
        line_id=line.id,
        number=line.line_number,
        name=line.name,
        quantity=line.quantity,
        net=line.net,
        vat=line.vat,
        gross=line.gross,
        returned=returned,
        returned_net=returned_net,
    )


async def list_unsent_refunds(session: AsyncSession, *, before: datetime) -> list[tuple[Refund, Payment]]:
    """Refunds that the provider has or should have and that have not ended, decided before this instant."""
    query = (
        select(Refund, Payment)
        .join(Payment, (Payment.tenant_id == Refund.tenant_id) & (Payment.id == Refund.payment_id))
        .where(Refund.status.in_((RefundStatus.DECIDED, RefundStatus.SENT)), Refund.decided_at < before)
        .where(Payment.provider == STRIPE)
        .order_by(Refund.decided_at)
        .limit(200)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).tuples()]


def total_of(refunds: Sequence[Refund], *, of_sale: bool) -> Decimal:
    """How much of these refunds, failed ones apart, is money of the sale, or money that was never due."""
    counted = (one for one in refunds if one.is_of_sale is of_sale and one.status is not RefundStatus.FAILED)
    return sum((one.amount for one in counted), Decimal(0))
