"""Making bots and deciding how they behave."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.assistant.models import Bot, BotStatus
from aistrategyhub.features.assistant.queries import find_bot, lock_bot
from aistrategyhub.features.assistant.queries.evaluation import count_questions_of
from aistrategyhub.features.assistant.service.glossary import give_glossary
from aistrategyhub.features.assistant.service.rounds import start_round
from aistrategyhub.features.audit.service import record
from aistrategyhub.infra.counters import next_number
from aistrategyhub.infra.db import take_turns
from aistrategyhub.prerender.service import touch

SITE_BOT = 1
ON_EVERY_PAGE = "assistant"
"""What public pages show of the site's bot, by the name that the prerenderer knows it by."""
_NAME = "Assistente"


async def site_bot(session: AsyncSession) -> Bot:
    """The assistant of the tenant's own site. It is made, as a draft, when something is first there to know."""
    await take_turns(session, "site bot")
    found = await find_bot(session, SITE_BOT)
    return found or await create_bot(session, _NAME)


async def create_bot(session: AsyncSession, name: str) -> Bot:
    """A new bot: a draft that knows the firm's glossary and nothing else."""
    bot = Bot(number=await next_number(session, "bots"), name=name)
    session.add(bot)
    await session.flush()
    await give_glossary(session, bot.id)
    await record(session, "assistant.bot_created", "bot", bot.id, number=bot.number, name=name)
    return bot


async def change_bot(session: AsyncSession, number: int, **changes: Any) -> Bot:
    """Makes a bot behave otherwise; the trail keeps before and after. One that is opened to visitors is asked its
    owner's questions. Raises BotNotFound."""
    bot = await lock_bot(session, number)
    before = {name: getattr(bot, name) for name in changes}
    after = {name: value for name, value in changes.items() if value != before[name]}
    if not after:
        return bot
    for name, value in after.items():
        setattr(bot, name, value)
    bot.updated_at = now()
    await session.flush()
    if number == SITE_BOT and "status" in after:
        await touch(session, ON_EVERY_PAGE)
    if after.get("status") is BotStatus.ACTIVE and await count_questions_of(session, bot.id):
        await start_round(session, bot)
    told = {name: before[name] for name in after}
    await record(session, "assistant.bot_changed", "bot", bot.id, number=number, before=told, after=after)
    return bot
