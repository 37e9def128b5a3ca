"""A question, from the first check to the last word of its answer. It opens its own transactions: none is held while a
model writes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
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
from aistrategyhub.features.assistant.rules.own import MOST_STEPS, RULES, TOOLS, directed, own_matter
from aistrategyhub.features.assistant.rules.quoting import extract, worth_quoting
from aistrategyhub.features.assistant.rules.talking import (
    FEWEST_SOURCES,
    MOST_SOURCES,
    SHORT_ANSWER_TOKENS,
    SOFT_STOP,
    BotAsleep,
    BotTired,
    history_of,
    instructions_for,
    is_refused,
    quoted,
    read_question,
    source_of,
)
from aistrategyhub.features.assistant.schemas.chat import Asked, Began, Finished, Heard, Reply
from aistrategyhub.features.assistant.schemas.found import Found, Passage
from aistrategyhub.features.assistant.service.conversations import (
    open_conversation,
    own_conversation,
    said_before,
    write_question,
)
from aistrategyhub.features.assistant.service.looking import Look, last_question, meant_by, vector_of
from aistrategyhub.features.assistant.service.people import hear_visitor
from aistrategyhub.features.assistant.speaking import DECLINED, Prepared, speak
from aistrategyhub.features.prompts.queries import current_wording, find_chat_gateway
from aistrategyhub.features.prompts.rules import BudgetExhausted, NoPrice
from aistrategyhub.features.prompts.service import book_chat
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.rate_limits import CHAT, hit_or_refuse
from aistrategyhub.integrations.anthropic.chatting import Chat

log = structlog.get_logger(__name__)

_DAY = timedelta(days=1)
_UNKNOWN = mark(
    "Non lo so: nei documenti dello studio non trovo una risposta a questa domanda. Può riformularla, oppure parlare "
    "con una persona."
)
_EXTRACT = mark("Estratti dai documenti, citati alla lettera: nessun modello ha scritto questa risposta.")


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
    writing = _keep(asyncio.create_task(speak(prepared, heard)))
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


async def _prepare(session: AsyncSession, bot: Bot, asked: Asked, look: Look) -> Prepared:
    if bot.status is not BotStatus.ACTIVE:
        raise BotAsleep
    if await count_questions(session, bot.id, since=now() - _DAY) >= bot.daily_questions:
        raise BotTired
    conversation, token = await open_conversation(session, bot, asked)
    before = await said_before(session, conversation)
    is_declined = is_refused(asked.question, bot.refused_words)
    found = Found([]) if is_declined else await _find(session, bot, asked, look, before)
    message = await write_question(session, conversation, asked.question, found)
    matter = None if is_declined else own_matter(asked.question, _last_if_leaning(asked.question, before))
    reply = _without_model(bot, found, asked.question, is_declined=is_declined)
    if matter:
        reply = directed(matter, is_signed_in=asked.person_id is not None)
    prepared = Prepared(
        asked.tenant_id, token, message.id, asked.locale, reply, found.passages, person_id=asked.person_id
    )
    may_look_up = matter is not None and asked.person_id is not None
    is_for_a_model = may_look_up or reply.kind is ReplyKind.EXTRACT
    gateway = await find_chat_gateway(session) if is_for_a_model else None
    if gateway is None:
        return prepared
    booked = await _book(session, bot, asked, before, found, may_look_up=may_look_up)
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
    last = _last_if_leaning(asked.question, before)
    if not last or found.is_enough(bot.min_coverage, bot.min_similarity):
        return found
    other = together(last, asked.question) if look.question == asked.question else asked.question
    again = await search(session, corpus, other, asked.locale, most=MOST_SOURCES)
    return again if again.coverage > found.coverage else found


def _last_if_leaning(question: str, before: Sequence[tuple[MessageRole, str]]) -> str:
    """The visitor's question before this one, where this one may be half of it; else nothing."""
    return last_question(before) if leans_on_the_last(question) else ""


def _without_model(bot: Bot, found: Found, question: str, *, is_declined: bool) -> Reply:
    """What is answered where no model is asked: quotations, or why there are none."""
    if is_declined:
        return Reply(ReplyKind.DECLINED, _(DECLINED))
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
    session: AsyncSession,
    bot: Bot,
    asked: Asked,
    before: Sequence[tuple[MessageRole, str]],
    found: Found,
    *,
    may_look_up: bool,
) -> tuple[Chat, UUID] | None:
    """What to ask, and the call that has room in the budgets; None where a budget is spent."""
    wording = await current_wording(session, ANSWER)
    spent = await spent_by_bot(session, bot.id)
    is_brief = spent >= bot.monthly_cents * SOFT_STOP
    passages = found.passages[: FEWEST_SOURCES if is_brief else MOST_SOURCES]
    # Who asks of their own is let through with passages that hold too little of the question: those are none.
    passages = passages if found.is_enough(bot.min_coverage, bot.min_similarity) else []
    chat = Chat(
        model=wording.model,
        instructions=instructions_for(wording.instructions, bot.topics, RULES if may_look_up else ""),
        sources=[source_of(passage) for passage in passages],
        turns=history_of(before),
        question=asked.question,
        max_tokens=min(wording.max_tokens, SHORT_ANSWER_TOKENS) if is_brief else wording.max_tokens,
        effort="low" if is_brief or wording.effort not in ("medium", "high") else wording.effort,
        tools=TOOLS if may_look_up else (),
        most_steps=MOST_STEPS if may_look_up else 0,
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


_speaking: set["asyncio.Task[None]"] = set()


def _keep(task: "asyncio.Task[None]") -> "asyncio.Task[None]":
    """Holds a task until it ends: the event loop alone would let it be collected."""
    _speaking.add(task)
    task.add_done_callback(_speaking.discard)
    return task
