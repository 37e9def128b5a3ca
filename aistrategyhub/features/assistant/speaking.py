"""An answer as it is spoken: the model's, with what it looks up in between, or what is said in its place.

Once a model was asked, the answer is written to its end and its cost settled even when the visitor leaves. It opens its
own transactions: none is held while a model writes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import structlog

from aistrategyhub.core.text import _, mark, speaking
from aistrategyhub.features.assistant.models import ReplyKind
from aistrategyhub.features.assistant.queries.own import look_up_own
from aistrategyhub.features.assistant.rules.own import MOST_AT_ONCE
from aistrategyhub.features.assistant.rules.talking import citation_of, source_of
from aistrategyhub.features.assistant.schemas.chat import Finished, Heard, Reply, Words
from aistrategyhub.features.assistant.schemas.found import Passage
from aistrategyhub.features.assistant.service.conversations import write_reply
from aistrategyhub.features.prompts.service import fail_call, settle_chat
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.integrations.anthropic.chatting import (
    Chat,
    ChatGateway,
    Cited,
    Ended,
    LookedUp,
    Said,
    Step,
    Wanted,
)
from aistrategyhub.integrations.anthropic.gateway import ModelFailure, ModelRefused, Tokens

log = structlog.get_logger(__name__)

DECLINED = mark("Su questo argomento non posso rispondere. Se vuole, può parlare con una persona.")
_MODEL_AWAY = mark("Il modello non risponde in questo momento: ecco che cosa dicono i documenti, alla lettera.")
_NOTHING_FOUND = "Nothing of theirs is found."
_CUT = mark("La risposta è stata interrotta prima della fine.")


@dataclass(frozen=True)
class Prepared:
    """A question that was let in. `chat` is what a model is asked; where that is None, `reply` is the answer."""

    tenant_id: UUID
    token: str
    message_id: UUID
    locale: str
    reply: Reply
    passages: Sequence[Passage]
    chat: Chat | None = None
    call_id: UUID | None = None
    gateway: ChatGateway | None = None
    person_id: UUID | None = None


async def speak(prepared: Prepared, heard: "asyncio.Queue[Heard | None]") -> None:
    """Puts the answer into the queue and into the database; None when there is no more."""
    try:
        with speaking(prepared.locale):
            if prepared.chat is None or prepared.gateway is None:
                await _say(prepared, prepared.reply, heard)
            else:
                await _ask_model(prepared, prepared.chat, prepared.gateway, heard)
    finally:
        heard.put_nowait(None)


async def _say(prepared: Prepared, reply: Reply, heard: "asyncio.Queue[Heard | None]") -> None:
    async with unit_of_work(prepared.tenant_id) as session:
        await write_reply(session, prepared.message_id, reply)
    heard.put_nowait(Words(reply.words))
    for citation in reply.citations:
        heard.put_nowait(citation)
    heard.put_nowait(Finished(reply.kind, reply.words, reply.notice))


async def _ask_model(
    prepared: Prepared, chat: Chat, gateway: ChatGateway, heard: "asyncio.Queue[Heard | None]"
) -> None:
    """Asks until the answer is whole; in between it looks up what the model wants, as often as was booked."""
    reply, billed = Reply(ReplyKind.MODEL), Tokens(0, 0)
    passages = list(prepared.passages[: len(chat.sources)])
    try:
        while True:
            before = len(reply.words)
            ended, wanted = await _hear(prepared, chat, gateway, passages, reply, heard)
            billed += ended.tokens
            if not ended.is_waiting or not wanted or len(chat.steps) == chat.most_steps:
                break
            step = await _take_step(prepared, reply.words[before:], wanted, passages)
            chat = replace(chat, steps=[*chat.steps, step])
            _part(reply, heard)
        is_cut = ended.is_cut or ended.is_waiting
        await _settle(prepared, reply, replace(ended, tokens=billed, is_cut=is_cut))
        heard.put_nowait(Finished(ReplyKind.MODEL, reply.words, _(_CUT) if is_cut else ""))
    except ModelFailure as failure:
        failure.tokens = billed + (failure.tokens or Tokens(0, 0))
        await _recover(prepared, reply, failure, heard)


async def _hear(
    prepared: Prepared,
    chat: Chat,
    gateway: ChatGateway,
    passages: Sequence[Passage],
    reply: Reply,
    heard: "asyncio.Queue[Heard | None]",
) -> tuple[Ended, list[Wanted]]:
    """What the model says until it is done or wants something looked up."""
    wanted: list[Wanted] = []
    async for piece in gateway.answer(chat):
        if isinstance(piece, Said):
            reply.words += piece.words
            heard.put_nowait(Words(piece.words))
        elif isinstance(piece, Cited):
            _cite(prepared, chat, passages, piece, reply, heard)
        elif isinstance(piece, Wanted):
            wanted.append(piece)
        else:
            return piece, wanted
    raise AssertionError("the last piece says that it ended")


def _part(reply: Reply, heard: "asyncio.Queue[Heard | None]") -> None:
    """A new paragraph for what comes behind what was said already."""
    if reply.words.strip():
        reply.words += "\n\n"
        heard.put_nowait(Words("\n\n"))


async def _take_step(prepared: Prepared, said: str, wanted: Sequence[Wanted], passages: list[Passage]) -> Step:
    """What the model wants, looked up for the person who asks and for nobody else; it joins `passages`."""
    found = []
    async with unit_of_work(prepared.tenant_id) as session:
        for one in wanted[:MOST_AT_ONCE]:
            records = []
            if prepared.person_id is not None:
                records = await look_up_own(session, prepared.person_id, one.tool, one.arguments)
            passages += records
            found.append(LookedUp(one, tuple(source_of(record) for record in records), _NOTHING_FOUND))
    found += [LookedUp(one, refusal=_NOTHING_FOUND) for one in wanted[MOST_AT_ONCE:]]
    return Step(said, tuple(found))


def _cite(
    prepared: Prepared,
    chat: Chat,
    passages: Sequence[Passage],
    cited: Cited,
    reply: Reply,
    heard: "asyncio.Queue[Heard | None]",
) -> None:
    at = len(reply.words)
    citation = citation_of(cited, chat.citable, passages, reply.citations, at=at)
    if citation is None:
        log.warning("a citation points at nothing", message=str(prepared.message_id))
    elif not any((one.number, one.at) == (citation.number, at) for one in reply.citations):
        reply.citations.append(citation)
        heard.put_nowait(citation)


async def _settle(prepared: Prepared, reply: Reply, ended: Ended) -> None:
    async with unit_of_work(prepared.tenant_id) as session:
        if prepared.call_id is not None:
            await settle_chat(session, prepared.call_id, ended.tokens, ended.request_id)
        count = ended.tokens.sent + ended.tokens.answer
        await write_reply(session, prepared.message_id, reply, is_broken=ended.is_cut, token_count=count)


async def _recover(
    prepared: Prepared, reply: Reply, failure: ModelFailure, heard: "asyncio.Queue[Heard | None]"
) -> None:
    """A model that fails before its first word is replaced by quotations; later, what came is kept and said to be cut.
    What a model refuses is not said in another way."""
    log.warning("a model did not answer", message=str(prepared.message_id), why=str(failure))
    async with unit_of_work(prepared.tenant_id) as session:
        if prepared.call_id is not None:
            await fail_call(session, prepared.call_id, failure)
    if isinstance(failure, ModelRefused):
        await _say(prepared, Reply(ReplyKind.DECLINED, _(DECLINED)), heard)
    elif reply.words.strip():
        async with unit_of_work(prepared.tenant_id) as session:
            await write_reply(session, prepared.message_id, reply, is_broken=True)
        heard.put_nowait(Finished(ReplyKind.MODEL, reply.words, _(_CUT)))
    else:
        is_extract = prepared.reply.kind is ReplyKind.EXTRACT
        await _say(prepared, replace(prepared.reply, notice=_(_MODEL_AWAY)) if is_extract else prepared.reply, heard)
