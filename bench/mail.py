"""How many mails leave in a minute through a local Graph: at Microsoft's limits, and when nothing limits them."""

import asyncio
import os
import time
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from aistrategyhub.features.invoicing.emails import InvoiceReady
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from bench.crew import crew
from bench.figures import Figure, Section
from bench.lab import Lab
from tests.harness.microsoft.process import LocalMicrosoft, local_microsoft

_PROCESSES = 2
_LIMIT = 30
_UNLIMITED = 10_000
_PATIENCE_SECONDS = 300
_HOW = (
    f"{_PROCESSES} of the product's own job processes send through a Graph and a sign-in on this machine (TLS, the"
    " real msal): for each mail four calls (look, draft, look, send). Without limit: from the commit that queues the"
    f" mails to the last one sent, four at a time as Graph allows. At the limit of {_LIMIT} a minute: the mails of"
    " whole minutes after the first one, whose places are all free at its beginning; Graph itself counts, and"
    " throttles when it is overrun. Twice is a mail that is in Graph's ledger more than once."
)


def measure(lab: Lab) -> Section:
    """Both, with the demo firm's database."""
    section = Section("mail", "Mail", _HOW)
    log = lab.folder / "mail.log"
    assert lab.database
    with local_microsoft() as microsoft:
        for per_minute, run in ((_UNLIMITED, _measure_freely), (_LIMIT, _measure_limited)):
            microsoft.ask("reset")
            microsoft.ask("set", per_minute=per_minute)
            os.environ.update(microsoft.environment | {"MS_GRAPH_PER_MINUTE": str(per_minute)})
            with crew(_PROCESSES, log):
                section.figures += asyncio.run(run(lab, microsoft))
    for name in (*microsoft.environment, "MS_GRAPH_PER_MINUTE"):
        os.environ.pop(name)
    return section


async def _measure_freely(lab: Lab, microsoft: LocalMicrosoft) -> list[Figure]:
    count = lab.times(300, 40)
    tenant = await _tenant()
    await _queue_and_wait(tenant, 1)
    began = time.monotonic()
    await _queue_and_wait(tenant, count)
    seconds = time.monotonic() - began
    await close_engine()
    return [Figure(f"No limit: {count} mails", count / seconds * 60, "mails/min"), *_faults("No limit", microsoft)]


async def _measure_limited(lab: Lab, microsoft: LocalMicrosoft) -> list[Figure]:
    minutes = lab.times(3, 2)
    tenant = await _tenant()
    # The places of the minute before this one were taken without limit.
    await asyncio.sleep(61)
    began = await _queue(tenant, _LIMIT * minutes)
    await asyncio.sleep(60 * minutes)
    left = [await _left(tenant, began + timedelta(minutes=minute)) for minute in range(minutes)]
    await close_engine()
    return [
        Figure(f"Limit of {_LIMIT}: first minute", left[0], "mails/min"),
        Figure(f"Limit of {_LIMIT}: each minute after it", sum(left[1:]) / (minutes - 1), "mails/min"),
        *_faults(f"Limit of {_LIMIT}", microsoft),
    ]


def _faults(name: str, microsoft: LocalMicrosoft) -> list[Figure]:
    sent = [message["Message-ID"] for message in microsoft.sent()]
    throttled = microsoft.ask("state")["throttled"]
    return [
        Figure(f"{name}: throttled by Graph", throttled, "calls", at_most=0),
        Figure(f"{name}: twice", len(sent) - len(set(sent)), "mails", at_most=0),
    ]


async def _tenant() -> UUID:
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    return tenant.id


async def _queue(tenant: UUID, count: int) -> datetime:
    """Queues this many mails in one transaction; when, on the database's clock."""
    async with unit_of_work(tenant) as session:
        for number in range(count):
            mail = InvoiceReady(
                buyer_name="Giulia Ferraris",
                number=f"2026/{number:05d}",
                date_label="21 novembre 2026",
                total_label="1.220,00 €",
                order_url="https://www.example.it/ordini/ORD-2026-00001",
            )
            await queue_mail(session, mail, to=f"cliente{number}@meridiana.example", locale="it")
        return (await session.execute(select(func.clock_timestamp()))).scalar_one()


async def _queue_and_wait(tenant: UUID, count: int) -> None:
    await _queue(tenant, count)
    waiting = select(func.count()).where(EmailSend.status.in_((EmailStatus.QUEUED, EmailStatus.SENDING)))
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            async with unit_of_work(tenant) as session:
                if not await session.scalar(waiting):
                    return
            await asyncio.sleep(0.1)


async def _left(tenant: UUID, since: datetime) -> int:
    """How many mails left in the minute that began then."""
    in_it = EmailSend.sent_at.between(since, since + timedelta(minutes=1))
    async with unit_of_work(tenant) as session:
        return (await session.execute(select(func.count()).where(in_it))).scalar_one()
