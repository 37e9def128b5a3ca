"""The tables of the assistant."""

from aistrategyhub.features.assistant.models.conversations import (
    ChatConversation,
    ChatMessage,
    ConversationStatus,
    Feedback,
    MessageRole,
    ReplyKind,
    ReplyStatus,
)
from aistrategyhub.features.assistant.models.knowledge import (
    Bot,
    BotStatus,
    DocumentSource,
    DocumentStatus,
    DocumentType,
    GlossaryEntry,
    KnowledgeChunk,
    KnowledgeDocument,
    KnowledgePosting,
    KnowledgeTerm,
    KnowledgeVersion,
)

__all__ = [
    "Bot",
    "BotStatus",
    "ChatConversation",
    "ChatMessage",
    "ConversationStatus",
    "DocumentSource",
    "DocumentStatus",
    "DocumentType",
    "Feedback",
    "GlossaryEntry",
    "KnowledgeChunk",
    "KnowledgeDocument",
    "KnowledgePosting",
    "KnowledgeTerm",
    "KnowledgeVersion",
    "MessageRole",
    "ReplyKind",
    "ReplyStatus",
]
