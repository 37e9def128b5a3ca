"""Mails through Graph, whatever happens on the way: each leaves once, none is lost, no limit is overrun (F19)."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from aistrategyhub.core.clock import now
from aistrategyhub.features.mailing.jobs import JOBS
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus, MailDeparture
from aistrategyhub.features.mailing.queries import get_mail
from aistrategyhub.features.mailing.service import SEND, queue_mail, retry_mail, sending
from aistrategyhub.infra.db import transaction, unit_of_work
from aistrategyhub.infra.settings import ROOT, get_settings
from aistrategyhub.infra.work import Work, WorkStatus
from jobs.worker import Worker
from tests.features.mailing.sample_mails import INVOICE_READY
from tests.harness.microsoft.process import LocalMicrosoft

pytestmark = pytest.mark.system
TO = "giulia@cliente.test"


@pytest.fixture
def microsoft_sends(
    data_dir: object, microsoft: LocalMicrosoft, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LocalMicrosoft]:
    """An installation whose mails leave through the local Graph."""
    for name, value in microsoft.environment.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    yield microsoft
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture(autouse=True)
async def _no_traffic(committed_tenant: UUID) -> None:
    async with transaction() as session:
        await session.execute(text("DELETE FROM mail_departures"))
        await session.execute(text("DELETE FROM mail_senders"))


async def _queue(tenant: UUID, count: int = 1, to: str = TO) -> list[UUID]:
    async with unit_of_work(tenant) as session:
        return [(await queue_mail(session, INVOICE_READY, to=to, locale="it")).id for _number in range(count)]


async def _mail(tenant: UUID, mail_id: UUID) -> EmailSend:
    async with unit_of_work(tenant) as session:
        return await get_mail(session, mail_id)


async def _work(tenant: UUID) -> Work:
    async with unit_of_work(tenant) as session:
        return (await session.execute(select(Work).where(Work.job == SEND, Work.tenant_id == tenant))).scalar_one()


async def _make_due(tenant: UUID) -> None:
    async with unit_of_work(tenant) as session:
        await session.execute(
            text("UPDATE work SET next_attempt_at = now() WHERE tenant_id = :tenant AND status <> 'done'"),
            {"tenant": tenant},
        )


async def _turns(tenant: UUID, count: int) -> list[datetime]:
    """When the mails that wait may leave, as soon as so many wait."""
    query = select(EmailSend.turn_at).where(EmailSend.turn_at.is_not(None), EmailSend.status != EmailStatus.SENT)
    async with asyncio.timeout(20):
        while True:
            async with unit_of_work(tenant) as session:
                turns = sorted((await session.execute(query)).scalars())
            if len(turns) >= count:
                return turns
            await asyncio.sleep(0.1)


@asynccontextmanager
async def _worker() -> AsyncIterator[Worker]:
    """This process works, as a job process would."""
    worker = Worker([job for job in JOBS if job.name == SEND], 4)
    running = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        await worker.stop(timedelta(seconds=20))
        await running


async def _until(tenant: UUID, status: EmailStatus, count: int, seconds: float = 40) -> None:
    async with asyncio.timeout(seconds):
        while True:
            async with unit_of_work(tenant) as session:
                query = select(func.count()).select_from(EmailSend).where(EmailSend.status == status)
                if await session.scalar(query) >= count:
                    return
            await asyncio.sleep(0.1)


async def _until_postponed(tenant: UUID) -> Work:
    async with asyncio.timeout(20):
        while True:
            work = await _work(tenant)
            if work.status is WorkStatus.READY and work.next_attempt_at > now():
                return work
            await asyncio.sleep(0.05)


@asynccontextmanager
async def _sender(*arguments: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Another process that works, killed at the end if it still lives."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.features.mailing.graph_sender",
        *arguments,
        cwd=ROOT,
        env=os.environ | environment,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _killed_at(step: str) -> None:
    async with _sender("60", step) as process:
        assert await asyncio.wait_for(process.wait(), 40) == -signal.SIGKILL


class TestOnce:
    async def test_a_mail_leaves_with_its_text_and_its_headers(
        self, committed_tenant: UUID, microsoft_sends: LocalMicrosoft
    ) -> None:
        (mail_id,) = await _queue(committed_tenant)

        async with _worker():
            await _until(committed_tenant, EmailStatus.SENT, 1)

        mail, (message,) = await _mail(committed_tenant, mail_id), microsoft_sends.sent()
        assert message["Message-ID"] == mail.provider_message_id == f"<{mail_id}@ancora.test>"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message.get_body(("plain",)).get_content().strip()

    @pytest.mark.parametrize("step", ["drafted", "committed", "accepted"])
    async def test_killed_at_the_worst_moments(
        self,
        committed_tenant: UUID,
        microsoft_sends: LocalMicrosoft,
        monkeypatch: pytest.MonkeyPatch,
        step: str,
    ) -> None:
        monkeypatch.setattr(sending, "SETTLES_WITHIN", timedelta(0))
        (mail_id,) = await _queue(committed_tenant)
        await _killed_at(step)
        assert (await _mail(committed_tenant, mail_id)).status is not EmailStatus.SENT
        await _make_due(committed_tenant)

        async with _worker():
            await _until(committed_tenant, EmailStatus.SENT, 1)

        assert len(microsoft_sends.sent()) == 1
        assert microsoft_sends.ask("state")["drafts"] == 0

    async def test_a_draft_that_may_be_leaving_is_left_alone_until_it_settles(
        self, committed_tenant: UUID, microsoft_sends: LocalMicrosoft
    ) -> None:
        microsoft_sends.ask("set", lag=30)
        (mail_id,) = await _queue(committed_tenant)
        await _killed_at("accepted")
        await _make_due(committed_tenant)

        async with _worker():
            work = await _until_postponed(committed_tenant)

        assert len(microsoft_sends.sent()) == 1
        since = (await _mail(committed_tenant, mail_id)).sending_since
        assert work.next_attempt_at == since + timedelta(seconds=60)

    async def test_killed_at_random_moments_each_of_many_leaves_once(
        self, committed_tenant: UUID, microsoft_sends: LocalMicrosoft
    ) -> None:
        microsoft_sends.ask("set", per_minute=10_000, send_seconds=0.05)
        count, dice = 40, random.Random(1964)
        mails = await _queue(committed_tenant, count)

        for _kill in range(5):
            async with _sender("0", MS_GRAPH_PER_MINUTE="10000"):
                await asyncio.sleep(dice.uniform(2.0, 4.0))
            async with transaction() as session:
                # Who died is not under way any more: its place is not waited for here.
                await session.execute(text("UPDATE mail_departures SET ended_at = now() WHERE ended_at IS NULL"))
            await _make_due(committed_tenant)
        async with _sender("0", MS_GRAPH_PER_MINUTE="10000"):
            await _until(committed_tenant, EmailStatus.SENT, count, 120)

        left = Counter(str(message["Message-ID"]) for message in microsoft_sends.sent())
        assert left == Counter(f"<{mail_id}@ancora.test>" for mail_id in mails)


class TestThrottled:
    @pytest.mark.parametrize(("kind", "code"), [("throttle", 429), ("unavailable", 503)])
    async def test_retry_after_holds_for_every_mail_of_the_sender(
        self, committed_tenant: UUID, microsoft_sends: LocalMicrosoft, kind: str, code: int
    ) -> None:
        microsoft_sends.fault("send", kind, retry_after=40)
        await _queue(committed_tenant)
        async with _worker():
            work = await _until_postponed(committed_tenant)
        assert work.attempts == 0
        assert str(code) in (work.last_error or "")
        assert timedelta(seconds=30) < work.next_attempt_at - now() <= timedelta(seconds=40)

        await _queue(committed_tenant)
        async with _worker():
            turns = await _turns(committed_tenant, 2)

        assert microsoft_sends.sent() == []
        assert min(turns) == work.next_attempt_at

    async def test_the_limit_of_a_minute_is_never_overrun(
        self, committed_tenant: UUID, microsoft_sends: LocalMicrosoft, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MS_GRAPH_PER_MINUTE", "5")
        get_settings.cache_clear()
        microsoft_sends.ask("set", per_minute=5)
        of_two = {"MS_GRAPH_PER_MINUTE": "5"}

        async with _sender("60", **of_two), _sender("60", **of_two), _worker():
            await _queue(committed_tenant, 8)
            await _until(committed_tenant, EmailStatus.SENT, 5)
            turns = await _turns(committed_tenant, 3)

        state = microsoft_sends.ask("state")
        assert len(state["sent"]) == 5
        assert state["throttled"] == 0
        assert state["most_parallel"] <= 4
        gaps = [later - earlier for earlier, later in pairwise(turns)]
        assert gaps == [timedelta(seconds=12)] * 2
        assert turns[0] > now() + timedelta(seconds=30)


class TestRefused:
    async def test_an_invalid_recipient_is_final_and_can_be_tried_again(
        self, committed_tenant: UUID, microsoft_sends: LocalMicrosoft
    ) -> None:
        (mail_id,) = await _queue(committed_tenant, to="nessuno@refused.test")
        async with _worker():
            await _until(committed_tenant, EmailStatus.FAILED, 1)
        assert (await _mail(committed_tenant, mail_id)).error_message == "Graph: 400 ErrorInvalidRecipients"

        async with unit_of_work(committed_tenant) as session:
            assert await retry_mail(session, mail_id) == mail_id
        async with _worker():
            await _until(committed_tenant, EmailStatus.FAILED, 1)

        assert microsoft_sends.sent() == []
        assert microsoft_sends.ask("state")["drafts"] == 1

    async def test_a_lost_place_is_given_back(self, committed_tenant: UUID, microsoft_sends: LocalMicrosoft) -> None:
        microsoft_sends.fault("draft", "broken")
        await _queue(committed_tenant)
        async with _worker():
            await _until(committed_tenant, EmailStatus.SENT, 1)

        async with transaction() as session:
            departures = list((await session.execute(select(MailDeparture))).scalars())
        assert len(departures) == 2
        assert all(departure.ended_at for departure in departures)
