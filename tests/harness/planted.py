"""The product with faults planted in it, each of a kind that the attack tests exist for. Only a process of its own
loads it: what it registers and breaks stays in there."""

import reflex as rx
import structlog
from sqlalchemy import select

from aistrategyhub.core.access import Permission, check, public
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.audit.service import record
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui import gate
from tests.harness.probes import app

_WHY = "a fault of the tests"
_SEEN = gate.check

log = structlog.get_logger(__name__)


class PlantedPermission(Permission):
    """Nobody has it, and the gate is made blind for it."""

    NOBODYS = "planted:nobodys"


def _blind(mark: object, **options: bool) -> None:
    if not isinstance(mark, PlantedPermission):
        _SEEN(mark, **options)


gate.check = _blind


class PlantedState(rx.State):
    noted: str = ""
    told: list[str] = []

    async def without_guard(self, note: str) -> None:
        await self._write(note)
        self.noted = note

    async def writes_before_its_guard(self, note: str) -> None:
        await self._write(note)
        check(PlantedPermission.NOBODYS)

    @rx.event
    @public(_WHY)
    async def repeats(self, word: str) -> None:
        log.warning("something was said", said=word)

    @rx.event
    @public(_WHY)
    async def breaks(self, word: str) -> None:
        raise ZeroDivisionError

    @rx.event
    @public(_WHY)
    async def tells(self) -> None:
        async with unit_of_work() as session:
            self.told = list((await session.execute(select(Person.email))).scalars())

    async def _write(self, note: str) -> None:
        async with unit_of_work() as session:
            await record(session, "planted.wrote", "planted", None, note=note[:20])


for _name in ("without_guard", "writes_before_its_guard"):
    PlantedState.event_handlers[_name].fn.__permission__ = PlantedPermission.NOBODYS

__all__ = ["app"]
