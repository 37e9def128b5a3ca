"""Asking a bot over HTTP. The token of a conversation travels in a header, never in an address."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response, status
from fastapi.responses import StreamingResponse

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.answering import answer
from aistrategyhub.features.assistant.api.transcripts import transcript_of
from aistrategyhub.features.assistant.rules.forms import read_recipient
from aistrategyhub.features.assistant.schemas.bodies import (
    AcceptedBody,
    FeedbackBody,
    PersonBody,
    QuestionBody,
    RecipientBody,
    ReferenceBody,
    TranscriptBody,
)
from aistrategyhub.features.assistant.schemas.chat import Asked, Began, Citation, Finished, Heard, Words
from aistrategyhub.features.assistant.service import conversations as service
from aistrategyhub.features.assistant.service.people import asker_of, hand_over
from aistrategyhub.features.assistant.service.transcripts import mail_transcript
from aistrategyhub.features.support.links import holder_path
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import TICKET, TRANSCRIPT, hit_or_refuse

router = APIRouter(prefix="/chat", tags=["assistant"])

_ANYBODY = "visitors ask the bot of the site"
_OWN = "whoever holds the token of a conversation"
_EVENTS: dict[type, str] = {Began: "begun", Words: "words", Citation: "citation", Finished: "finished"}
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events, each with a JSON object: `begun` {token, message_id, with_person}, "
        "`words` {words}, `citation` {number, title, quote, at, ...}, `finished` {kind, words, notice}; `failed` "
        "{code, message} in place of what could not follow.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
Token = Annotated[str, Header(alias="Conversation-Token", max_length=100)]


@router.post("/message", response_class=StreamingResponse, responses=STREAM)
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
    return await stream(asked)


@router.get("/conversation")
@public(_OWN)
async def read_own(token: Token = "") -> Envelope[TranscriptBody]:
    """What was said in one's own conversation."""
    async with unit_of_work() as session:
        conversation = await service.own_conversation(session, token, current_principal().person_id)
        return ok(await transcript_of(session, conversation))


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
async def ask_for_a_person(request: Request, body: PersonBody, token: Token = "") -> Envelope[ReferenceBody]:
    """Opens a ticket with what was said so far, or tells its number again."""
    await hit_or_refuse(TICKET, caller_of(request.scope))
    person_id = current_principal().person_id
    async with unit_of_work() as session:
        conversation = await service.own_conversation(session, token, person_id)
        asker = await asker_of(session, body.model_dump(), person_id)
        ticket = await hand_over(session, conversation, asker)
        return ok(ReferenceBody(reference=ticket.ticket_number, path=holder_path(ticket.id, ticket.locale)))


@router.post("/conversation/transcript", status_code=status.HTTP_202_ACCEPTED)
@public(_OWN)
async def mail_own(request: Request, body: RecipientBody, token: Token = "") -> Envelope[AcceptedBody]:
    """Mails what was said so far to an address; three times at most."""
    await hit_or_refuse(TRANSCRIPT, caller_of(request.scope))
    email = read_recipient(body.model_dump())
    async with unit_of_work() as session:
        conversation = await service.own_conversation(session, token, current_principal().person_id)
        await mail_transcript(session, conversation, email)
    return ok(AcceptedBody(accepted=True))


async def stream(asked: Asked, begun: Callable[[Began], dict[str, Any]] = asdict) -> StreamingResponse:
    """The answer as events; `begun` says what the first one tells."""
    heard = answer(asked)
    first = begun(await anext(heard))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(first, heard), media_type="text/event-stream", headers=headers)


async def _events(begun: dict[str, Any], rest: AsyncIterator[Heard]) -> AsyncIterator[str]:
    yield _event(_EVENTS[Began], begun)
    try:
        async for heard in rest:
            yield _event(_EVENTS[type(heard)], asdict(heard))
    except DomainError as refusal:
        yield _event("failed", {"code": refusal.code, "message": _(refusal.sentence, **refusal.values)})


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, default=str)}\n\n"
