"""Conversations: beginning them, writing down what is said, judging, forgetting."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.features.assistant.models import (
    Bot,
    ChatConversation,
    ChatMessage,
    Feedback,
    MessageRole,
    ReplyKind,
    ReplyStatus,
)
from aistrategyhub.features.assistant.queries.conversations import (
    ConversationNotFound,
    find_reply,
    get_reply,
    list_messages,
    lock_own_conversation,
)
from aistrategyhub.features.assistant.rules.talking import MOST_MESSAGES, ConversationFull
from aistrategyhub.features.assistant.schemas.chat import Asked, Reply
from aistrategyhub.features.assistant.schemas.found import Found
from aistrategyhub.features.assistant.service.transcripts import forget_transcripts
from aistrategyhub.features.support.service import forget_description

_LONGEST_OPENING = 200


async def open_conversation(session: AsyncSession, bot: Bot, asked: Asked) -> tuple[ChatConversation, str]:
    """The conversation that the question belongs to, and its token. Raises ConversationNotFound, ConversationFull.

    A token opens only what was begun with the same bot, and by the same person where one was signed in.
    """
    if not asked.token:
        token = new_token()
        conversation = ChatConversation(
            bot_id=bot.id,
            user_id=asked.person_id,
            token_hash=fingerprint(token),
            locale=asked.locale,
            opening=" ".join(asked.question.split())[:_LONGEST_OPENING],
        )
        session.add(conversation)
        await session.flush()
        return conversation, token
    conversation = await own_conversation(session, asked.token, asked.person_id)
    if conversation.bot_id != bot.id:
        raise ConversationNotFound
    if conversation.message_count >= MOST_MESSAGES:
        raise ConversationFull
    return conversation, asked.token


async def own_conversation(session: AsyncSession, token: str, person_id: UUID | None) -> ChatConversation:
    """The conversation of this token, where it is not somebody else's. Raises ConversationNotFound."""
    conversation = await lock_own_conversation(session, token)
    if conversation.user_id is not None and conversation.user_id != person_id:
        raise ConversationNotFound
    return conversation


async def write_question(
    session: AsyncSession, conversation: ChatConversation, question: str, found: Found
) -> ChatMessage:
    """Writes the question down, and an answer that is still to be written."""
    same = {"conversation_id": conversation.id, "bot_id": conversation.bot_id}
    session.add(ChatMessage(**same, role=MessageRole.VISITOR, words=question))
    await session.flush()
    retrieved = [{"chunk_id": str(one.chunk_id), "score": round(one.score, 3)} for one in found.passages]
    reply = ChatMessage(
        **same,
        role=MessageRole.ASSISTANT,
        status=ReplyStatus.WRITING,
        retrieved=retrieved,
        coverage=round(found.coverage, 4),
    )
    session.add(reply)
    conversation.message_count += 2
    conversation.last_message_at = now()
    await session.flush()
    return reply


async def write_reply(
    session: AsyncSession, message_id: UUID, reply: Reply, *, is_broken: bool = False, token_count: int = 0
) -> None:
    """Writes an answer down as it ended. One that was deleted meanwhile stays deleted."""
    message = await find_reply(session, message_id)
    if message is None:
        return
    message.words, message.kind = reply.words.replace("\x00", ""), reply.kind
    message.status = ReplyStatus.BROKEN if is_broken else ReplyStatus.DONE
    message.citations = [
        asdict(one) | {"chunk_id": str(one.chunk_id), "document_id": str(one.document_id)} for one in reply.citations
    ]
    message.token_count, message.ended_at = token_count, now()
    await session.flush()


async def judge_reply(
    session: AsyncSession, conversation: ChatConversation, message_id: UUID, feedback: Feedback
) -> None:
    """Thumbs up, down, or neither any more. Raises ReplyNotFound."""
    reply = await get_reply(session, conversation.id, message_id)
    reply.feedback = feedback
    await session.flush()


async def said_before(session: AsyncSession, conversation: ChatConversation) -> Sequence[tuple[MessageRole, str]]:
    """What was said so far, the oldest first. What was declined is not repeated to a model."""
    messages = await list_messages(session, conversation.id)
    return [(one.role, one.words) for one in messages if one.kind is not ReplyKind.DECLINED]


async def delete_conversation(session: AsyncSession, conversation: ChatConversation) -> None:
    """Forgets what was said to the bot, for good, also in the ticket; what was said to people stays there. What it
    cost stays counted."""
    if conversation.ticket_id is not None:
        await forget_description(session, conversation.ticket_id)
    await forget_transcripts(session, conversation.id)
    await _forget(session, [conversation.id])


async def forget_person(session: AsyncSession, person_id: UUID) -> None:
    """Forgets every conversation of somebody who is erased."""
    query = select(ChatConversation.id).where(ChatConversation.user_id == person_id)
    await _forget(session, list((await session.execute(query)).scalars()))


async def forget_old(session: AsyncSession, *, before: datetime) -> int:
    """Forgets conversations that ended before this moment; how many."""
    query = select(ChatConversation.id).where(ChatConversation.last_message_at < before)
    old = list((await session.execute(query)).scalars())
    await _forget(session, old)
    return len(old)


async def _forget(session: AsyncSession, conversation_ids: Sequence[UUID]) -> None:
    if conversation_ids:
        await session.execute(delete(ChatConversation).where(ChatConversation.id.in_(conversation_ids)))
