"""Writes public pages as files: one process of all does it, and another goes on when that one dies."""

import asyncio

import psycopg
import structlog

from aistrategyhub import registry
from aistrategyhub.features.site_settings.queries import list_sites
from aistrategyhub.infra.db import DatabaseUnavailable
from aistrategyhub.infra.frontend import site_dir
from aistrategyhub.infra.settings import Settings
from aistrategyhub.prerender.building import Built
from aistrategyhub.prerender.workshop import Workshop
from jobs.listener import connect

log = structlog.get_logger(__name__)

_LEADER_LOCK = 7_304_119
_TRY_EVERY_SECONDS = 1.0
_LOOK_EVERY_SECONDS = 2.0
_PAUSE_SECONDS = 5.0


class Prerendering:
    """Keeps trying to be the one that writes pages; while it is, writes what rooms ask for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Something was asked for."""
        self._news.set()

    async def run(self) -> None:
        """Writes pages whenever nobody else does, until cancelled. Without a build there is nothing to write."""
        while True:
            try:
                async with await connect(self._settings) as connection:
                    await self._wait_for_turn(connection)
                    await self._write_pages(connection)
            except (psycopg.Error, DatabaseUnavailable) as error:
                log.warning("prerendering lost its connection", error=type(error).__name__)
            await asyncio.sleep(_TRY_EVERY_SECONDS)

    async def _wait_for_turn(self, connection: psycopg.AsyncConnection) -> None:
        while True:
            if site_dir().exists():
                cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", (_LEADER_LOCK,))
                row = await cursor.fetchone()
                if row and row[0]:
                    return
            await asyncio.sleep(_TRY_EVERY_SECONDS)

    async def _write_pages(self, connection: psycopg.AsyncConnection) -> None:
        # Screens are loaded only by the process that renders, and in its own task: Reflex keeps their states there.
        pages = registry.public_pages()
        from aistrategyhub.prerender.render import Press

        root, built, policy = self._settings.trees_dir, site_dir().resolve(), Built.last().policy()
        log.info("this process writes the public pages", build=built.name)
        async with (
            Press(registry.shared_snapshots()) as press,
            Workshop(root, built, press, pages, list_sites, policy=policy) as workshop,
        ):
            while True:
                await self._work(workshop)
                await connection.execute("SELECT 1")

    async def _work(self, workshop: Workshop) -> None:
        self._news.clear()
        try:
            await workshop.work()
        except Exception as error:
            await self._pause_after(error)
        try:
            await asyncio.wait_for(self._news.wait(), _LOOK_EVERY_SECONDS)
        except TimeoutError:
            await self._pack(workshop)

    async def _pack(self, workshop: Workshop) -> None:
        """Until something is asked for, or it is time to look: what was written long ago is not in a hurry."""
        until = asyncio.get_running_loop().time() + _LOOK_EVERY_SECONDS
        while not self._news.is_set() and asyncio.get_running_loop().time() < until and await workshop.pack():
            pass

    async def _pause_after(self, error: Exception) -> None:
        """A database that went away also breaks what was under way in it: its other errors tell nothing new."""
        errors = error if isinstance(error, ExceptionGroup) else ExceptionGroup("", [error])
        if errors.subgroup(DatabaseUnavailable) is not None:
            await asyncio.sleep(_TRY_EVERY_SECONDS)
            return
        log.error("the public pages could not be written", exc_info=error)
        await asyncio.sleep(_PAUSE_SECONDS)
