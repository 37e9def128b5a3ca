"""A question and its answer, from the first check to the last word. It opens its own transactions: none is held while
a model writes.

Once a model was asked, the answer is written to its end and its cost settled even when the visitor leaves.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.text import _, mark, speaking
from aistrategyhub.features.assistant.models import Bot, BotStatus, ConversationStatus, MessageRole, ReplyKind
from aistrategyhub.features.assistant.prompts import ANSWER
from aistrategyhub.features.assistant.queries import get_bot
from aistrategyhub.features.assistant.queries.conversations import ConversationNotFound, count_questions, spent_by_bot
from aistrategyhub.features.assistant.retrieval import Corpus, search
from aistrategyhub.features.assistant.rules.following_up import leans_on_the_last, together
from aistrategyhub.features.assistant.rules.quoting import extract, worth_quoting
from aistrategyhub.features.assistant.rules.talking import (
    FEWEST_SOURCES,
    MOST_SOURCES,
    SHORT_ANSWER_TOKENS,
    SOFT_STOP,
    BotAsleep,
    BotTired,
    citation_of,
    history_of,
    instructions_for,
    is_refused,
    quoted,
    read_question,
    source_of,
)
from aistrategyhub.features.assistant.schemas.chat import Asked, Began, Finished, Heard, Reply, Words
from aistrategyhub.features.assistant.schemas.found import Found, Passage
from aistrategyhub.features.assistant.service.conversations import (
    open_conversation,
    own_conversation,
    said_before,
    write_question,
    write_reply,
)
from aistrategyhub.features.assistant.service.looking import Look, last_question, meant_by, vector_of
from aistrategyhub.features.assistant.service.people import hear_visitor
from aistrategyhub.features.prompts.queries import current_wording, find_chat_gateway
from aistrategyhub.features.prompts.rules import BudgetExhausted, NoPrice
from aistrategyhub.features.prompts.service import book_chat, fail_call, settle_chat
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.rate_limits import CHAT, hit_or_refuse
from aistrategyhub.integrations.anthropic.chatting import Chat, ChatGateway, Cited, Ended, Said
from aistrategyhub.integrations.anthropic.gateway import ModelFailure, ModelRefused

log = structlog.get_logger(__name__)

_DAY = timedelta(days=1)
_UNKNOWN = mark(
    "Non lo so: nei documenti dello studio non trovo una risposta a questa domanda. Può riformularla, oppure parlare "
    "con una persona."
)
_DECLINED = mark("Su questo argomento non posso rispondere. Se vuole, può parlare con una persona.")
_EXTRACT = mark("Estratti dai documenti, citati alla lettera: nessun modello ha scritto questa risposta.")
_MODEL_AWAY = mark("Il modello non risponde in questo momento: ecco che cosa dicono i documenti, alla lettera.")
_CUT = mark("La risposta è stata interrotta prima della fine.")


@dataclass(frozen=True)
class _Prepared:
    """A question that was let in. `chat` is what a model is asked, None where none is."""

    tenant_id: UUID
    token: str
    message_id: UUID
    locale: str
    reply: Reply
    passages: Sequence[Passage]
    chat: Chat | None = None
    call_id: UUID | None = None
    gateway: ChatGateway | None = None


async def answer(asked: Asked) -> AsyncIterator[Heard]:
    """The answer as it comes: `Began` first, `Finished` last. With a person in the conversation, only these two.

    Raises QuestionEmpty, QuestionTooLong, BotNotFound, BotAsleep, BotTired, ConversationNotFound, ConversationFull and
    TooManyRequests before anything is heard.
    """
    asked = replace(asked, question=read_question(asked.question))
    await hit_or_refuse(CHAT, asked.caller)
    with speaking(asked.locale):
        look = await _look(asked)
        async with unit_of_work(asked.tenant_id) as session:
            bot = await get_bot(session, asked.bot_number)
            passed_on = await _pass_on(session, bot, asked)
            prepared = None if passed_on else await _prepare(session, bot, asked, look)
    if passed_on:
        yield passed_on
        yield Finished("person", "")
        return
    yield Began(prepared.token, prepared.message_id)
    heard: asyncio.Queue[Heard | None] = asyncio.Queue()
    writing = _keep(asyncio.create_task(_speak(prepared, heard)))
    while (piece := await heard.get()) is not None:
        yield piece
    await writing


async def _look(asked: Asked) -> Look:
    """What is searched for. Nobody else hears of a question that the bot will not answer."""
    async with unit_of_work(asked.tenant_id) as session:
        bot = await get_bot(session, asked.bot_number)
        if bot.status is not BotStatus.ACTIVE or is_refused(asked.question, bot.refused_words):
            return Look(asked.question)
        before: Sequence[tuple[MessageRole, str]] = []
        if asked.token:
            conversation = await own_conversation(session, asked.token, asked.person_id)
            if conversation.status is ConversationStatus.WITH_PERSON:
                return Look(asked.question)
            before = await said_before(session, conversation)
    question = meant_by(asked.question, before)
    return Look(question, await vector_of(Corpus.of(bot), question))


async def _pass_on(session: AsyncSession, bot: Bot, asked: Asked) -> Began | None:
    """To the person who is in the conversation: then the bot is silent, whatever its state. None where nobody is."""
    if not asked.token:
        return None
    conversation = await own_conversation(session, asked.token, asked.person_id)
    if conversation.bot_id != bot.id:
        raise ConversationNotFound
    message = await hear_visitor(session, conversation, asked.question, asked.person_id)
    return Began(asked.token, message.id, with_person=True) if message else None


async def _prepare(session: AsyncSession, bot: Bot, asked: Asked, look: Look) -> _Prepared:
    if bot.status is not BotStatus.ACTIVE:
        raise BotAsleep
    if await count_questions(session, bot.id, since=now() - _DAY) >= bot.daily_questions:
        raise BotTired
    conversation, token = await open_conversation(session, bot, asked)
    before = await said_before(session, conversation)
    is_declined = is_refused(asked.question, bot.refused_words)
    found = Found([]) if is_declined else await _find(session, bot, asked, look, before)
    message = await write_question(session, conversation, asked.question, found)
    reply = _without_model(bot, found, asked.question, is_declined=is_declined)
    prepared = _Prepared(asked.tenant_id, token, message.id, asked.locale, reply, found.passages)
    gateway = await find_chat_gateway(session) if reply.kind is ReplyKind.EXTRACT else None
    if gateway is None:
        return prepared
    booked = await _book(session, bot, asked, before, found)
    if booked is None:
        return prepared
    chat, message.call_id = booked
    return replace(prepared, chat=chat, call_id=message.call_id, gateway=gateway)


async def _find(
    session: AsyncSession, bot: Bot, asked: Asked, look: Look, before: Sequence[tuple[MessageRole, str]]
) -> Found:
    """Passages for the question; a short one that says too little by itself is asked together with the one before, and
    one that was asked together and found too little, by itself."""
    corpus = Corpus.of(bot)
    found = await search(session, corpus, look.question, asked.locale, most=MOST_SOURCES, vector=look.vector)
    last = last_question(before)
    if found.is_enough(bot.min_coverage, bot.min_similarity) or not (last and leans_on_the_last(asked.question)):
        return found
    other = together(last, asked.question) if look.question == asked.question else asked.question
    again = await search(session, corpus, other, asked.locale, most=MOST_SOURCES)
    return again if again.coverage > found.coverage else found


def _without_model(bot: Bot, found: Found, question: str, *, is_declined: bool) -> Reply:
    """What is answered where no model is asked: quotations, or why there are none."""
    if is_declined:
        return Reply(ReplyKind.DECLINED, _(_DECLINED))
    if not found.is_enough(bot.min_coverage, bot.min_similarity):
        return Reply(ReplyKind.UNKNOWN, _(_UNKNOWN))
    return _extracts(found.passages, question, _(_EXTRACT))


def _extracts(passages: Sequence[Passage], question: str, notice: str) -> Reply:
    reply = Reply(ReplyKind.EXTRACT, notice=notice)
    for passage in worth_quoting(passages):
        quote = extract(passage.words, question)
        reply.words += f"{chr(10) * 2 if reply.words else ''}«{quote}»"
        reply.citations.append(quoted(passage, quote, reply.citations, at=len(reply.words)))
    return reply


async def _book(
    session: AsyncSession, bot: Bot, asked: Asked, before: Sequence[tuple[MessageRole, str]], found: Found
) -> tuple[Chat, UUID] | None:
    """What to ask, and the call that has room in the budgets; None where a budget is spent."""
    wording = await current_wording(session, ANSWER)
    spent = await spent_by_bot(session, bot.id)
    is_brief = spent >= bot.monthly_cents * SOFT_STOP
    passages = found.passages[: FEWEST_SOURCES if is_brief else MOST_SOURCES]
    chat = Chat(
        model=wording.model,
        instructions=instructions_for(wording.instructions, bot.topics),
        sources=[source_of(passage) for passage in passages],
        turns=history_of(before),
        question=asked.question,
        max_tokens=min(wording.max_tokens, SHORT_ANSWER_TOKENS) if is_brief else wording.max_tokens,
        effort="low" if is_brief or wording.effort not in ("medium", "high") else wording.effort,
    )
    try:
        async with session.begin_nested():
            call = await book_chat(session, ANSWER, wording, chat)
            # Asked under the lock that the call took: two at once must not both take the last of a bot's month.
            if await spent_by_bot(session, bot.id) + call.cost_cents > bot.monthly_cents:
                raise BudgetExhausted(purpose=bot.name)
    except (BudgetExhausted, NoPrice) as refusal:
        log.warning("a bot quotes because no model may be asked", bot=bot.number, why=refusal.code)
        return None
    return chat, call.id


async def _speak(prepared: _Prepared, heard: "asyncio.Queue[Heard | None]") -> None:
    """Puts the answer into the queue and into the database; None when there is no more."""
    try:
        with speaking(prepared.locale):
            if prepared.chat is None or prepared.gateway is None:
                await _say(prepared, prepared.reply, heard)
            else:
                await _ask_model(prepared, prepared.chat, prepared.gateway, heard)
    finally:
        heard.put_nowait(None)


async def _say(prepared: _Prepared, reply: Reply, heard: "asyncio.Queue[Heard | None]") -> None:
    async with unit_of_work(prepared.tenant_id) as session:
        await write_reply(session, prepared.message_id, reply)
    heard.put_nowait(Words(reply.words))
    for citation in reply.citations:
        heard.put_nowait(citation)
    heard.put_nowait(Finished(reply.kind, reply.words, reply.notice))


async def _ask_model(
    prepared: _Prepared, chat: Chat, gateway: ChatGateway, heard: "asyncio.Queue[Heard | None]"
) -> None:
    reply = Reply(ReplyKind.MODEL)
    try:
        async for piece in gateway.answer(chat):
            if isinstance(piece, Said):
                reply.words += piece.words
                heard.put_nowait(Words(piece.words))
            elif isinstance(piece, Cited):
                _cite(prepared, chat, piece, reply, heard)
            elif isinstance(piece, Ended):
                await _settle(prepared, reply, piece)
                heard.put_nowait(Finished(ReplyKind.MODEL, reply.words, _(_CUT) if piece.is_cut else ""))
    except ModelFailure as failure:
        await _recover(prepared, reply, failure, heard)


def _cite(prepared: _Prepared, chat: Chat, cited: Cited, reply: Reply, heard: "asyncio.Queue[Heard | None]") -> None:
    at = len(reply.words)
    citation = citation_of(cited, chat.sources, prepared.passages, reply.citations, at=at)
    if citation is None:
        log.warning("a citation points at nothing", message=str(prepared.message_id))
    elif not any((one.number, one.at) == (citation.number, at) for one in reply.citations):
        reply.citations.append(citation)
        heard.put_nowait(citation)


async def _settle(prepared: _Prepared, reply: Reply, ended: Ended) -> None:
    async with unit_of_work(prepared.tenant_id) as session:
        if prepared.call_id is not None:
            await settle_chat(session, prepared.call_id, ended.tokens, ended.request_id)
        count = ended.tokens.sent + ended.tokens.answer
        await write_reply(session, prepared.message_id, reply, is_broken=ended.is_cut, token_count=count)


async def _recover(
    prepared: _Prepared, reply: Reply, failure: ModelFailure, heard: "asyncio.Queue[Heard | None]"
) -> None:
    """A model that fails before its first word is replaced by quotations; later, what came is kept and said to be cut.
    What a model refuses is not said in another way."""
    log.warning("a model did not answer", message=str(prepared.message_id), why=str(failure))
    async with unit_of_work(prepared.tenant_id) as session:
        if prepared.call_id is not None:
            await fail_call(session, prepared.call_id, failure)
    if isinstance(failure, ModelRefused):
        await _say(prepared, Reply(ReplyKind.DECLINED, _(_DECLINED)), heard)
    elif reply.words.strip():
        async with unit_of_work(prepared.tenant_id) as session:
            await write_reply(session, prepared.message_id, reply, is_broken=True)
        heard.put_nowait(Finished(ReplyKind.MODEL, reply.words, _(_CUT)))
    else:
        await _say(prepared, replace(prepared.reply, notice=_(_MODEL_AWAY)), heard)


_speaking: set["asyncio.Task[None]"] = set()


def _keep(task: "asyncio.Task[None]") -> "asyncio.Task[None]":
    """Holds a task until it ends: the event loop alone would let it be collected."""
    _speaking.add(task)
    task.add_done_callback(_speaking.discard)
    return task
