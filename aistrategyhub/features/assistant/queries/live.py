"""Reads of people in conversations."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.assistant.models import ChatConversation
from aistrategyhub.features.assistant.queries.conversations import ConversationNotFound
from aistrategyhub.features.assistant.rules.attending import is_attended, news_of
from aistrategyhub.features.assistant.schemas.live import News, Presence
from aistrategyhub.features.support.models import SupportTicket, TicketMessage
from aistrategyhub.features.support.queries import colleague_of, list_messages


async def look_at(
    session: AsyncSession, token: str, person_id: UUID | None, *, after: int
) -> tuple[ChatConversation, Presence, list[News], int]:
    """One's own conversation, who is in it, what happened behind this position, and the position that was reached.
    Raises ConversationNotFound."""
    query = (
        select(ChatConversation, SupportTicket.message_count, Person.first_name)
        .outerjoin(SupportTicket, SupportTicket.id == ChatConversation.ticket_id)
        .outerjoin(Person, Person.id == ChatConversation.attended_by)
        .where(ChatConversation.token_hash == fingerprint(token))
    )
    row = (await session.execute(query)).one_or_none()
    if row is None or row[0].user_id not in (None, person_id):
        raise ConversationNotFound
    conversation, count, name = row
    news: list[News] = []
    if conversation.ticket_id is not None and (count or 0) > after:
        messages = await list_messages(session, conversation.ticket_id, after=after)
        news = [one for message in messages if (one := news_of(message))]
        after = messages[-1].position if messages else after
    return conversation, presence_of(conversation, name), news, after


def presence_of(conversation: ChatConversation, name: str | None) -> Presence:
    """Where a conversation stands. `name` is that of whoever attends it."""
    is_there = is_attended(conversation, now())
    return Presence(conversation.reference or "", is_there, (name or "") if is_there else "")


async def name_of_attending(session: AsyncSession, conversation: ChatConversation) -> str:
    """How the colleague who is in the conversation signs; empty for nobody."""
    if conversation.attended_by is None:
        return ""
    return (await colleague_of(session, conversation.attended_by)).name


async def said_by_people(session: AsyncSession, conversation: ChatConversation) -> list[TicketMessage]:
    """The thread of the conversation's ticket, the oldest first; nothing where it has none."""
    return await list_messages(session, conversation.ticket_id) if conversation.ticket_id else []


async def lock_conversation(session: AsyncSession, conversation_id: UUID, *, bot_id: UUID) -> ChatConversation:
    """A conversation with this bot, for the firm, changed by one at a time. Raises ConversationNotFound."""
    query = select(ChatConversation).where(ChatConversation.id == conversation_id, ChatConversation.bot_id == bot_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise ConversationNotFound
    return found
