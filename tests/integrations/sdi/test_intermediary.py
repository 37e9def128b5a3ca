"""An intermediary that answers badly, or not at all."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from aistrategyhub.infra.settings import SdiChannelChoice, get_settings
from aistrategyhub.integrations.sdi.choose import sdi_channel
from aistrategyhub.integrations.sdi.gateway import OutgoingFile, Reading, SdiNotConfigured, SdiRefused, SdiUnavailable
from aistrategyhub.integrations.sdi.intermediary import IntermediaryAccount, IntermediaryChannel
from aistrategyhub.integrations.sdi.rehearsal import Judged
from tests.integrations.sdi.intermediary_service import Service, intermediary_service

FILE = OutgoingFile("0197a000-0000-7000-8000-000000000001", "IT09876540155_00001.xml.p7m", b"\x30\x80signed")


def judge(name: str, content: bytes) -> Judged:
    return Judged(errors=[], recipient="M5UXCR1")


def arrival(name: str, content: bytes = b"<a/>", **changes: object) -> dict[str, object]:
    said = {"kind": "receipt", "name": name, "content": base64.b64encode(content).decode()}
    return said | {"arrived_at": "2026-11-22T18:00:00+00:00"} | changes


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with intermediary_service(tmp_path, judge) as served:
        yield served


async def test_a_file_put_twice_is_carried_once(service: Service) -> None:
    first, again = [await service.channel.send(FILE, Reading()) for _time in range(2)]
    assert first == again
    assert service.sdi.files() == [FILE.name]


async def test_a_file_that_is_never_taken_is_refused_with_its_words(service: Service) -> None:
    with pytest.raises(SdiRefused, match="422 the name is no file name of SdI"):
        await service.channel.send(OutgoingFile(FILE.key, "x.xml", b"<a/>"), Reading())


@pytest.mark.parametrize(
    "answer",
    [(500, {}), (429, {}), (302, {}), (401, {}), (200, {}), (200, b"<html>"), (200, [1]), (200, {"reference": 7})],
    ids=["broken", "busy", "elsewhere", "unknown", "nothing", "no JSON", "a list", "no reference"],
)
async def test_any_other_answer_is_tried_again(service: Service, answer: tuple[int, object]) -> None:
    service.answer = lambda _method, _path: answer
    for act in (service.channel.send, service.channel.find_departed):
        with pytest.raises(SdiUnavailable) as unavailable:
            await act(FILE, Reading())
        assert not unavailable.value.has_not_left


async def test_nobody_answers(service: Service) -> None:
    nowhere = IntermediaryChannel(IntermediaryAccount(url="http://127.0.0.1:9", token="x"))
    with pytest.raises(SdiUnavailable) as unavailable:
        await nowhere.send(FILE, Reading())
    assert unavailable.value.has_not_left
    with pytest.raises(SdiUnavailable):
        await nowhere.ping()


async def test_another_token_is_nobody(service: Service) -> None:
    stranger = IntermediaryChannel(IntermediaryAccount(url=service.url, token="un altro"))
    with pytest.raises(SdiUnavailable, match="401"):
        await stranger.ping()


async def test_what_cannot_be_read_stops_none_of_the_others(service: Service) -> None:
    service.arrivals = [
        arrival("IT09876540155_00001_RC_001.xml"),
        arrival("broken") | {"content": "%%%"},
        "nothing",
        {"kind": "receipt"},
        arrival("when", arrived_at="ieri"),
        arrival("IT1_MT_001.xml", kind="invoice"),
        arrival("IT1_00001.xml", kind="invoice", arrived_at="2026-11-22T18:00:00"),
    ]
    found = await service.channel.receive(Reading())
    assert [one.name for one in found.files] == ["IT09876540155_00001_RC_001.xml"]
    assert [one.name for one in found.invoices] == ["IT1_00001.xml", "IT1_MT_001.xml"]
    assert all(one.arrived_at.tzinfo for one in found.invoices)
    assert (found.kept_aside, found.reading.cursor) == (4, "7")
    assert (await service.channel.receive(found.reading)).files == []


@pytest.mark.parametrize(
    "answer", [(500, {}), (200, {}), (200, {"arrivals": 1, "cursor": ""}), (200, {"arrivals": []})]
)
async def test_a_broken_answer_to_what_has_come(service: Service, answer: tuple[int, object]) -> None:
    service.answer = lambda _method, _path: answer
    with pytest.raises(SdiUnavailable):
        await service.channel.receive(Reading(cursor="3"))


def test_a_token_never_travels_in_the_clear() -> None:
    with pytest.raises(SdiNotConfigured, match="SDI_INTERMEDIARY_URL"):
        IntermediaryAccount(url="http://intermediario.example", token="x")
    assert IntermediaryAccount(url="https://intermediario.example", token="x").token == "x"


def test_what_is_not_set_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = get_settings()
    monkeypatch.setattr(settings, "sdi_channel", SdiChannelChoice.INTERMEDIARY)
    with pytest.raises(SdiNotConfigured, match="SDI_INTERMEDIARY_URL"):
        sdi_channel(settings, tmp_path, judge)
    monkeypatch.setattr(settings, "sdi_intermediary_url", "https://intermediario.example")
    with pytest.raises(SdiNotConfigured, match="SDI_INTERMEDIARY_TOKEN"):
        sdi_channel(settings, tmp_path, judge)
    monkeypatch.setattr(settings, "sdi_intermediary_token", SecretStr("gettone"))
    assert isinstance(sdi_channel(settings, tmp_path, judge), IntermediaryChannel)
