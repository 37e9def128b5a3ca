"""Reads of conversations."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.models import ChatConversation, ChatMessage, ConversationStatus, MessageRole
from aistrategyhub.features.prompts.models import ModelCall
from aistrategyhub.features.prompts.rules import month_began


class ConversationNotFound(DomainError):
    """No such conversation, or it is another's, or it was deleted."""

    code = "CONVERSATION_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa conversazione non c’è più.")


class ReplyNotFound(DomainError):
    """The conversation has no such answer."""

    code = "MESSAGE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa risposta non c’è più.")


async def lock_own_conversation(session: AsyncSession, token: str) -> ChatConversation:
    """The conversation of whoever holds the token, changed by one at a time. Raises ConversationNotFound."""
    query = select(ChatConversation).where(ChatConversation.token_hash == fingerprint(token)).with_for_update()
    found = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if found is None:
        raise ConversationNotFound
    return found


async def get_conversation(session: AsyncSession, conversation_id: UUID, *, bot_id: UUID) -> ChatConversation:
    """A conversation with this bot, for the firm. Raises ConversationNotFound."""
    query = select(ChatConversation).where(ChatConversation.id == conversation_id, ChatConversation.bot_id == bot_id)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise ConversationNotFound
    return found


async def list_messages(session: AsyncSession, conversation_id: UUID) -> list[ChatMessage]:
    """What was said, the oldest first."""
    query = select(ChatMessage).where(ChatMessage.conversation_id == conversation_id)
    return list((await session.execute(query.order_by(ChatMessage.created_at, ChatMessage.id))).scalars())


async def get_reply(session: AsyncSession, conversation_id: UUID, message_id: UUID) -> ChatMessage:
    """An answer of this conversation, held. Raises ReplyNotFound."""
    query = select(ChatMessage).where(
        ChatMessage.conversation_id == conversation_id,
        ChatMessage.id == message_id,
        ChatMessage.role == MessageRole.ASSISTANT,
    )
    found = (await session.execute(query.with_for_update())).scalar_one_or_none()
    if found is None:
        raise ReplyNotFound
    return found


async def find_reply(session: AsyncSession, message_id: UUID) -> ChatMessage | None:
    """An answer, held until this transaction ends."""
    query = select(ChatMessage).where(ChatMessage.id == message_id).with_for_update()
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def list_conversations(
    session: AsyncSession,
    bot_id: UUID,
    request: PageRequest = PageRequest(),
    *,
    q: str = "",
    statuses: Collection[ConversationStatus] = (),
) -> Page[ChatConversation]:
    """One page of a bot's conversations, those that went on last first. `q` looks in first questions and references."""
    conditions: list[ColumnElement[bool]] = [ChatConversation.bot_id == bot_id]
    if statuses:
        conditions.append(ChatConversation.status.in_(statuses))
    if needle := q.strip()[:100]:
        words = ChatConversation.opening.icontains(needle, autoescape=True)
        conditions.append(words | ChatConversation.reference.icontains(needle, autoescape=True))
    total = await session.scalar(select(func.count()).select_from(ChatConversation).where(*conditions))
    query = select(ChatConversation).where(*conditions)
    query = query.order_by(ChatConversation.last_message_at.desc(), ChatConversation.id)
    rows = (await session.execute(query.limit(request.per_page).offset(request.offset))).scalars()
    return Page(list(rows), total or 0, request.page, request.per_page)


async def costs_of(session: AsyncSession, conversation_ids: Collection[UUID]) -> Mapping[UUID, Decimal]:
    """By conversation, the cents that its answers cost; one that cost nothing is not there."""
    query = (
        select(ChatMessage.conversation_id, func.sum(ModelCall.cost_cents))
        .join(ModelCall, ModelCall.id == ChatMessage.call_id)
        .where(ChatMessage.conversation_id.in_(conversation_ids))
        .group_by(ChatMessage.conversation_id)
    )
    return dict((await session.execute(query)).tuples().all())


async def spent_by_bot(session: AsyncSession, bot_id: UUID) -> Decimal:
    """The cents that a bot's answers have cost since the first of the month, those under way at their most."""
    query = (
        select(func.coalesce(func.sum(ModelCall.cost_cents), 0))
        .join(ChatMessage, ChatMessage.call_id == ModelCall.id)
        .where(ChatMessage.bot_id == bot_id, ChatMessage.created_at >= month_began(now()))
    )
    return Decimal((await session.execute(query)).scalar_one())


async def count_questions(session: AsyncSession, bot_id: UUID, *, since: datetime) -> int:
    """How many questions a bot was asked since then."""
    query = select(func.count()).where(
        ChatMessage.bot_id == bot_id, ChatMessage.created_at >= since, ChatMessage.role == MessageRole.VISITOR
    )
    return (await session.execute(query)).scalar_one()
