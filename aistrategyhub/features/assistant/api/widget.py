"""A bot's window on other sites, over HTTP. The edge has let the site in before (`infra.http.other_sites`).

Every call but the first shows the session in a header; it names the conversation too, whose token no page ever sees.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Request, Response, status
from fastapi.responses import StreamingResponse

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.clock import now
from aistrategyhub.features.assistant import queries
from aistrategyhub.features.assistant.api import chat, events
from aistrategyhub.features.assistant.api.transcripts import transcript_of
from aistrategyhub.features.assistant.models import Bot, BotStatus
from aistrategyhub.features.assistant.queries.conversations import ConversationNotFound
from aistrategyhub.features.assistant.rules.appearance import greeting_of, locale_for
from aistrategyhub.features.assistant.rules.origins import is_allowed
from aistrategyhub.features.assistant.rules.talking import BotAsleep
from aistrategyhub.features.assistant.schemas.bodies import FeedbackBody, PersonBody, TranscriptBody
from aistrategyhub.features.assistant.schemas.chat import Asked, Began
from aistrategyhub.features.assistant.schemas.widget import (
    ArrivalBody,
    TicketedBody,
    WidgetBody,
    WidgetPersonBody,
    WidgetQuestionBody,
)
from aistrategyhub.features.assistant.service import SITE_BOT
from aistrategyhub.features.assistant.service.conversations import open_conversation, own_conversation
from aistrategyhub.features.assistant.service.people import asker_of
from aistrategyhub.features.assistant.widget.sessions import (
    SESSION_LASTS,
    SessionInvalid,
    WidgetSession,
    read_session,
    sign_session,
)
from aistrategyhub.features.support.rules import consent_words
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.acting import is_our_page
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import WIDGET, hit_or_refuse

router = APIRouter(prefix="/widget/{key}", tags=["assistant"])

SITE_KEY = "site"
"""The bot of the tenant's own site, for its own pages alone."""
_KEY_IN_PATH = re.compile(r"/api/v1/widget/(?P<key>[\w-]{1,24})/", re.ASCII)
_OWN_SITE = "own"
_ANYBODY = "visitors open the bot's window; the edge let their site in"
_IN_SESSION = "whoever shows the session of a window"
Key = Annotated[str, Path(min_length=1, max_length=24, pattern=r"^[A-Za-z0-9_-]+$")]
SessionHeader = Annotated[str, Header(alias="Widget-Session", max_length=1_000)]


async def may_call(path: str, origin: str) -> bool:
    """Whether the bot that the path names lets this site show it. Unknown bots let nobody in."""
    named = _KEY_IN_PATH.match(path)
    if named is None:
        return False
    async with unit_of_work() as session:
        bot = await queries.find_bot_by_key(session, named["key"])
    return bot is not None and is_allowed(origin, bot.allowed_origins)


@dataclass(frozen=True)
class Visit:
    """A call of a window: the bot's number, and the session that was shown."""

    bot_number: int
    session: WidgetSession


async def visiting(request: Request, key: Key, session: SessionHeader = "") -> Visit:
    """Who calls. Raises BotNotFound, SessionInvalid."""
    async with unit_of_work() as db:
        bot = await _bot_of(db, key)
    person_id = current_principal().person_id
    return Visit(bot.number, read_session(session, bot_id=bot.id, origin=_site_of(request), person_id=person_id))


Visiting = Annotated[Visit, Depends(visiting)]


@router.post("/session")
@public(_ANYBODY)
async def arrive(request: Request, key: Key, body: ArrivalBody, session: SessionHeader = "") -> Envelope[WidgetBody]:
    """Opens the window: how it looks, a session, and what was said before in the one that is shown."""
    await hit_or_refuse(WIDGET, f"{caller_of(request.scope)} {key}")
    async with unit_of_work() as db:
        bot = await _bot_of(db, key)
        if bot.status is not BotStatus.ACTIVE:
            raise BotAsleep
        visitor = _renewed(session, bot.id, _site_of(request))
        transcript = await _said_before(db, visitor)
        if transcript is None:
            visitor = visitor.talking("")
        return ok(_window(bot, visitor, locale_for(body.locale, bot.widget_languages), transcript))


@router.post("/message", response_class=StreamingResponse, responses=chat.STREAM)
@public(_IN_SESSION)
async def ask(request: Request, visit: Visiting, body: WidgetQuestionBody) -> StreamingResponse:
    """Asks the bot, as `/chat/message` does; `begun` brings a new session in place of a token."""
    asked = Asked(
        tenant_id=current_principal().tenant_id,
        bot_number=visit.bot_number,
        question=body.message,
        locale=body.locale,
        caller=caller_of(request.scope),
        person_id=visit.session.person_id,
        token=visit.session.conversation,
    )

    def begun(began: Began) -> dict[str, Any]:
        talking = visit.session.talking(began.token)
        return {
            "session": sign_session(talking),
            "expires_in": _seconds(SESSION_LASTS),
            "message_id": str(began.message_id),
            "with_person": began.with_person,
        }

    return await chat.stream(asked, begun)


