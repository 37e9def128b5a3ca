"""The product's application with a few handlers more, whose effects tests can see: one for each kind of permission."""

import asyncio
import os
from typing import Any

import reflex as rx
from reflex_base.utils.format import format_event_handler
from sqlalchemy import select

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.audit.service import record
from aistrategyhub.infra.db import unit_of_work

_A_PROBE = "a probe of the tests"
INSIDE = "words from inside the house"


class ProbeState(rx.State):
    """Says what it heard, tells what its permission lets it tell, and writes where rows are counted."""

    heard: str = ""
    worker: int = 0
    number: int = 0
    noted: str = ""
    secrets: list[str] = []
    ticks: int = 0

    @rx.event
    @public(_A_PROBE)
    async def echo(self, word: str) -> None:
        self.heard = word

    @rx.event
    @public(_A_PROBE)
    async def tell_worker(self) -> None:
        self.worker = os.getpid()

    @rx.event
    @public(_A_PROBE)
    async def count(self, number: int) -> None:
        self.number = number

    @rx.event
    @public(_A_PROBE)
    async def submit(self, form: dict[str, Any]) -> None:
        self.heard = str(form.get("word"))

    @rx.event
    @public(_A_PROBE)
    async def fail(self) -> None:
        raise ZeroDivisionError(INSIDE)

    @rx.event
    @requires(AccountsPermission.READ_OWN)
    async def read_own(self) -> None:
        await self._tell()

    @rx.event
    @requires(AccountsPermission.READ)
    async def read(self) -> None:
        await self._tell()

    @rx.event
    @requires(AccountsPermission.GRANT_EVERY_ROLE)
    async def manage(self, note: str) -> None:
        async with unit_of_work() as session:
            await record(session, "probe.managed", "probe", current_principal().person_id, note=note)
        self.noted = note

    async def _tell(self) -> None:
        async with unit_of_work() as session:
            self.secrets = sorted((await session.execute(select(Person.email))).scalars())

    @rx.event(background=True)
    @requires(AccountsPermission.READ_OWN)
    async def tick(self) -> None:
        """Tells something every now and then, whoever listens."""
        for _ in range(100):
            await asyncio.sleep(0.05)
            async with self:
                self.ticks += 1


def probe(name: str) -> str:
    """The name of one of its handlers, as a browser sends it."""
    return format_event_handler(ProbeState.event_handlers[name])


PROBE = ProbeState.get_full_name()

from aistrategyhub.aistrategyhub import app  # noqa: E402, F401
