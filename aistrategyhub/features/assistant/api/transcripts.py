"""Everything that was said in a conversation, to bot and people, as the API tells it."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assistant.models import ChatConversation, ChatMessage, Feedback, ReplyStatus
from aistrategyhub.features.assistant.queries.conversations import list_messages
from aistrategyhub.features.assistant.queries.live import name_of_attending, presence_of, said_by_people
from aistrategyhub.features.assistant.schemas.bodies import ConversationBody, MessageBody, TranscriptBody
from aistrategyhub.features.support.models import TicketAuthor, TicketMessage


async def transcript_of(session: AsyncSession, conversation: ChatConversation) -> TranscriptBody:
    """A conversation with everything that was said in it, the oldest first."""
    thread = await said_by_people(session, conversation)
    presence = presence_of(conversation, await name_of_attending(session, conversation))
    told = [_of_chat(one) for one in await list_messages(session, conversation.id)]
    told += [_of_people(one) for one in thread if one.event is None and not one.is_internal]
    return TranscriptBody.model_validate(
        {name: getattr(conversation, name) for name in ConversationBody.model_fields}
        | {
            "with_person": presence.with_person,
            "person_name": presence.name,
            "last_event_id": thread[-1].position if thread else 0,
            "messages": sorted(told, key=lambda one: one["created_at"]),
        }
    )


def _of_chat(message: ChatMessage) -> dict[str, Any]:
    return {name: getattr(message, name) for name in MessageBody.model_fields if name != "name"} | {"name": ""}


def _of_people(message: TicketMessage) -> dict[str, Any]:
    is_staff = message.author is TicketAuthor.STAFF
    return {
        "id": message.id,
        "role": "person" if is_staff else "visitor",
        "name": message.author_name if is_staff else "",
        "words": message.words,
        "kind": None,
        "status": ReplyStatus.DONE,
        "citations": [],
        "feedback": Feedback.NONE,
        "created_at": message.created_at,
    }
