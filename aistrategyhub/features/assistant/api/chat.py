"""Asking a bot over HTTP. The token of a conversation travels in a header, never in an address."""

import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response, status
from fastapi.responses import StreamingResponse

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.answering import answer
from aistrategyhub.features.assistant.models import ChatConversation, ChatMessage
from aistrategyhub.features.assistant.queries.conversations import list_messages
from aistrategyhub.features.assistant.rules.addresses import handover_path
from aistrategyhub.features.assistant.schemas.bodies import (
    ConversationBody,
    FeedbackBody,
    MessageBody,
    QuestionBody,
    ReferenceBody,
    TranscriptBody,
)
from aistrategyhub.features.assistant.schemas.chat import Asked, Began, Citation, Finished, Heard, Words
from aistrategyhub.features.assistant.service import conversations as service
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of

router = APIRouter(prefix="/chat", tags=["assistant"])

_ANYBODY = "visitors ask the bot of the site"
_OWN = "whoever holds the token of a conversation"
_EVENTS: dict[type, str] = {Began: "begun", Words: "words", Citation: "citation", Finished: "finished"}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events, each with a JSON object: `begun` {token, message_id}, `words` {words}, "
        "`citation` {number, title, quote, at, ...}, `finished` {kind, words, notice}; `failed` {code, message} "
        "in place of what could not follow.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
Token = Annotated[str, Header(alias="Conversation-Token", max_length=100)]


@router.post("/message", response_class=StreamingResponse, responses=_STREAM)
@public(_ANYBODY)
async def ask(request: Request, body: QuestionBody) -> StreamingResponse:
    """Asks a bot; the answer comes as it is written. What is refused before that is refused as everywhere."""
    principal = current_principal()
    asked = Asked(
        tenant_id=principal.tenant_id,
        bot_number=body.bot,
        question=body.message,
        locale=body.locale,
        caller=caller_of(request.scope),
        person_id=principal.person_id,
        token=body.conversation,
    )
    heard = answer(asked)
    first = await anext(heard)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(first, heard), media_type="text/event-stream", headers=headers)


@router.get("/conversation")
@public(_OWN)
async def read_own(token: Token = "") -> Envelope[TranscriptBody]:
    """What was said in one's own conversation."""
    async with unit_of_work() as session:
        conversation = await service.own_conversation(session, token, current_principal().person_id)
        return ok(transcript_of(conversation, await list_messages(session, conversation.id)))


@router.delete("/conversation", status_code=status.HTTP_204_NO_CONTENT)
@public(_OWN)
async def delete_own(token: Token = "") -> Response:
    """Forgets one's own conversation, for good."""
    async with unit_of_work() as session:
        conversation = await service.own_conversation(session, token, current_principal().person_id)
        await service.delete_conversation(session, conversation)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.put("/conversation/messages/{message_id}/feedback")
@public(_OWN)
async def judge(message_id: UUID, body: FeedbackBody, token: Token = "") -> Envelope[FeedbackBody]:
    """Says whether an answer helped."""
    async with unit_of_work() as session:
        conversation = await service.own_conversation(session, token, current_principal().person_id)
        await service.judge_reply(session, conversation, message_id, body.feedback)
    return ok(body)


@router.post("/conversation/person")
@public(_OWN)
async def ask_for_a_person(token: Token = "") -> Envelope[ReferenceBody]:
    """The reference under which the firm finds this conversation, and the page to write from."""
    async with unit_of_work() as session:
        conversation = await service.own_conversation(session, token, current_principal().person_id)
        reference = await service.hand_over(session, conversation)
        return ok(ReferenceBody(reference=reference, path=handover_path(reference)))


def transcript_of(conversation: ChatConversation, messages: list[ChatMessage]) -> TranscriptBody:
    """A conversation with everything that was said in it."""
    same = {name: getattr(conversation, name) for name in ConversationBody.model_fields}
    told = [{name: getattr(one, name) for name in MessageBody.model_fields} for one in messages]
    return TranscriptBody.model_validate(same | {"messages": told})


async def _events(first: Heard, rest: AsyncIterator[Heard]) -> AsyncIterator[str]:
    yield _event(_EVENTS[type(first)], asdict(first))
    try:
        async for heard in rest:
            yield _event(_EVENTS[type(heard)], asdict(heard))
    except DomainError as refusal:
        yield _event("failed", {"code": refusal.code, "message": _(refusal.sentence, **refusal.values)})


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, default=str)}\n\n"
