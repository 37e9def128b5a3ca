"""Tickets: opening them, what is said, where they stand, and when they go."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.text import DEFAULT_LOCALE, speaking
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.legal.queries import notice_version
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.mailing.service import forget_mails_of_requests, queue_mail
from aistrategyhub.features.site_settings.queries import address_of_firm
from aistrategyhub.features.support.emails import TicketAnswered, TicketArrived, TicketReceived
from aistrategyhub.features.support.links import holder_url, staff_url
from aistrategyhub.features.support.models import (
    SupportTicket,
    TicketAuthor,
    TicketEvent,
    TicketMessage,
    TicketPriority,
    TicketStatus,
)
from aistrategyhub.features.support.queries import lock_ticket
from aistrategyhub.features.support.rules import (
    CONSENT_VERSION,
    MOST_MESSAGES,
    OVER,
    TicketFull,
    check_transition,
    consent_words,
    who_asks,
)
from aistrategyhub.features.support.schemas import Colleague, NewTicket
from aistrategyhub.infra.counters import next_number


async def open_ticket(session: AsyncSession, wanted: NewTicket) -> SupportTicket:
    """A ticket under the next number of the year. Whoever asks and the firm are mailed; where nobody gave an address,
    nobody is."""
    ticket = SupportTicket(
        ticket_number=await next_ticket_number(session),
        user_id=wanted.user_id,
        name=wanted.name,
        email=wanted.email.lower(),
        subject=wanted.subject[:200],
        description=wanted.description,
        source=wanted.source,
        priority=wanted.priority,
        origin=wanted.origin,
        locale=wanted.locale,
    )
    session.add(ticket)
    await session.flush()
    if wanted.has_consented:
        await _note_consent(session, ticket)
    await _note(session, ticket, TicketEvent.OPENED)
    if wanted.message:
        await _say(session, ticket, TicketAuthor.CUSTOMER, wanted.message, person_id=ticket.user_id, name=ticket.name)
    await record(session, "support.opened", "support_ticket", ticket.id, number=ticket.ticket_number)
    if ticket.email:
        await _acknowledge(session, ticket)
        words = "\n\n".join(part for part in (wanted.message, wanted.description) if part)
        await _tell_firm(session, ticket, words, key=f"{_mails_of(ticket)}:arrived", is_new=True)
    return ticket


async def next_ticket_number(session: AsyncSession) -> str:
    """`TKT-2026-00001`, without gaps within a year."""
    year = today_in_rome().year
    return f"TKT-{year}-{await next_number(session, f'tickets:{year}'):05d}"


async def reach_asker(session: AsyncSession, ticket_id: UUID, *, email: str, name: str = "") -> SupportTicket:
    """Gives a ticket the address that it has not: whoever asks is mailed its number, with their consent noted.
    One that has an address keeps it. Raises TicketNotFound."""
    ticket = await lock_ticket(session, ticket_id)
    if ticket.email:
        return ticket
    ticket.email, ticket.name = email.lower(), name or ticket.name
    await _note_consent(session, ticket)
    await _acknowledge(session, ticket)
    return ticket


async def write_as_customer(
    session: AsyncSession, ticket_id: UUID, words: str, *, person_id: UUID | None = None, is_heard: bool = False
) -> TicketMessage:
    """Whoever asked says more; a ticket that was over is open again. The firm is mailed unless somebody `is_heard`,
    reading along. Raises TicketNotFound and TicketFull."""
    ticket = await lock_ticket(session, ticket_id)
    if ticket.status in OVER:
        await _reopen(session, ticket)
    elif ticket.status is TicketStatus.WAITING_CUSTOMER:
        ticket.status = TicketStatus.IN_PROGRESS
    message = await _say(session, ticket, TicketAuthor.CUSTOMER, words, person_id=person_id, name=ticket.name)
    if not is_heard:
        await _tell_firm(session, ticket, words, key=f"{_mails_of(ticket)}:{message.id}", is_new=False)
    return message


async def write_as_staff(
    session: AsyncSession,
    ticket_id: UUID,
    words: str,
    *,
    by: Colleague,
    is_internal: bool = False,
    is_heard: bool = False,
) -> TicketMessage:
    """A colleague answers, or notes something for colleagues. Whoever asked is mailed, unless they read along
    (`is_heard`). Raises TicketNotFound and TicketFull."""
    ticket = await lock_ticket(session, ticket_id)
    message = await _say(
        session, ticket, TicketAuthor.STAFF, words, person_id=by.person_id, name=by.name, is_internal=is_internal
    )
    if is_internal:
        return message
    ticket.assigned_to = ticket.assigned_to or by.person_id
    ticket.first_response_at = ticket.first_response_at or message.created_at
    if ticket.status is not TicketStatus.WAITING_CUSTOMER:
        await _put(session, ticket, TicketStatus.WAITING_CUSTOMER)
    if ticket.email and not is_heard:
        mail = TicketAnswered.of(ticket, holder_url(ticket.id, ticket.locale), words, by.name)
        await _mail_asker(session, ticket, mail, key=f"{_mails_of(ticket)}:{message.id}")
    return message


async def attend(session: AsyncSession, ticket_id: UUID, *, by: Colleague) -> None:
    """Notes that a colleague is in the conversation, who answers from now on if nobody did. Raises TicketNotFound."""
    ticket = await lock_ticket(session, ticket_id)
    ticket.assigned_to = ticket.assigned_to or by.person_id
    if ticket.status in OVER:
        await _reopen(session, ticket)
    elif ticket.status is TicketStatus.NEW:
        await _put(session, ticket, TicketStatus.IN_PROGRESS)
    await _note(session, ticket, TicketEvent.JOINED, name=by.name)


async def leave(session: AsyncSession, ticket_id: UUID, *, name: str) -> None:
    """Notes that the colleague is no longer in the conversation. Raises TicketNotFound."""
    await _note(session, await lock_ticket(session, ticket_id), TicketEvent.LEFT, name=name)


async def put_ticket(session: AsyncSession, ticket_id: UUID, to: TicketStatus) -> SupportTicket:
    """Puts a ticket here; one that is here already stays. Raises TicketNotFound and IllegalTicketTransition."""
    ticket = await lock_ticket(session, ticket_id)
    if ticket.status is to:
        return ticket
    if to is TicketStatus.IN_PROGRESS and ticket.status in OVER:
        await _reopen(session, ticket)
    else:
        await _put(session, ticket, to)
    if to is TicketStatus.CLOSED:
        await _note(session, ticket, TicketEvent.CLOSED)
    return ticket


async def set_priority(session: AsyncSession, ticket_id: UUID, priority: TicketPriority) -> SupportTicket:
    """How urgent a ticket is. Raises TicketNotFound."""
    ticket = await lock_ticket(session, ticket_id)
    if ticket.priority is not priority:
        before, ticket.priority = ticket.priority, priority
        await record(session, "support.prioritised", "support_ticket", ticket.id, before=before, after=priority)
        await session.flush()
    return ticket


async def delete_ticket(session: AsyncSession, ticket_id: UUID) -> None:
    """Takes a ticket away for good, and its words from the record of sent mails. Raises TicketNotFound."""
    ticket = await lock_ticket(session, ticket_id)
    await record(session, "support.deleted", "support_ticket", ticket.id, number=ticket.ticket_number)
    await _erase(session, [ticket])


async def forget_description(session: AsyncSession, ticket_id: UUID) -> None:
    """Takes out of a ticket what was said before it, and out of the mails about it; what was said in it stays."""
    ticket = await lock_ticket(session, ticket_id)
    ticket.description, ticket.subject = "", ticket.ticket_number
    await forget_mails_of_requests(session, [f"{_mails_of(ticket)}:arrived"])
    await session.flush()


async def claim_tickets(session: AsyncSession, *, person_id: UUID, email: str) -> int:
    """Gives a person the tickets asked without an account from this address, which is proven theirs; how many."""
    is_theirs = SupportTicket.user_id.is_(None), SupportTicket.email == email.lower()
    return (await session.execute(update(SupportTicket).where(*is_theirs).values(user_id=person_id))).rowcount


async def forget_asker(session: AsyncSession, person_id: UUID) -> None:
    """Takes away every ticket of a person."""
    await _erase(session, await _locked(session, SupportTicket.user_id == person_id))


async def forget_old_tickets(session: AsyncSession, *, before: datetime) -> int:
    """Takes away the tickets in which nothing was said since this moment; how many."""
    old = await _locked(session, SupportTicket.updated_at < before)
    await _erase(session, old)
    return len(old)


async def _note(session: AsyncSession, ticket: SupportTicket, event: TicketEvent, *, name: str = "") -> None:
    """Notes in the thread what happened."""
    await _say(session, ticket, TicketAuthor.SYSTEM, "", name=name, event=event)


async def _note_consent(session: AsyncSession, ticket: SupportTicket) -> None:
    """Keeps the words that were ticked, and the privacy notice they spoke of."""
    ticket.consent_words, ticket.consent_version = consent_words(ticket.locale), CONSENT_VERSION
    ticket.notice_version = await notice_version(session)
    await session.flush()


async def _say(
    session: AsyncSession,
    ticket: SupportTicket,
    author: TicketAuthor,
    words: str,
    *,
    person_id: UUID | None = None,
    name: str = "",
    event: TicketEvent | None = None,
    is_internal: bool = False,
) -> TicketMessage:
    if ticket.message_count >= MOST_MESSAGES and event is None:
        raise TicketFull
    ticket.message_count += 1
    ticket.updated_at = now()
    message = TicketMessage(
        ticket_id=ticket.id,
        position=ticket.message_count,
        author=author,
        event=event,
        user_id=person_id,
        author_name=name[:120],
        words=words,
        is_internal=is_internal,
    )
    session.add(message)
    await session.flush()
    return message


async def _put(session: AsyncSession, ticket: SupportTicket, to: TicketStatus) -> None:
    check_transition(ticket.status, to)
    await record(session, "support.status_changed", "support_ticket", ticket.id, before=ticket.status, after=to)
    ticket.status, ticket.updated_at = to, now()
    ticket.resolved_at = now() if to is TicketStatus.RESOLVED else ticket.resolved_at if to in OVER else None
    ticket.closed_at = now() if to is TicketStatus.CLOSED else None
    await session.flush()


async def _reopen(session: AsyncSession, ticket: SupportTicket) -> None:
    await _put(session, ticket, TicketStatus.IN_PROGRESS)
    await _note(session, ticket, TicketEvent.REOPENED)


async def _acknowledge(session: AsyncSession, ticket: SupportTicket) -> None:
    """One a day for an address: a chat is no way to fill somebody's mailbox."""
    address = hashlib.sha256(ticket.email.encode()).hexdigest()[:32]
    key = f"ticket-received:{today_in_rome(ticket.created_at)}:{address}"
    mail = TicketReceived.of(ticket, holder_url(ticket.id, ticket.locale))
    await _mail_asker(session, ticket, mail, key=key if ticket.user_id is None else None)


