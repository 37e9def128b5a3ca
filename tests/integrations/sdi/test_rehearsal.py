"""The local SdI: what it answers to whom, and how it misbehaves on request."""

import asyncio
import multiprocessing
from datetime import timedelta
from pathlib import Path

import pytest

from aistrategyhub.core import clock
from aistrategyhub.integrations.sdi.gateway import OutgoingFile, Reading
from aistrategyhub.integrations.sdi.receipts import UnreadableReceipt, read_receipt
from aistrategyhub.integrations.sdi.rehearsal import Judged, Rehearsal, Switches


def judging(recipient: str = "M5UXCR1", *, number: str = "2026/00001", has_pec: bool = False):
    def judge(name: str, content: bytes) -> Judged:
        return Judged(
            errors=[],
            is_public=len(recipient) == 6,
            recipient=recipient,
            has_pec=has_pec,
            documents=[("09876540155", 2026, number, "")],
        )

    return judge


def file(number: int = 1, key: str = "") -> OutgoingFile:
    return OutgoingFile(key or f"key-{number}", f"IT09876540155_{number:05d}.xml", b"<fattura/>")


async def said(rehearsal: Rehearsal) -> list[str]:
    """The receipts that are there now, as kind and what they name."""
    kinds = []
    for arrival in (await rehearsal.receive(Reading())).files:
        try:
            receipt = read_receipt(arrival.content)
        except UnreadableReceipt:
            kinds.append("unreadable")
            continue
        codes = [error.code for error in receipt.errors]
        outcome = {True: ["EC01"], False: ["EC02"], None: []}[receipt.is_accepted]
        kinds.append(" ".join([receipt.kind, *codes, *outcome]))
    return kinds


@pytest.mark.parametrize(
    ("recipient", "has_pec", "answers"),
    [
        ("M5UXCR1", False, ["RC"]),
        ("0000000", True, ["RC"]),
        ("0000000", False, ["MC"]),
        ("XXXXXXX", False, ["MC"]),
        ("WWWWWWW", False, ["MC"]),
        ("ZZZZZZZ", False, ["NS 00311"]),
        ("YYYYYYY", False, ["NS 00312"]),
        ("UFABCD", False, ["RC", "NE EC01"]),
        ("RIFIUT", False, ["RC", "NE EC02"]),
        ("ZZZZZZ", False, ["NS 00311"]),
        ("SILENT", False, ["RC"]),
        ("ASSENT", False, ["MC"]),
    ],
)
async def test_the_recipient_decides_the_answer(
    tmp_path: Path, recipient: str, has_pec: bool, answers: list[str]
) -> None:
    rehearsal = Rehearsal(tmp_path, judging(recipient, has_pec=has_pec))
    await rehearsal.send(file(), Reading())
    assert await said(rehearsal) == answers


@pytest.mark.parametrize(("recipient", "days", "answers"), [("SILENT", 15, ["RC", "DT"]), ("ASSENT", 10, ["MC", "AT"])])
async def test_deadlines_of_offices_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recipient: str, days: int, answers: list[str]
) -> None:
    rehearsal = Rehearsal(tmp_path, judging(recipient))
    await rehearsal.send(file(), Reading())
    later = clock.now() + timedelta(days=days, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await said(rehearsal) == answers


async def test_a_name_is_used_once_even_when_it_was_rejected(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, judging("ZZZZZZZ"))
    await rehearsal.send(file(), Reading())
    await rehearsal.keep(await rehearsal.receive(Reading()))
    again = Rehearsal(tmp_path, judging())
    await again.send(file(key="another"), Reading())
    assert await said(again) == ["NS 00002"]


async def test_a_number_is_accepted_once_and_a_rejected_one_is_free(tmp_path: Path) -> None:
    await Rehearsal(tmp_path, judging("ZZZZZZZ")).send(file(1), Reading())
    rehearsal = Rehearsal(tmp_path, judging())
    await rehearsal.send(file(2), Reading())
    await rehearsal.send(file(3), Reading())
    assert await said(rehearsal) == ["NS 00311", "RC", "NS 00404"]


async def test_the_same_sending_twice_is_one(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, judging())
    assert await rehearsal.send(file(), Reading()) == await rehearsal.send(file(), Reading())
    assert await said(rehearsal) == ["RC"]


@pytest.mark.parametrize(
    ("switches", "answers"),
    [
        (Switches(duplicate=True), ["RC", "RC", "NE EC01", "NE EC01"]),
        (Switches(reorder=True), ["NE EC01", "RC"]),
        (Switches(corrupt=True), ["unreadable", "RC", "unreadable", "NE EC01"]),
        (Switches(lose=True), []),
        (Switches(delay=60), []),
        (Switches(step=60), ["RC"]),
    ],
)
async def test_switches(tmp_path: Path, switches: Switches, answers: list[str]) -> None:
    rehearsal = Rehearsal(tmp_path, judging("UFABCD"))
    rehearsal.switch(switches)
    assert rehearsal.switches() == switches
    await rehearsal.send(file(), Reading())
    assert await said(rehearsal) == answers


def _send_many(folder: Path, first: int) -> None:
    async def send() -> None:
        rehearsal = Rehearsal(folder, judging(number=""))
        for number in range(first, first + 10):
            await rehearsal.send(file(number), Reading())

    asyncio.run(send())


def test_processes_share_the_books(tmp_path: Path) -> None:
    """Every file gets an identifier of its own, whichever process sends it."""
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_send_many, args=(tmp_path, start)) for start in (1, 11, 21)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert len(Rehearsal(tmp_path, judging()).files()) == 30
    assert int((tmp_path / "identifier").read_text()) == 1_000_000_030
