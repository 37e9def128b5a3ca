"""Reads of the declarations of withdrawal."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import Order, Withdrawal, WithdrawalStatus


class WithdrawalNotFound(DomainError):
    """No such declaration."""

    code = "WITHDRAWAL_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo recesso non c’è.")


async def get_withdrawal(session: AsyncSession, withdrawal_id: UUID, *, lock: bool = False) -> Withdrawal:
    """The declaration. Raises WithdrawalNotFound."""
    query = select(Withdrawal).where(Withdrawal.id == withdrawal_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise WithdrawalNotFound
    return found


async def find_withdrawal_of_submit(session: AsyncSession, request_key: str) -> Withdrawal | None:
    """The declaration that an earlier submit with this key made."""
    query = select(Withdrawal).where(Withdrawal.request_key == request_key)
    return (await session.execute(query)).scalar_one_or_none()


async def list_withdrawals(
    session: AsyncSession, request: PageRequest = PageRequest(), *, only_open: bool = False
) -> Page[tuple[Withdrawal, str]]:
    """Declarations with the number of their order, the newest first; `only_open` those to be decided."""
    conditions = [Withdrawal.status == WithdrawalStatus.RECEIVED] if only_open else []
    query = (
        select(Withdrawal, func.coalesce(Order.number, "").label("number"))
        .outerjoin(Order, Order.id == Withdrawal.order_id)
        .where(*conditions)
        .order_by(Withdrawal.received_at.desc(), Withdrawal.id)
    )
    rows = (await session.execute(query.limit(request.per_page).offset(request.offset))).all()
    count = await session.execute(select(func.count()).select_from(Withdrawal).where(*conditions))
    return Page([(row.Withdrawal, row.number) for row in rows], count.scalar_one(), request.page, request.per_page)


async def is_proof_spent(session: AsyncSession, proof_key: str) -> bool:
    """Whether a declaration was already let in by this proof of work."""
    query = select(Withdrawal.id).where(Withdrawal.proof_key == proof_key)
    return (await session.execute(query)).scalar_one_or_none() is not None
