"""Whether a person is in a conversation, and who hears what is said. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _, mark, speaking
from aistrategyhub.features.assistant.models import ChatConversation, ChatMessage, ConversationStatus, MessageRole
from aistrategyhub.features.assistant.schemas.live import News, NewsKind
from aistrategyhub.features.support.models import TicketAuthor, TicketEvent, TicketMessage

# Somebody who says nothing for so long has gone away: the bot answers again instead of nobody.
PRESENCE_LASTS = timedelta(minutes=30)
# A colleague who did nothing for so long may be reading something else: the firm is written to.
READING_LASTS = timedelta(minutes=5)
# A window asks for news far more often than this; one that does not is closed, and its visitor is written to.
LISTENING_LASTS = timedelta(seconds=30)
_KINDS = {
    TicketEvent.OPENED: NewsKind.OPENED,
    TicketEvent.JOINED: NewsKind.JOINED,
    TicketEvent.LEFT: NewsKind.LEFT,
    TicketEvent.CLOSED: NewsKind.CLOSED,
}


class ConversationTaken(DomainError):
    """A colleague is in the conversation already."""

    code = "CONVERSATION_TAKEN"
    sentence = mark("{name} è già in questa conversazione.")


class NotInConversation(DomainError):
    """Whoever wants to speak is not in the conversation, or no longer."""

    code = "NOT_IN_CONVERSATION"
    sentence = mark("Non sei più in questa conversazione: entraci di nuovo.")


def is_attended(conversation: ChatConversation, at: datetime) -> bool:
    """Whether a person is there, so that the bot is silent."""
    is_with_person = conversation.status is ConversationStatus.WITH_PERSON and conversation.ticket_id is not None
    return is_with_person and _is_within(PRESENCE_LASTS, conversation.attended_at, at)


def is_reading(conversation: ChatConversation, at: datetime) -> bool:
    """Whether whoever attends did something here just now, and needs no mail to know what is said."""
    return _is_within(READING_LASTS, conversation.attended_at, at)


def is_listening(conversation: ChatConversation, at: datetime) -> bool:
    """Whether the visitor's window is open."""
    return _is_within(LISTENING_LASTS, conversation.listened_at, at)


def told(messages: Sequence[ChatMessage], locale: str) -> str:
    """What visitor and bot said, as a text, in the visitor's language."""
    return "\n\n".join(f"{who}: {words}" for who, words in spoken(messages, [], locale))


def spoken(
    messages: Sequence[ChatMessage], thread: Sequence[TicketMessage], locale: str
) -> tuple[tuple[str, str], ...]:
    """Who said what, to bot and people, the oldest first, in the visitor's language."""
    with speaking(locale):
        bot_or_visitor = {MessageRole.VISITOR: _("Visitatore"), MessageRole.ASSISTANT: _("Assistente")}
        said = [(one.created_at, bot_or_visitor[one.role], one.words) for one in messages]
        for one in thread:
            if not one.is_internal:
                is_staff = one.author is TicketAuthor.STAFF
                who = (one.author_name or _("Lo studio")) if is_staff else _("Visitatore")
                said.append((one.created_at, who, one.words))
    return tuple((who, words) for _at, who, words in sorted(said, key=lambda one: one[0]) if words)


def news_of(message: TicketMessage) -> News | None:
    """What a visitor hears of a message; None for what is not for them."""
    kind = NewsKind.MESSAGE if message.event is None else _KINDS.get(message.event)
    if message.is_internal or kind is None:
        return None
    return News(
        position=message.position,
        kind=kind,
        at=message.created_at,
        message_id=message.id,
        is_visitor=message.author is TicketAuthor.CUSTOMER,
        name=message.author_name,
        words=message.words,
    )


def _is_within(lasts: timedelta, since: datetime | None, at: datetime) -> bool:
    return since is not None and at - since < lasts
