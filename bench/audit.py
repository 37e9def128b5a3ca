"""What the trail costs: writing a line, and looking whether a hundred thousand of them still hold together."""

import asyncio
import json
import sys
import time
from subprocess import run
from typing import Any
from uuid import UUID

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from aistrategyhub.infra.settings import ROOT
from bench.figures import Figure, Section
from bench.lab import Lab

_AT_ONCE = 500
# Ten times the lines may take this much more.
_GROWTH_MB = 10
_HOW = (
    "Lines with an address, a personal value and a before and after, written as every room writes them and linked at"
    " the commit, {at_once} in a transaction. Then `verify`, which reads each line, its link and what is kept beside"
    " it and computes every hash again, in a process of its own: once after {few:,} lines and once after {many:,}."
    " The memory is the most that process ever held (VmHWM), Python and all that it imports included: the growth"
    " is what more lines cost."
)


def measure(lab: Lab) -> Section:
    """Per second, and how much memory more lines take."""
    _ = lab.database
    few, many = lab.times(10_000, 1_000), lab.times(100_000, 5_000)
    first = asyncio.run(_write(few))
    short = _verified()
    rest = asyncio.run(_write(many - short["lines"]))
    long = _verified()
    return Section(
        "audit",
        "Audit trail",
        _HOW.format(at_once=_AT_ONCE, few=few, many=many),
        [
            Figure("Written", (few + many - short["lines"]) / (first + rest), "lines/s"),
            Figure("Verified", long["lines"] / long["seconds"], "lines/s"),
            Figure(f"Verifying {long['lines']:,} lines", long["seconds"], "s"),
            Figure(f"Memory for {short['lines']:,} lines", short["peak_mb"], "MB"),
            Figure(f"Memory for {long['lines']:,} lines", long["peak_mb"], "MB", at_most=short["peak_mb"] + _GROWTH_MB),
        ],
    )


async def _write(lines: int) -> float:
    """How many seconds it took."""
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    began = time.perf_counter()
    for written in range(0, lines, _AT_ONCE):
        await _write_some(tenant.id, min(_AT_ONCE, lines - written))
    seconds = time.perf_counter() - began
    await close_engine()
    return seconds


async def _write_some(tenant_id: UUID, lines: int) -> None:
    principal = Principal.system(tenant_id)
    with acting_as(principal):
        async with unit_of_work(tenant_id) as session:
            for number in range(lines):
                await record(
                    session,
                    "accounts.profile_changed",
                    "user",
                    new_id(),
                    ip_address="198.51.100.7",
                    before={"email": f"anna{number}@prova.example", "language": "it"},
                    after={"email": f"anna{number}@altra.example", "language": "en"},
                )


def _verified() -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.audit_process"]
    found = json.loads(run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    assert found["holds"], found
    return found
