"""What it costs to ask whether somebody may: the check in memory, and finding out who they are at each event."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from sqlalchemy import select

from aistrategyhub import registry
from aistrategyhub.core.access import Principal, Role, acting_as, check, requires
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.accounts.api import principal_finder
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.seed import PEOPLE
from aistrategyhub.features.accounts.service.sessions import open_session
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from bench.figures import Figure, Section, percentile
from bench.lab import Lab

_BATCH = 1_000
_HOW = (
    "The check of `requires` on a principal in memory, and a guarded handler's whole guard with its arguments (a"
    " form of ten texts), in batches of {batch:,}: nanoseconds of one, the first quartile of the batches. Then"
    " what the gate does before each event: the person of a session's cookie, with role and permissions, asked of"
    " PostgreSQL on the same machine, one after the other."
)
_FORM = {f"field_{number}": "un testo di prova" for number in range(10)}


class _Desk:
    @requires(AccountsPermission.READ_OWN)
    async def submit(self, data: dict[str, str]) -> None: ...


def measure(lab: Lab) -> Section:
    """Per check, per guarded call, and per look-up of who calls."""
    _ = lab.database
    batches, looks = lab.times(300, 40), lab.times(2_000, 200)
    checked, guarded, found = asyncio.run(_measure(batches, looks))
    return Section(
        "rights",
        "Permission checks",
        _HOW.format(batch=_BATCH),
        [
            Figure("Check", percentile(checked, 25) * 1e9, "ns", times=batches * _BATCH),
            Figure("Guard with arguments", percentile(guarded, 25) * 1e9, "ns", times=batches * _BATCH),
            Figure("Who calls", percentile(found, 50) * 1e3, "ms", percentile(found, 95) * 1e3, looks),
        ],
    )


async def _measure(batches: int, looks: int) -> tuple[list[float], list[float], list[float]]:
    role = Role.ADMIN
    principal = Principal(tenant_id=new_id(), person_id=new_id(), role=role, permissions=registry.granted(role))
    desk = _Desk()
    with acting_as(principal):
        checked = [_seconds_of_a_check() for _ in range(batches)]
        guarded = [await _seconds_each(lambda: desk.submit(_FORM)) for _ in range(batches)]
    return checked, guarded, await _look_ups(looks)


def _seconds_of_a_check() -> float:
    began = time.perf_counter()
    for _ in range(_BATCH):
        check(AccountsPermission.READ_OWN)
    return (time.perf_counter() - began) / _BATCH


async def _seconds_each(call: Callable[[], Awaitable[None]]) -> float:
    began = time.perf_counter()
    for _ in range(_BATCH):
        await call()
    return (time.perf_counter() - began) / _BATCH


async def _look_ups(times: int) -> list[float]:
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    async with unit_of_work(tenant.id) as session:
        person = (await session.execute(select(Person).where(Person.email == PEOPLE[1].email))).scalar_one()
        signed_in = await open_session(session, person, methods=["password"], ip_address=None, user_agent="bench")
    find_principal = principal_finder(registry.granted)
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        principal = await find_principal("localhost", signed_in.token)
        seconds.append(time.perf_counter() - began)
        assert principal.role is Role.ADMIN
    await close_engine()
    return seconds