@router.get("/conversation")
@public(_IN_SESSION)
async def read_own(visit: Visiting) -> Envelope[TranscriptBody]:
    """What was said in this window."""
    return await chat.read_own(token=visit.session.conversation)


@router.delete("/conversation", status_code=status.HTTP_204_NO_CONTENT)
@public(_IN_SESSION)
async def delete_own(visit: Visiting) -> Response:
    """Forgets what was said in this window, for good."""
    return await chat.delete_own(token=visit.session.conversation)


@router.put("/conversation/messages/{message_id}/feedback")
@public(_IN_SESSION)
async def judge(visit: Visiting, message_id: UUID, body: FeedbackBody) -> Envelope[FeedbackBody]:
    """Says whether an answer helped."""
    return await chat.judge(message_id=message_id, body=body, token=visit.session.conversation)


@router.post("/conversation/person")
@public(_IN_SESSION)
async def ask_for_a_person(request: Request, visit: Visiting, body: WidgetPersonBody) -> Envelope[TicketedBody]:
    """Asks for a person, as `/chat/conversation/person` does; also before anything was asked."""
    talking = visit.session
    person = PersonBody(**body.model_dump(exclude={"locale"}))
    if not talking.conversation:
        talking = talking.talking(await _begin(request, visit, person, body.locale))
    told = await chat.ask_for_a_person(request, person, token=talking.conversation)
    return ok(TicketedBody(**told.data.model_dump(), session=sign_session(talking)))


@router.get("/conversation/events", response_class=StreamingResponse, responses=events.STREAM)
@public(_IN_SESSION)
async def follow_own(request: Request, visit: Visiting, last_heard: events.LastHeard = 0) -> StreamingResponse:
    """What people say in this window, as `/chat/conversation/events` tells it."""
    return await events.follow_own(request, token=visit.session.conversation, last_heard=last_heard)


async def _begin(request: Request, visit: Visit, person: PersonBody, locale: str) -> str:
    """The token of a conversation in which nothing was asked. Raises InvalidInput before there is one."""
    caller = caller_of(request.scope)
    await hit_or_refuse(WIDGET, f"{caller} {visit.session.bot_id}")
    async with unit_of_work() as db:
        await asker_of(db, person.model_dump(), visit.session.person_id)
        bot = await queries.get_bot(db, visit.bot_number)
        asked = Asked(bot.tenant_id, bot.number, person.message, locale, caller, visit.session.person_id)
        _conversation, token = await open_conversation(db, bot, asked)
        return token


async def _bot_of(db: Any, key: str) -> Bot:
    bot = await (queries.find_bot(db, SITE_BOT) if key == SITE_KEY else queries.find_bot_by_key(db, key))
    if bot is None:
        raise queries.BotNotFound
    return bot


def _site_of(request: Request) -> str:
    """The site whose page calls. Ours need not be named: the edge lets nobody else in without it."""
    origin = request.headers.get("origin", "")
    return _OWN_SITE if is_our_page(request) else origin


def _renewed(session: str, bot_id: UUID, site: str) -> WidgetSession:
    person_id = current_principal().person_id
    try:
        return read_session(session, bot_id=bot_id, origin=site, person_id=person_id, is_renewal=True)
    except SessionInvalid:
        return WidgetSession(bot_id, site, now(), person_id=person_id)


async def _said_before(db: Any, visitor: WidgetSession) -> TranscriptBody | None:
    if not visitor.conversation:
        return None
    try:
        conversation = await own_conversation(db, visitor.conversation, visitor.person_id)
    except ConversationNotFound:
        return None
    return await transcript_of(db, conversation)


def _window(bot: Bot, visitor: WidgetSession, locale: str, transcript: TranscriptBody | None) -> WidgetBody:
    return WidgetBody(
        session=sign_session(visitor),
        expires_in=_seconds(SESSION_LASTS),
        name=bot.name,
        greeting=greeting_of(bot, locale),
        locale=locale,
        side=bot.widget_side,
        colour=bot.widget_colour,
        theme=bot.widget_theme,
        consent=consent_words(locale),
        is_signed_in=visitor.person_id is not None,
        conversation=transcript,
    )


def _seconds(time: timedelta) -> int:
    return int(time.total_seconds())
