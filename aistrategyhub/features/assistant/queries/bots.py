"""Reads of bots."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.models import Bot


class BotNotFound(DomainError):
    """No bot has this number."""

    code = "BOT_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo assistente non c’è.")


async def find_bot(session: AsyncSession, number: int) -> Bot | None:
    """The bot with this number."""
    return (await session.execute(select(Bot).where(Bot.number == number))).scalar_one_or_none()


async def get_numbered_bot(session: AsyncSession, text: str) -> Bot:
    """The bot whose number an address names. Raises BotNotFound, also for what is no number."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BotNotFound
    return await get_bot(session, int(text))


async def find_bot_by_key(session: AsyncSession, key: str) -> Bot | None:
    """The bot that other sites call by this key."""
    return (await session.execute(select(Bot).where(Bot.widget_key == key))).scalar_one_or_none()


async def get_bot(session: AsyncSession, number: int) -> Bot:
    """The bot with this number. Raises BotNotFound."""
    bot = await find_bot(session, number)
    if bot is None:
        raise BotNotFound
    return bot


async def get_bot_by_id(session: AsyncSession, bot_id: UUID) -> Bot:
    """The bot. Raises BotNotFound."""
    bot = (await session.execute(select(Bot).where(Bot.id == bot_id))).scalar_one_or_none()
    if bot is None:
        raise BotNotFound
    return bot


async def lock_bot(session: AsyncSession, number: int) -> Bot:
    """The bot, which nobody else changes until this transaction ends. Raises BotNotFound."""
    query = select(Bot).where(Bot.number == number).with_for_update().execution_options(populate_existing=True)
    bot = (await session.execute(query)).scalar_one_or_none()
    if bot is None:
        raise BotNotFound
    return bot


async def list_bots(session: AsyncSession) -> list[Bot]:
    """Every bot of the tenant, by number."""
    return list((await session.execute(select(Bot).order_by(Bot.number))).scalars())
