"""Hears PostgreSQL's notices and wakes the workers; comes back by itself when the connection is lost."""

import asyncio
from collections.abc import Callable

import psycopg
import structlog

from aistrategyhub.infra.settings import Settings
from aistrategyhub.infra.work import WORK_CHANNEL

log = structlog.get_logger(__name__)

_RECONNECT_SECONDS = 1.0


async def listen(settings: Settings, wake: Callable[[], None]) -> None:
    """Calls `wake` at each notice of new work, until cancelled."""
    while True:
        try:
            async with await connect(settings) as connection:
                await connection.execute(f"LISTEN {WORK_CHANNEL}")
                wake()
                async for _notice in connection.notifies():
                    wake()
        except psycopg.Error as error:
            log.warning("not listening for work, will reconnect", error=type(error).__name__)
            await asyncio.sleep(_RECONNECT_SECONDS)


async def connect(settings: Settings) -> psycopg.AsyncConnection:
    """A connection of its own, outside the pool: notices and advisory locks belong to a connection."""
    url = (settings.database_url or "").replace("postgresql+psycopg://", "postgresql://")
    return await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=5)
