"""What every channel to SdI promises: the rehearsal, certified mail and an intermediary, on real servers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from aistrategyhub.integrations.sdi.gateway import OutgoingFile, Reading, SdiChannel, SdiUnavailable
from aistrategyhub.integrations.sdi.receipts import ReceiptError, read_receipt
from aistrategyhub.integrations.sdi.rehearsal import Judged, Rehearsal, Switches
from tests.integrations.sdi.intermediary_service import intermediary_service
from tests.integrations.sdi.pec_provider import pec_provider

FILE = OutgoingFile("0197a000-0000-7000-8000-000000000001", "IT09876540155_00001.xml", b"<fattura/>")
OTHER = OutgoingFile("0197a000-0000-7000-8000-000000000002", "IT09876540155_00002.xml", b"<fattura>2</fattura>")


def judge(name: str, content: bytes) -> Judged:
    errors = [ReceiptError("00200", "File non conforme al formato")] if b"wrong" in content else []
    return Judged(errors=errors, recipient="M5UXCR1")


@dataclass
class Subject:
    """A channel, what makes the other side act, and the SdI behind it."""

    channel: SdiChannel
    carry: Callable[[], Awaitable[None]]
    sdi: Rehearsal


async def _nothing() -> None:
    return None


@pytest.fixture(params=["rehearsal", "pec", "intermediary"])
async def subject(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Subject]:
    if request.param == "rehearsal":
        rehearsal = Rehearsal(tmp_path, judge)
        yield Subject(rehearsal, _nothing, rehearsal)
        return
    if request.param == "intermediary":
        with intermediary_service(tmp_path, judge) as service:
            yield Subject(service.channel, service.carry, service.sdi)
        return
    async with pec_provider(tmp_path, judge) as provider:
        yield Subject(provider.channel, provider.carry, provider.sdi)


async def test_a_file_arrives_and_its_receipt_comes_back(subject: Subject) -> None:
    handover = await subject.channel.send(FILE, Reading())
    await subject.carry()
    assert handover.reference
    assert subject.sdi.files() == [FILE.name]
    arrivals = await subject.channel.receive(Reading())
    (arrival,) = arrivals.files
    receipt = read_receipt(arrival.content)
    assert (receipt.kind, receipt.file_name) == ("RC", FILE.name)
    assert arrival.name == "IT09876540155_00001_RC_001.xml"


async def test_what_is_kept_is_not_given_again_and_what_is_not_kept_is(subject: Subject) -> None:
    await subject.channel.send(FILE, Reading())
    await subject.carry()
    first = await subject.channel.receive(Reading())
    again = await subject.channel.receive(Reading())
    assert [file.content for file in again.files] == [file.content for file in first.files]
    await subject.channel.keep(first)
    assert (await subject.channel.receive(first.reading)).files == []
    await subject.channel.send(OTHER, first.reading)
    await subject.carry()
    (arrival,) = (await subject.channel.receive(first.reading)).files
    assert read_receipt(arrival.content).file_name == OTHER.name


async def test_an_interrupted_sending_is_known_again(subject: Subject) -> None:
    assert await subject.channel.find_departed(FILE, Reading()) is None
    handover = await subject.channel.send(FILE, Reading())
    await subject.carry()
    found = await subject.channel.find_departed(FILE, Reading())
    assert found is not None
    assert found.reference == handover.reference
    assert await subject.channel.find_departed(OTHER, Reading()) is None


async def test_a_file_that_is_wrong_comes_back_rejected(subject: Subject) -> None:
    await subject.channel.send(OutgoingFile(FILE.key, FILE.name, b"<wrong/>"), Reading())
    await subject.carry()
    (arrival,) = (await subject.channel.receive(Reading())).files
    assert [error.code for error in read_receipt(arrival.content).errors] == ["00200"]


async def test_the_channel_answers_a_ping(subject: Subject) -> None:
    await subject.channel.ping()


async def test_silence_of_sdi_is_no_fault(subject: Subject) -> None:
    subject.sdi.switch(Switches(lose=True))
    reading = (await subject.channel.receive(Reading())).reading
    await subject.channel.send(FILE, reading)
    await subject.carry()
    assert (await subject.channel.receive(reading)).files == []


async def test_a_rehearsal_that_is_switched_off_takes_nothing(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, judge)
    rehearsal.switch(Switches(is_down=True))
    with pytest.raises(SdiUnavailable) as unavailable:
        await rehearsal.send(FILE, Reading())
    assert unavailable.value.has_not_left
    assert rehearsal.files() == []
