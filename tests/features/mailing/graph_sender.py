"""Run as a program: works off the mails that are due, over and over, until it is killed.

With a second argument it kills itself at that step of a mail: `drafted` (Graph has the draft, we do not know),
`committed` (we know the draft), `accepted` (Graph took the mail, we have not committed).
"""

import asyncio
import os
import signal
import sys
from datetime import timedelta

from aistrategyhub import registry
from aistrategyhub.features.mailing.service import SEND, sending
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.mail.choose import graph_mail
from aistrategyhub.integrations.mail.gateway import DeliveryReceipt, OutgoingMail
from jobs.worker import Worker


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at(step: str) -> None:
    gateway = graph_mail(get_settings())
    assert gateway is not None
    prepare, send = gateway.prepare, gateway.send

    async def deadly_prepare(mail: OutgoingMail) -> str:
        draft = await prepare(mail)
        if step == "drafted":
            _die()
        return draft

    async def deadly_send(mail: OutgoingMail, draft: str | None = None) -> DeliveryReceipt:
        if step == "committed":
            _die()
        receipt = await send(mail, draft)
        if step == "accepted":
            _die()
        return receipt

    gateway.prepare, gateway.send = deadly_prepare, deadly_send


async def main(settles_within: float, step: str) -> None:
    sending.SETTLES_WITHIN = timedelta(seconds=settles_within)
    if step:
        _die_at(step)
    worker = Worker([job for job in registry.jobs() if job.name == SEND], 4)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: asyncio.create_task(_stop(worker)))
    await worker.run()


async def _stop(worker: Worker) -> None:
    await worker.stop(timedelta(seconds=10))


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""))
