"""What a killed stand-in remembers."""

import asyncio
import os
import random
import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from aistrategyhub.integrations.stripe.standin.journal import FolderInUse, Journal, JournalDamaged
from tests.integrations.stripe.stand_in import StandIn, free_port


class TestJournal:
    def test_entries_come_back_in_order(self, tmp_path: Path):
        journal = Journal(tmp_path)
        list(journal.replay())
        for number in range(3):
            journal.append({"n": number, "text": "perché"})
        journal.close()
        assert [entry["n"] for entry in Journal(tmp_path).replay()] == [0, 1, 2]

    @pytest.mark.parametrize("torn", [b'{"n":3', b"\x00\xff", b"{}garbage\n", b"\n"])
    def test_a_half_written_last_line_is_cut_off(self, tmp_path: Path, torn: bytes):
        path = tmp_path / "ledger.jsonl"
        path.write_bytes(b'{"n":1}\n{"n":2}\n' + torn)
        journal = Journal(tmp_path)
        assert [entry["n"] for entry in journal.replay()] == [1, 2]
        journal.append({"n": 3})
        journal.close()
        assert path.read_bytes() == b'{"n":1}\n{"n":2}\n{"n":3}\n'

    def test_damage_in_the_middle_is_not_passed_over(self, tmp_path: Path):
        (tmp_path / "ledger.jsonl").write_bytes(b'{"n":1}\n{"n":\n{"n":3}\n')
        with pytest.raises(JournalDamaged, match="line 2"):
            list(Journal(tmp_path).replay())

    def test_a_folder_has_one_writer(self, tmp_path: Path):
        journal = Journal(tmp_path)
        with pytest.raises(FolderInUse):
            Journal(tmp_path)
        journal.close()
        Journal(tmp_path).close()

    @pytest.mark.parametrize("failing", ["fsync", "write"])
    def test_what_the_disk_refused_leaves_no_trace(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str):
        journal = Journal(tmp_path)
        list(journal.replay())
        journal.append({"n": 1})
        really_write = os.write

        def full_disk(descriptor: int, line: bytes = b"") -> int:
            if failing == "write":
                return really_write(descriptor, line[:3])
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(os, failing, full_disk)
            with pytest.raises(OSError, match=r"No space|wrote 3"):
                journal.append({"n": 2})
        journal.append({"n": 3})
        journal.close()
        assert [entry["n"] for entry in Journal(tmp_path).replay()] == [1, 3]


@pytest.mark.system
class TestKilled:
    async def test_everything_answered_is_remembered(self, own_stand_in: StandIn):
        keyed = {"Idempotency-Key": "before"}
        asked = {"amount": "122000", "currency": "eur", "metadata[order]": "ORD-2026-00001"}
        first = await own_stand_in.ask("POST", "/v1/payment_intents", asked, **keyed)
        intent = first.json()
        await own_stand_in.confirm(intent)
        refund = await own_stand_in.ask("POST", "/v1/refunds", {"payment_intent": intent["id"], "amount": "2000"})
        addresses = [f"/v1/payment_intents/{intent['id']}", f"/v1/refunds/{refund.json()['id']}", "/v1/events"]
        before = [(await own_stand_in.ask("GET", address)).json() for address in addresses]

        own_stand_in.kill()
        own_stand_in.start()

        assert [(await own_stand_in.ask("GET", address)).json() for address in addresses] == before
        repeated = await own_stand_in.ask("POST", "/v1/payment_intents", asked, **keyed)
        assert repeated.headers["idempotent-replayed"] == "true"
        assert repeated.json() == intent
        changed = await own_stand_in.ask("POST", "/v1/payment_intents", asked | {"amount": "1000"}, **keyed)
        assert changed.json()["error"]["type"] == "idempotency_error"

    async def test_killed_at_any_moment_it_makes_each_payment_once(self, own_stand_in: StandIn):
        dice = random.Random(3)
        answered: dict[str, str] = {}

        async def buy(number: int) -> None:
            asked = {"amount": str(1000 + number), "currency": "eur", "metadata[n]": str(number)}
            while str(number) not in answered:
                try:
                    headers = {"Idempotency-Key": f"buy-{number}"}
                    answer = await own_stand_in.ask("POST", "/v1/payment_intents", asked, **headers)
                    answered[str(number)] = answer.json()["id"]
                except httpx.HTTPError:
                    await asyncio.sleep(0.1)

        buyers = [asyncio.create_task(buy(number)) for number in range(60)]
        for _ in range(5):
            await asyncio.sleep(dice.uniform(0.02, 0.12))
            own_stand_in.kill()
            await asyncio.to_thread(own_stand_in.start)
        await asyncio.gather(*buyers)
        remembered = []
        page = {"limit": "100"}
        while True:
            answer = (await own_stand_in.ask("GET", "/v1/payment_intents", page)).json()
            remembered += [(one["metadata"]["n"], one["id"]) for one in answer["data"]]
            if not answer["has_more"]:
                break
            page["starting_after"] = answer["data"][-1]["id"]
        assert sorted(remembered) == sorted(answered.items())


@pytest.mark.system
class TestStart:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_it_stops_when_asked(self, tmp_path: Path, number: signal.Signals):
        running = StandIn(tmp_path).start()
        running.process.send_signal(number)
        assert running.process.wait(5) == 0

    @pytest.mark.parametrize("why", ["folder in use", "port taken", "damaged", "production"])
    def test_what_keeps_it_from_starting(self, stand_in: StandIn, tmp_path: Path, why: str):
        other = StandIn(tmp_path, port=free_port())
        if why == "folder in use":
            other.folder = stand_in.folder
        if why == "port taken":
            other.port = stand_in.port
        if why == "damaged":
            (tmp_path / "ledger.jsonl").write_text("nonsense\n{}\n")
        environment = os.environ | {"ENVIRONMENT": "production" if why == "production" else "development"}
        ended = subprocess.run(
            other.command(), env=environment, capture_output=True, text=True, timeout=20, check=False
        )
        assert ended.returncode == 78
        assert "payment stand-in" in ended.stderr
        assert "Traceback" not in ended.stderr

    async def test_it_is_small(self, stand_in: StandIn):
        await stand_in.create()
        status = Path(f"/proc/{stand_in.process.pid}/status").read_text()
        resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        assert resident < 80_000
