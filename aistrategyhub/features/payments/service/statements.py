"""Bank statements: their lines are kept once, proposed to orders, and booked when a colleague says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.orders.queries import find_order_by_number
from aistrategyhub.features.payments.models import MoneyMethod, Receipt, StatementLine
from aistrategyhub.features.payments.queries import booked_line, is_booked, list_matchable, lock_statement_line
from aistrategyhub.features.payments.rules.matching import Fit, Proposal, numbers_in, propose
from aistrategyhub.features.payments.rules.receiving import Incoming
from aistrategyhub.features.payments.rules.statements import Statement, fingerprints
from aistrategyhub.features.payments.service.receiving import book_money
from aistrategyhub.features.payments.service.transfers import account_for_transfers
from aistrategyhub.infra.db import tenant_of


class OtherAccount(DomainError):
    """The statement is of another account than the one that buyers pay onto."""

    code = "OTHER_ACCOUNT"
    sentence = mark("L’estratto conto è di un altro conto ({iban}): quello dei bonifici è nelle impostazioni.")


class LineAlreadyBooked(DomainError):
    """This line of the statement is in the books."""

    code = "LINE_ALREADY_BOOKED"
    sentence = mark("Questa riga dell’estratto conto è già registrata: nulla è cambiato.")


class WrongCurrency(DomainError):
    """The money came in another currency than the order's."""

    code = "WRONG_CURRENCY"
    sentence = mark("La riga è in {line} e l’ordine {number} in {order}: registra l’incasso a mano dalla sua pagina.")


@dataclass(frozen=True)
class Imported:
    """How many lines a statement brought, and how many of them were here before."""

    new: int
    known: int
    passed_over: int


async def import_statement(session: AsyncSession, statement: Statement) -> Imported:
    """Keeps the lines of a statement that are not kept yet; books nothing. Raises OtherAccount."""
    account = (await account_for_transfers(session)).account_iban
    if account and statement.iban and statement.iban != account:
        raise OtherAccount(iban=statement.iban)
    rows = [
        {
            "id": new_id(),
            "fingerprint": name,
            "booked_on": one.booked_on,
            "amount": one.amount,
            "currency": one.currency,
            "payer": one.payer,
            "words": one.words,
            "bank_reference": one.bank_reference,
            "imported_at": clock.now(),
        }
        for name, one in zip(fingerprints(statement.credits), statement.credits, strict=True)
    ]
    new = 0
    if rows:
        adding = insert(StatementLine).values(rows).on_conflict_do_nothing().returning(StatementLine.id)
        new = len((await session.execute(adding)).scalars().all())
    await record(session, "payments.statement_imported", "tenant", tenant_of(session), new=new, known=len(rows) - new)
    return Imported(new, len(rows) - new, statement.passed_over)


async def proposals_for(session: AsyncSession, lines: Sequence[StatementLine]) -> list[Proposal]:
    """The order that each of these lines seems to pay, in two statements however many they are."""
    numbers = [number for line in lines for number in numbers_in(line.words)]
    orders = await list_matchable(session, numbers, [line.amount for line in lines]) if lines else []
    return [propose(line.words, line.payer, line.amount, orders) for line in lines]


async def book_line(session: AsyncSession, line_id: UUID, order_number: str) -> Receipt:
    """Books a line of a statement on this order, once however often it is asked for at once.

    Raises StatementLineNotFound, LineAlreadyBooked, OrderNotFound and WrongCurrency.
    """
    line = await lock_statement_line(session, line_id)
    if await is_booked(session, line.id):
        raise LineAlreadyBooked
    order = await find_order_by_number(session, order_number)
    if order.currency != line.currency:
        raise WrongCurrency(line=line.currency, order=order.currency, number=order.number)
    line.set_aside_at = None
    incoming = Incoming(
        line.amount, MoneyMethod.TRANSFER, line.booked_on, reference=line.bank_reference or line.words[:140]
    )
    return await book_money(session, order.id, incoming, statement_line_id=line.id)


async def book_sure(session: AsyncSession, lines: Sequence[StatementLine]) -> int:
    """Books those of these lines whose number and sum both fit; how many. The order of a line that was booked a moment
    ago waits for nothing more, and a second one for it is left to a colleague."""
    booked = 0
    proposals = await proposals_for(session, lines)
    for line in [line for line, proposal in zip(lines, proposals, strict=True) if proposal.fit is Fit.SURE]:
        (proposal,) = await proposals_for(session, [line])
        if proposal.fit is Fit.SURE and proposal.order and not await is_booked(session, line.id):
            await book_line(session, line.id, proposal.order.number)
            booked += 1
    return booked


async def set_aside(session: AsyncSession, line_id: UUID) -> None:
    """The line is about no order. Raises StatementLineNotFound and LineAlreadyBooked."""
    line = await lock_statement_line(session, line_id)
    if await is_booked(session, line.id):
        raise LineAlreadyBooked
    line.set_aside_at = clock.now()
    await record(session, "payments.line_set_aside", "statement_line", line.id)


async def forget_lines(session: AsyncSession, *, before: datetime) -> int:
    """Takes away who paid and what for of lines imported before this moment that are about no order; how many. Their
    fingerprints stay, so that they are never taken for new ones."""
    is_told = StatementLine.payer + StatementLine.words != ""
    is_old = StatementLine.imported_at < before, is_told, ~booked_line(StatementLine.id)
    return (await session.execute(update(StatementLine).where(*is_old).values(payer="", words=""))).rowcount
