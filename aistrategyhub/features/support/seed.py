"""What customers of the demo firm ask, and what they were answered."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.accounts.seed import CUSTOMERS
from aistrategyhub.features.support.models import (
    SupportTicket,
    TicketAuthor,
    TicketEvent,
    TicketMessage,
    TicketPriority,
    TicketSource,
    TicketStatus,
)
from aistrategyhub.features.support.service import next_ticket_number

_ASKED = (
    (
        "Due sedi nella stessa fattura",
        "Possiamo avere in fattura anche l’indirizzo del secondo stabilimento?",
        TicketPriority.MEDIUM,
        "Sì: lo aggiunga alle note dell’ordine e lo riportiamo in causale. Ci dica se le basta.",
    ),
    (
        "Il report della gap assessment non si apre",
        "Il PDF scaricato ieri dall’area riservata risulta danneggiato. Ci serve per il consiglio di venerdì.",
        TicketPriority.HIGH,
        "",
    ),
)


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Adds them where nobody has asked anything yet. Nobody is written to."""
    asker = await find_person_by_email(session, CUSTOMERS[0].email)
    answering = select(Person).where(Person.role.in_((Role.SUPPORT, Role.ADMIN, Role.SUPER_ADMIN))).order_by(Person.id)
    colleague = (await session.execute(answering.limit(1))).scalar_one_or_none()
    if asker is None or colleague is None or await session.scalar(select(func.count()).select_from(SupportTicket)):
        return
    for subject, words, priority, answer in _ASKED:
        at = now() - timedelta(hours=5)
        ticket = SupportTicket(
            ticket_number=await next_ticket_number(session),
            user_id=asker.id,
            name=f"{asker.first_name} {asker.last_name}",
            email=asker.email,
            subject=subject,
            description=words,
            priority=priority,
            source=TicketSource.PORTAL,
            created_at=at,
        )
        session.add(ticket)
        await session.flush()
        _add(session, ticket, author=TicketAuthor.SYSTEM, event=TicketEvent.OPENED, created_at=at)
        if answer:
            ticket.status, ticket.assigned_to = TicketStatus.WAITING_CUSTOMER, colleague.id
            ticket.first_response_at = now()
            _add(
                session,
                ticket,
                author=TicketAuthor.STAFF,
                user_id=colleague.id,
                author_name=colleague.first_name,
                words=answer,
            )
        await session.flush()


def _add(session: AsyncSession, ticket: SupportTicket, **values: object) -> None:
    ticket.message_count += 1
    session.add(TicketMessage(ticket_id=ticket.id, position=ticket.message_count, **values))
