"""Conversations with bots, and what was said in them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class ConversationStatus(StrEnum):
    """HANDED_OVER: the visitor asked for a person, and has a ticket. WITH_PERSON: somebody of the firm is in it, and
    the bot is silent."""

    OPEN = "open"
    HANDED_OVER = "handed_over"
    WITH_PERSON = "with_person"


class MessageRole(StrEnum):
    VISITOR = "visitor"
    ASSISTANT = "assistant"


class ReplyKind(StrEnum):
    """How an answer came about: written by a model, quoted from documents, not known, or not given.
    DIRECTED: the page was named where what is the visitor's own stands."""

    MODEL = "model"
    EXTRACT = "extract"
    UNKNOWN = "unknown"
    DECLINED = "declined"
    DIRECTED = "directed"


class ReplyStatus(StrEnum):
    """WRITING until its end; BROKEN when it ended before."""

    WRITING = "writing"
    DONE = "done"
    BROKEN = "broken"


class Feedback(StrEnum):
    NONE = "none"
    UP = "up"
    DOWN = "down"


class ChatConversation(TenantOwned, table=True):
    """What one visitor and one bot say to each other. Whoever holds the token may go on with it and delete it.

    What people say to each other stands in the thread of its ticket, whose number is `reference`. `attended_at` is when
    the colleague `attended_by` last did something here, `listened_at` when the visitor's window last asked for news.
    """

    __tablename__ = "chat_conversations"
    __table_args__ = (
        tenant_reference("bot_id", "bots", ondelete="CASCADE"),
        tenant_reference("user_id", "users"),
        tenant_reference("ticket_id", "support_tickets", ondelete="SET NULL (ticket_id)"),
        tenant_reference("attended_by", "users"),
        tenant_unique("token_hash"),
        tenant_unique("reference"),
        tenant_unique("ticket_id"),
        Index("ix_chat_conversations_last", "tenant_id", "bot_id", "last_message_at"),
        Index("ix_chat_conversations_user", "tenant_id", "user_id"),
        Index("ix_chat_conversations_started", "tenant_id", "started_at"),
        Index(
            "ix_chat_conversations_handed_over",
            "tenant_id",
            "handed_over_at",
            postgresql_where=text("handed_over_at IS NOT NULL"),
        ),
        Index("ix_chat_conversations_attended", "tenant_id", "attended_by"),
    )

    bot_id: UUID
    user_id: UUID | None = None
    token_hash: str = Field(max_length=64)
    locale: str = Field(default="it", max_length=5)
    status: ConversationStatus = Field(default=ConversationStatus.OPEN, sa_type=stored_enum(ConversationStatus))
    ticket_id: UUID | None = None
    reference: str | None = Field(default=None, max_length=30)
    opening: str = Field(default="", max_length=200)
    message_count: int = 0
    started_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    last_message_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    handed_over_at: datetime | None = Field(default=None, sa_type=MOMENT)
    attended_by: UUID | None = None
    attended_at: datetime | None = Field(default=None, sa_type=MOMENT)
    listened_at: datetime | None = Field(default=None, sa_type=MOMENT)


class ChatMessage(TenantOwned, table=True):
    """One thing said. `retrieved` are the chunks that were found, `citations` those that the answer names: each with
    the place in `words` behind which its number stands. `call_id` is the call of the model, with its cost."""

    __tablename__ = "chat_messages"
    __table_args__ = (
        tenant_reference("conversation_id", "chat_conversations", ondelete="CASCADE"),
        tenant_reference("call_id", "model_calls"),
        Index("ix_chat_messages_conversation", "tenant_id", "conversation_id", "created_at"),
        Index("ix_chat_messages_bot", "tenant_id", "bot_id", "created_at"),
        Index("ix_chat_messages_call", "tenant_id", "call_id"),
        Index("ix_chat_messages_created", "tenant_id", "created_at"),
    )

    conversation_id: UUID
    bot_id: UUID
    role: MessageRole = Field(sa_type=stored_enum(MessageRole))
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    kind: ReplyKind | None = Field(default=None, sa_type=stored_enum(ReplyKind))
    status: ReplyStatus = Field(default=ReplyStatus.DONE, sa_type=stored_enum(ReplyStatus))
    retrieved: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    citations: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    coverage: float = 0.0
    call_id: UUID | None = None
    token_count: int = 0
    feedback: Feedback = Field(default=Feedback.NONE, sa_type=stored_enum(Feedback))
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)
