"""`python -m bench.audit_process`: looks through the first firm's trail as `hub audit verify` does, and how dearly.

Prints JSON: how many lines there were, how long it took, and the most memory that the process ever held.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from aistrategyhub.features.audit import service
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import transaction, unit_of_work


async def _verify() -> dict[str, Any]:
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    async with unit_of_work(tenant.id) as session:
        began = time.perf_counter()
        found = await service.verify(session)
        seconds = time.perf_counter() - began
    return {"lines": found.lines, "holds": found.holds, "seconds": seconds, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    """Of this program alone: what the kernel counts for a child begins with what its parent held."""
    status = Path("/proc/self/status").read_text()
    [line] = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_verify())))
