"""Files leave once, after our own checks, and a crash in between sends none twice."""

import asyncio
import signal
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.features.invoicing.fatturapa.findings import Finding
from aistrategyhub.features.invoicing.fatturapa.verdicts import Verdict
from aistrategyhub.features.invoicing.jobs import transmit
from aistrategyhub.features.invoicing.models import Invoice, TransmissionStatus
from aistrategyhub.features.invoicing.queries.transmissions import lock_transmission
from aistrategyhub.features.invoicing.rules import IllegalTransmission
from aistrategyhub.features.invoicing.service import (
    TRANSMIT,
    give_up_sending,
    hand_over,
    make_ready,
    not_left,
    note_upload,
    plan_transmission,
    send_again,
    send_many,
    transmitting,
)
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.queries import list_events
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import ROOT, get_settings
from aistrategyhub.infra.work import Postponed, Work
from aistrategyhub.integrations.sdi.gateway import Handover, OutgoingFile, Reading, SdiRefused, SdiUnavailable
from tests.features.invoicing.transmissions import issued, listen, rehearsal_of, send, transmissions


class Carrier:
    """A channel that does what a test tells it to."""

    name = "pec"
    is_stand_in = False

    def __init__(self, *, fails_with: Exception | None = None, has_left: bool = False) -> None:
        self.fails_with = fails_with
        self.has_left = has_left
        self.sent: list[str] = []

    async def send(self, file: OutgoingFile, reading: Reading) -> Handover:
        if self.fails_with:
            raise self.fails_with
        self.sent.append(file.name)
        return Handover("<one@pec.example>")

    async def find_departed(self, file: OutgoingFile, reading: Reading) -> Handover | None:
        return Handover("<one@pec.example>") if self.has_left else None


@pytest.fixture
def carried_by(monkeypatch: pytest.MonkeyPatch):
    def choose(carrier: Carrier | None) -> Carrier | None:
        async def channel_of(session: AsyncSession) -> Carrier | None:
            return carrier

        monkeypatch.setattr(transmitting, "channel_of", channel_of)
        return carrier

    return choose


async def kinds(session: AsyncSession, invoice: Invoice) -> list[str]:
    return [event.kind for event in await list_events(session, invoice.order_id)]


async def test_a_file_leaves_and_the_order_says_so(session: AsyncSession, books: Path) -> None:
    invoice = await issued(session)
    transmission = await send(session, invoice)
    rehearsal = await rehearsal_of(session)
    assert transmission.status is TransmissionStatus.SENT
    assert (transmission.file_name, transmission.attempt) == (invoice.file_name, 1)
    assert transmission.identifier
    assert rehearsal.files() == [invoice.file_name]
    assert (await kinds(session, invoice))[-1] == "sdi_sent"


async def test_planning_twice_plans_once(session: AsyncSession, books: Path) -> None:
    invoice = await issued(session)
    assert (await plan_transmission(session, invoice.id)).id == (await plan_transmission(session, invoice.id)).id
    works = (await session.execute(select(Work).where(Work.job == TRANSMIT))).scalars().all()
    assert len(works) == 1


async def test_what_left_does_not_leave_again(session: AsyncSession, books: Path) -> None:
    invoice = await issued(session)
    transmission = await send(session, invoice)
    assert await make_ready(session, transmission.id) is None
    with pytest.raises(IllegalTransmission):
        await send_again(session, transmission.id)


