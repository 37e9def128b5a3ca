"""What visitors said, over HTTP, for the firm."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from aistrategyhub.core.access import requires
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.assistant import queries
from aistrategyhub.features.assistant.api.bots import Number
from aistrategyhub.features.assistant.api.transcripts import transcript_of
from aistrategyhub.features.assistant.models import ConversationStatus
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.queries.conversations import (
    costs_of,
    get_conversation,
    list_conversations,
)
from aistrategyhub.features.assistant.schemas.bodies import ConversationBody, ConversationRowBody, TranscriptBody
from aistrategyhub.features.assistant.service import conversations as service
from aistrategyhub.features.audit.service import record
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged

router = APIRouter(prefix="/bots/{number}/conversations", tags=["assistant"])

Words = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]


@router.get("")
@requires(AssistantPermission.LISTEN)
async def list_all(
    number: Number,
    q: Words = "",
    status: Annotated[list[ConversationStatus], Query(max_length=len(ConversationStatus))] = [],  # noqa: B006
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 20,
) -> PagedEnvelope[ConversationRowBody]:
    """A bot's conversations by words and status, those that went on last first, each with its cost."""
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        found = await list_conversations(session, bot.id, PageRequest(page, per_page), q=q, statuses=status)
        costs = await costs_of(session, [row.id for row in found.rows])
    rows = [
        ConversationRowBody.model_validate(
            {name: getattr(row, name) for name in ConversationBody.model_fields} | {"cost_cents": costs.get(row.id, 0)}
        )
        for row in found.rows
    ]
    return paged(rows, total=found.total, page=found.page, per_page=found.per_page)


@router.get("/{conversation_id}")
@requires(AssistantPermission.LISTEN)
async def read_one(number: Number, conversation_id: UUID) -> Envelope[TranscriptBody]:
    """One conversation with everything that was said in it."""
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        conversation = await get_conversation(session, conversation_id, bot_id=bot.id)
        return ok(await transcript_of(session, conversation))


@router.delete("/{conversation_id}", status_code=status.HTTP_204_NO_CONTENT)
@requires(AssistantPermission.LISTEN)
async def delete_one(number: Number, conversation_id: UUID) -> Response:
    """Forgets a conversation, for good."""
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        conversation = await get_conversation(session, conversation_id, bot_id=bot.id)
        await record(session, "assistant.conversation_deleted", "conversation", conversation.id)
        await service.delete_conversation(session, conversation)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
