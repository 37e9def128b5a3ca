"""What happens in one's own conversation, as server-sent events, for a window that stays open."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.features.assistant.api.chat import Token
from aistrategyhub.features.assistant.listening import listen
from aistrategyhub.features.assistant.schemas.live import Gone, News, NewsKind, Noted, Presence
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import CHAT_EVENTS, hit_or_refuse

router = APIRouter(prefix="/chat", tags=["assistant"])

# A window comes back by itself, with the number of what it heard last.
LASTS = timedelta(minutes=4)
_COME_BACK_MS = 2_000
_QUIET_LOOKS = 15
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events, each with a JSON object. First and at each change, without an id, `state` "
        "{reference, with_person, name}; then, with a growing id, `opened` {at, reference}, `joined` {at, name}, "
        "`message` {at, message_id, from, name, words}, `left` {at, name}, `closed` {at}; at last, when the "
        "conversation was deleted, `gone` {}.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
LastHeard = Annotated[int, Header(alias="Last-Event-ID", ge=0, le=10**9)]


@router.get("/conversation/events", response_class=StreamingResponse, responses=STREAM)
@public("whoever holds the token of a conversation")
async def follow_own(request: Request, token: Token = "", last_heard: LastHeard = 0) -> StreamingResponse:
    """What people say in one's own conversation and what becomes of it, as it happens; for some minutes, then come
    back with `Last-Event-ID`."""
    await hit_or_refuse(CHAT_EVENTS, caller_of(request.scope))
    principal = current_principal()
    heard = listen(principal.tenant_id, token, principal.person_id, after=last_heard, lasts=LASTS)
    first = await anext(heard)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_written(first, heard), media_type="text/event-stream", headers=headers)


async def _written(first: Noted, rest: AsyncIterator[Noted]) -> AsyncIterator[str]:
    yield f"retry: {_COME_BACK_MS}\n\n"
    reference, quiet = "", 0
    async for one in _chained(first, rest):
        if isinstance(one, Presence):
            reference = one.reference
            yield _event("state", {"reference": reference, "with_person": one.with_person, "name": one.name})
        elif isinstance(one, News):
            yield _event(one.kind.value, _told(one, reference), number=one.position)
        elif isinstance(one, Gone):
            yield _event("gone", {})
        else:
            quiet += 1
            if quiet % _QUIET_LOOKS == 0:
                yield ": still here\n\n"


async def _chained(first: Noted, rest: AsyncIterator[Noted]) -> AsyncIterator[Noted]:
    yield first
    async for one in rest:
        yield one


def _told(news: News, reference: str) -> dict[str, Any]:
    told: dict[str, Any] = {"at": news.at.isoformat()}
    if news.kind is NewsKind.OPENED:
        return told | {"reference": reference}
    if news.kind in (NewsKind.JOINED, NewsKind.LEFT):
        return told | {"name": news.name}
    if news.kind is NewsKind.MESSAGE:
        speaker = "visitor" if news.is_visitor else "person"
        return told | {"message_id": str(news.message_id), "from": speaker, "name": news.name, "words": news.words}
    return told


def _event(name: str, data: dict[str, Any], *, number: int | None = None) -> str:
    numbered = f"id: {number}\n" if number is not None else ""
    return f"{numbered}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
