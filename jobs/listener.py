"""Hears PostgreSQL's notices and wakes the workers; comes back by itself when the connection is lost."""

import asyncio
from collections.abc import Callable, Mapping

import psycopg
import structlog

from aistrategyhub.infra.settings import Settings

log = structlog.get_logger(__name__)

_RECONNECT_SECONDS = 1.0


async def listen(settings: Settings, wake: Mapping[str, Callable[[], None]]) -> None:
    """Calls `wake[channel]` at each notice on that channel, and each of them once it hears, until cancelled."""
    while True:
        try:
            async with await connect(settings) as connection:
                for channel in wake:
                    await connection.execute(f"LISTEN {channel}")
                for call in wake.values():
                    call()
                async for notice in connection.notifies():
                    wake[notice.channel]()
        except psycopg.Error as error:
            log.warning("not listening for work, will reconnect", error=type(error).__name__)
            await asyncio.sleep(_RECONNECT_SECONDS)


async def connect(settings: Settings) -> psycopg.AsyncConnection:
    """A connection of its own, outside the pool: notices and advisory locks belong to a connection."""
    url = (settings.database_url or "").replace("postgresql+psycopg://", "postgresql://")
    return await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=5)
