"""A worker that dies when SdI has the file and nobody has written that down: `killed_transmitter TENANT ID`."""

import asyncio
import os
import signal
import sys
from uuid import UUID

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.features.invoicing.jobs import transmit
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.integrations.sdi.gateway import Handover, OutgoingFile, Reading
from aistrategyhub.integrations.sdi.rehearsal import Rehearsal

_send = Rehearsal.send


async def _send_and_die(self: Rehearsal, file: OutgoingFile, reading: Reading) -> Handover:
    await _send(self, file, reading)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


async def _work(tenant_id: UUID, transmission_id: str) -> None:
    with acting_as(Principal.system(tenant_id)):
        async with unit_of_work(tenant_id) as session:
            await transmit(session, {"transmission_id": transmission_id})


if __name__ == "__main__":
    Rehearsal.send = _send_and_die
    asyncio.run(_work(UUID(sys.argv[1]), sys.argv[2]))
