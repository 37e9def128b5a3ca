"""Reads of tickets."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.support.models import SupportTicket, TicketMessage, TicketPriority, TicketStatus
from aistrategyhub.features.support.rules import TicketNotFound
from aistrategyhub.features.support.schemas import Colleague

_SORTABLE = {
    "updated_at": SupportTicket.updated_at,
    "number": SupportTicket.ticket_number,
    "status": SupportTicket.status,
}


async def get_ticket(session: AsyncSession, number: str) -> SupportTicket:
    """The ticket of this number, for the firm. Raises TicketNotFound."""
    return await _one(session, select(SupportTicket).where(SupportTicket.ticket_number == number[:30]))


async def get_own_ticket(session: AsyncSession, number: str, person_id: UUID) -> SupportTicket:
    """The ticket of this number that this person asked. Raises TicketNotFound."""
    is_theirs = SupportTicket.ticket_number == number[:30], SupportTicket.user_id == person_id
    return await _one(session, select(SupportTicket).where(*is_theirs))


async def get_ticket_of_key(session: AsyncSession, ticket_id: UUID | None) -> SupportTicket:
    """The ticket that a key opened. Raises TicketNotFound, also for a key that opened none."""
    if ticket_id is None:
        raise TicketNotFound
    return await _one(session, select(SupportTicket).where(SupportTicket.id == ticket_id))


async def lock_ticket(session: AsyncSession, ticket_id: UUID) -> SupportTicket:
    """The ticket, changed by one at a time. Raises TicketNotFound."""
    query = select(SupportTicket).where(SupportTicket.id == ticket_id).with_for_update()
    return await _one(session, query.execution_options(populate_existing=True))


async def list_tickets(
    session: AsyncSession,
    request: PageRequest = PageRequest(),
    *,
    q: str = "",
    statuses: Collection[TicketStatus] = (),
    priorities: Collection[TicketPriority] = (),
    assigned_to: UUID | None = None,
    asked_by: UUID | None = None,
    sort: str = "",
    descending: bool = True,
) -> Page[SupportTicket]:
    """One page of the firm's tickets, those that went on last first unless sorted. `q` looks in number, subject, name
    and address; with `asked_by` only what this person asked."""
    conditions: list[ColumnElement[bool]] = []
    if statuses:
        conditions.append(SupportTicket.status.in_(statuses))
    if priorities:
        conditions.append(SupportTicket.priority.in_(priorities))
    if assigned_to:
        conditions.append(SupportTicket.assigned_to == assigned_to)
    if asked_by:
        conditions.append(SupportTicket.user_id == asked_by)
    if needle := q.strip()[:100]:
        looked_at = (SupportTicket.ticket_number, SupportTicket.subject, SupportTicket.name, SupportTicket.email)
        conditions.append(or_(*(column.icontains(needle, autoescape=True) for column in looked_at)))
    return await _page(session, request, conditions, sort=sort, descending=descending)


async def list_own_tickets(
    session: AsyncSession, person_id: UUID, request: PageRequest = PageRequest()
) -> Page[SupportTicket]:
    """One page of what a person asked, what went on last first."""
    return await _page(session, request, [SupportTicket.user_id == person_id])


async def list_messages(session: AsyncSession, ticket_id: UUID, *, after: int = 0) -> list[TicketMessage]:
    """The thread from behind this position on, the oldest first."""
    query = select(TicketMessage).where(TicketMessage.ticket_id == ticket_id, TicketMessage.position > after)
    return list((await session.execute(query.order_by(TicketMessage.position))).scalars())


async def colleague_of(session: AsyncSession, person_id: UUID) -> Colleague:
    """Somebody of the firm, as customers see them: by their first name."""
    name = await session.scalar(select(Person.first_name).where(Person.id == person_id))
    return Colleague(person_id, name or "")


async def full_name_of(session: AsyncSession, person_id: UUID | None) -> str:
    """A colleague's name for colleagues; empty for nobody."""
    if person_id is None:
        return ""
    found = (await session.execute(select(Person).where(Person.id == person_id))).scalar_one_or_none()
    return f"{found.first_name} {found.last_name}".strip() or found.email if found else ""


async def _one(session: AsyncSession, query: Select[tuple[SupportTicket]]) -> SupportTicket:
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise TicketNotFound
    return found


async def _page(
    session: AsyncSession,
    request: PageRequest,
    conditions: Sequence[ColumnElement[bool]],
    *,
    sort: str = "",
    descending: bool = True,
) -> Page[SupportTicket]:
    column = _SORTABLE.get(sort)
    order = SupportTicket.updated_at.desc() if column is None else column.desc() if descending else column.asc()
    query = select(SupportTicket).where(*conditions).order_by(order, SupportTicket.id)
    rows = (await session.execute(query.limit(request.per_page).offset(request.offset))).scalars()
    total = await session.scalar(select(func.count()).select_from(SupportTicket).where(*conditions))
    return Page(list(rows), total or 0, request.page, request.per_page)
