"""The transcript of a conversation, by mail to an address that its visitor typed."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.emails import Transcript
from aistrategyhub.features.assistant.models import ChatConversation
from aistrategyhub.features.assistant.queries.conversations import list_messages
from aistrategyhub.features.assistant.queries.live import said_by_people
from aistrategyhub.features.assistant.rules.attending import spoken
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.queries import find_mail_of_request
from aistrategyhub.features.mailing.service import forget_mails_of_requests, queue_mail

MOST_TRANSCRIPTS = 3


class TranscriptsSpent(DomainError):
    """The conversation was mailed as often as it may be."""

    code = "TRANSCRIPTS_SPENT"
    kind = Kind.TOO_MANY
    sentence = mark("Abbiamo già spedito questa conversazione {most} volte: non possiamo spedirla ancora.")


async def mail_transcript(session: AsyncSession, conversation: ChatConversation, email: str) -> None:
    """Mails what was said so far, to bot and people. Raises TranscriptsSpent. The caller holds the conversation."""
    for key in _keys_of(conversation.id):
        if await find_mail_of_request(session, key) is None:
            break
    else:
        raise TranscriptsSpent(most=MOST_TRANSCRIPTS)
    lines = spoken(
        await list_messages(session, conversation.id), await said_by_people(session, conversation), conversation.locale
    )
    await queue_mail(session, Transcript(lines=lines), to=email, locale=conversation.locale, key=key)
    await record(session, "assistant.transcript_sent", "conversation", conversation.id)


async def forget_transcripts(session: AsyncSession, conversation_id: UUID) -> None:
    """Takes the words out of the record of the mails that carried them."""
    await forget_mails_of_requests(session, _keys_of(conversation_id))


def _keys_of(conversation_id: UUID) -> list[str]:
    return [f"chat-transcript:{conversation_id}:{number}" for number in range(1, MOST_TRANSCRIPTS + 1)]