async def test_what_sdi_would_refuse_is_held_back_with_its_reasons(session: AsyncSession, books: Path) -> None:
    invoice = await issued(session)
    wrong = Verdict(name=invoice.file_name, errors=(Finding("00423", "", "Il totale non torna."),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transmitting, "judge", lambda name, xml: wrong)
        transmission = await send(session, invoice)
    assert transmission.status is TransmissionStatus.BLOCKED
    assert [(one["code"], one["words"]) for one in transmission.findings] == [("00423", "Il totale non torna.")]
    assert (await rehearsal_of(session)).files() == []
    (mail,) = (await session.execute(select(EmailSend).where(EmailSend.request_key.startswith("sdi:")))).scalars()
    assert "00423" in mail.text
    assert await send_many(session, [invoice.id]) == 1
    assert transmission.status is TransmissionStatus.GENERATED


class TestInterrupted:
    """The process died after `make_ready` was committed."""

    async def test_a_file_that_left_is_not_handed_over_again(self, session: AsyncSession, books: Path) -> None:
        invoice = await issued(session)
        planned = await plan_transmission(session, invoice.id)
        ready = await make_ready(session, planned.id)
        rehearsal = await rehearsal_of(session)
        await rehearsal.send(ready.file, Reading())
        again = await make_ready(session, planned.id)
        assert again.was_interrupted
        await hand_over(session, planned.id, again)
        assert planned.status is TransmissionStatus.SENT
        assert len((await rehearsal.receive(Reading())).files) == 1

    async def test_a_file_that_never_left_leaves_now(self, session: AsyncSession, books: Path) -> None:
        invoice = await issued(session)
        planned = await plan_transmission(session, invoice.id)
        await make_ready(session, planned.id)
        await hand_over(session, planned.id, await make_ready(session, planned.id))
        assert (await rehearsal_of(session)).files() == [invoice.file_name]

    @pytest.mark.parametrize(("has_left", "sent"), [(True, 0), (False, 1)])
    async def test_a_provider_is_given_time_to_say_whether_it_left(
        self, session: AsyncSession, carried_by, monkeypatch: pytest.MonkeyPatch, has_left: bool, sent: int
    ) -> None:
        carrier = carried_by(Carrier(has_left=has_left))
        planned = await plan_transmission(session, (await issued(session)).id)
        await make_ready(session, planned.id)
        with pytest.raises(Postponed):
            await make_ready(session, planned.id)
        later = clock.now() + timedelta(minutes=11)
        monkeypatch.setattr(clock, "now", lambda: later)
        await hand_over(session, planned.id, await make_ready(session, planned.id))
        assert (planned.status, len(carrier.sent)) == (TransmissionStatus.SENT, sent)

    async def test_what_certainly_did_not_leave_needs_no_waiting(self, session: AsyncSession, carried_by) -> None:
        carrier = carried_by(Carrier(fails_with=SdiUnavailable("451", has_not_left=True)))
        planned = await plan_transmission(session, (await issued(session)).id)
        with pytest.raises(SdiUnavailable):
            await hand_over(session, planned.id, await make_ready(session, planned.id))
        await not_left(session, planned.id, "451")
        carrier.fails_with = None
        await hand_over(session, planned.id, await make_ready(session, planned.id))
        assert len(carrier.sent) == 1


async def test_a_channel_that_refuses_tells_the_owner_and_may_be_asked_again(session: AsyncSession, carried_by) -> None:
    carrier = carried_by(Carrier(fails_with=SdiRefused("550 no such mailbox")))
    invoice = await issued(session)
    transmission = await send(session, invoice)
    assert (transmission.status, transmission.last_error) == (TransmissionStatus.FAILED, "550 no such mailbox")
    carrier.fails_with = None
    await send_again(session, transmission.id)
    await send(session, invoice)
    assert carrier.sent == [invoice.file_name]
    assert len(await transmissions(session, invoice)) == 1


async def test_days_of_silence_end_with_somebody_being_told(session: AsyncSession, carried_by) -> None:
    carried_by(Carrier())
    planned = await plan_transmission(session, (await issued(session)).id)
    await make_ready(session, planned.id)
    await give_up_sending(session, planned.id)
    assert planned.status is TransmissionStatus.FAILED


async def test_without_a_channel_people_carry_the_file(session: AsyncSession, carried_by) -> None:
    carried_by(None)
    invoice = await issued(session)
    planned = await plan_transmission(session, invoice.id)
    assert (planned.status, planned.channel) == (TransmissionStatus.GENERATED, "by_hand")
    assert await make_ready(session, planned.id) is None
    assert await send_many(session, [invoice.id]) == 0
    await note_upload(session, planned.id)
    assert planned.status is TransmissionStatus.SENT
    assert (await kinds(session, invoice))[-1] == "sdi_sent"


@pytest.mark.system
async def test_killed_between_handing_over_and_writing_it_down_the_file_leaves_once(
    committed_tenant: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(get_settings(), "data_dir", tmp_path)
    async with unit_of_work(committed_tenant) as session:
        invoice = await issued(session)
        planned = await plan_transmission(session, invoice.id)
    killed = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.features.invoicing.killed_transmitter",
        str(committed_tenant),
        str(planned.id),
        cwd=ROOT,
    )
    assert await killed.wait() == -signal.SIGKILL
    async with unit_of_work(committed_tenant) as session:
        assert (await lock_transmission(session, planned.id)).status is TransmissionStatus.SENDING
    async with unit_of_work(committed_tenant) as session:
        await transmit(session, {"transmission_id": str(planned.id)})
    async with unit_of_work(committed_tenant) as session:
        assert (await lock_transmission(session, planned.id)).status is TransmissionStatus.SENT
        rehearsal = await rehearsal_of(session)
        assert rehearsal.files() == [invoice.file_name]
        assert await listen(session) == 1
