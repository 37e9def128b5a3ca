"""People in conversations: handing over to them, and their coming, speaking and going.

Whoever holds a conversation and its ticket takes the conversation first.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.text import _, speaking
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.assistant.models import Bot, ChatConversation, ConversationStatus
from aistrategyhub.features.assistant.queries.conversations import list_messages
from aistrategyhub.features.assistant.rules.addresses import conversation_route
from aistrategyhub.features.assistant.rules.attending import (
    ConversationTaken,
    NotInConversation,
    is_attended,
    is_listening,
    is_reading,
    told,
)
from aistrategyhub.features.assistant.schemas.chat import Asker
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.support import service as support
from aistrategyhub.features.support.models import SupportTicket, TicketMessage, TicketSource
from aistrategyhub.features.support.queries import colleague_of
from aistrategyhub.features.support.rules import read_addition, read_asker
from aistrategyhub.features.support.schemas import Colleague, NewTicket


async def asker_of(session: AsyncSession, data: Mapping[str, Any], person_id: UUID | None) -> Asker:
    """Who wants a person: whoever is signed in, else whom the form names. Raises InvalidInput."""
    if person_id is None:
        email, name, words = read_asker(data)
        return Asker(email, name, words)
    person = await get_person(session, person_id)
    return Asker(person.email, f"{person.first_name} {person.last_name}".strip(), read_addition(data), person_id)


async def hand_over(session: AsyncSession, conversation: ChatConversation, asker: Asker) -> SupportTicket:
    """The visitor wants a person: a ticket with what was said so far. Again it is the same, with what they add."""
    if conversation.ticket_id is None:
        ticket = await _open_ticket(session, conversation, asker)
    else:
        ticket = await support.reach_asker(session, conversation.ticket_id, email=asker.email, name=asker.name)
        if asker.words:
            await support.write_as_customer(session, ticket.id, asker.words, person_id=asker.person_id)
    if conversation.status is ConversationStatus.OPEN:
        conversation.status, conversation.handed_over_at = ConversationStatus.HANDED_OVER, now()
    conversation.last_message_at = now()
    await session.flush()
    return ticket


async def take_over(session: AsyncSession, conversation: ChatConversation, by: Colleague) -> None:
    """A colleague comes into the conversation and the bot falls silent. Raises ConversationTaken."""
    if is_attended(conversation, now()):
        if conversation.attended_by == by.person_id:
            return
        raise ConversationTaken(name=(await _attending(session, conversation)).name)
    await _see_off(session, conversation)
    if conversation.ticket_id is None:
        await _open_ticket(session, conversation, Asker(""))
    await support.attend(session, _ticket_of(conversation), by=by)
    conversation.status, conversation.attended_by = ConversationStatus.WITH_PERSON, by.person_id
    conversation.attended_at = now()
    await session.flush()
    await record(session, "assistant.joined", "conversation", conversation.id, reference=conversation.reference)


async def speak(session: AsyncSession, conversation: ChatConversation, words: str, by: Colleague) -> TicketMessage:
    """The colleague who is there says something; a visitor whose window is closed is mailed. Raises
    NotInConversation."""
    _check_presence(conversation, by)
    conversation.attended_at = conversation.last_message_at = now()
    is_heard = is_listening(conversation, now())
    return await support.write_as_staff(session, _ticket_of(conversation), words, by=by, is_heard=is_heard)


async def give_back(session: AsyncSession, conversation: ChatConversation, by: Colleague) -> None:
    """The colleague goes, and the bot answers again. Raises NotInConversation."""
    _check_presence(conversation, by)
    await _see_off(session, conversation)
    await record(session, "assistant.left", "conversation", conversation.id, reference=conversation.reference)


async def hear_visitor(
    session: AsyncSession, conversation: ChatConversation, words: str, person_id: UUID | None
) -> TicketMessage | None:
    """What a visitor says to the person who is there; None where nobody is, and the bot has to answer."""
    if not is_attended(conversation, now()):
        await _see_off(session, conversation)
        return None
    conversation.last_message_at = now()
    return await support.write_as_customer(
        session, _ticket_of(conversation), words, person_id=person_id, is_heard=is_reading(conversation, now())
    )


async def _open_ticket(session: AsyncSession, conversation: ChatConversation, asker: Asker) -> SupportTicket:
    bot_number = (await session.execute(select(Bot.number).where(Bot.id == conversation.bot_id))).scalar_one()
    with speaking(conversation.locale):
        subject = conversation.opening or _("Conversazione con l’assistente")
    ticket = await support.open_ticket(
        session,
        NewTicket(
            subject=subject,
            description=told(await list_messages(session, conversation.id), conversation.locale),
            source=TicketSource.CHAT,
            message=asker.words,
            email=asker.email,
            name=asker.name,
            user_id=asker.person_id or conversation.user_id,
            locale=conversation.locale,
            origin=conversation_route(bot_number, conversation.id),
            has_consented=bool(asker.email) and asker.person_id is None,
        ),
    )
    conversation.ticket_id, conversation.reference = ticket.id, ticket.ticket_number
    await session.flush()
    return ticket


async def _see_off(session: AsyncSession, conversation: ChatConversation) -> None:
    """Whoever was there is there no longer."""
    if conversation.status is not ConversationStatus.WITH_PERSON:
        return
    if conversation.ticket_id is not None:
        await support.leave(session, conversation.ticket_id, name=(await _attending(session, conversation)).name)
    conversation.status, conversation.attended_by = ConversationStatus.OPEN, None
    await session.flush()


async def _attending(session: AsyncSession, conversation: ChatConversation) -> Colleague:
    assert conversation.attended_by is not None
    return await colleague_of(session, conversation.attended_by)


def _check_presence(conversation: ChatConversation, by: Colleague) -> None:
    if conversation.status is not ConversationStatus.WITH_PERSON or conversation.attended_by != by.person_id:
        raise NotInConversation


def _ticket_of(conversation: ChatConversation) -> UUID:
    """A conversation with a person has a ticket, unless the ticket was deleted meanwhile."""
    if conversation.ticket_id is None:
        raise NotInConversation
    return conversation.ticket_id