async def _mail_asker(session: AsyncSession, ticket: SupportTicket, mail: Mail, *, key: str | None) -> None:
    await queue_mail(session, mail, to=ticket.email, locale=ticket.locale, key=key, person_id=ticket.user_id)


async def _tell_firm(session: AsyncSession, ticket: SupportTicket, words: str, *, key: str, is_new: bool) -> None:
    if firm := await address_of_firm(session):
        with speaking(DEFAULT_LOCALE):
            mail = TicketArrived.of(ticket, staff_url(ticket.ticket_number), words, who_asks(ticket), is_new=is_new)
        await queue_mail(session, mail, to=firm, locale=DEFAULT_LOCALE, key=key, person_id=ticket.user_id)


def _mails_of(ticket: SupportTicket) -> str:
    return f"ticket:{ticket.id}"


async def _locked(session: AsyncSession, condition: Any) -> list[SupportTicket]:
    query = select(SupportTicket).where(condition).order_by(SupportTicket.id).with_for_update()
    return list((await session.execute(query)).scalars())


async def _erase(session: AsyncSession, tickets: Sequence[SupportTicket]) -> None:
    ids = [ticket.id for ticket in tickets]
    said = await session.execute(
        select(TicketMessage.ticket_id, TicketMessage.id).where(TicketMessage.ticket_id.in_(ids))
    )
    keys = [f"ticket:{ticket_id}:{message_id}" for ticket_id, message_id in said.tuples()]
    await forget_mails_of_requests(session, [*keys, *(f"{_mails_of(ticket)}:arrived" for ticket in tickets)])
    await session.execute(delete(SupportTicket).where(SupportTicket.id.in_(ids)))
