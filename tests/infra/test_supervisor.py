import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from aistrategyhub.infra.embedded import process

pytestmark = pytest.mark.system

# A supervisor in a process of its own, so that it can be signalled and killed. Its programs write their ids.
_SUPERVISED = """
import logging, os, sys
from pathlib import Path
from aistrategyhub.infra.supervisor import Program, Stopped, Supervisor

logging.basicConfig(level="INFO", format="%(message)s", stream=sys.stderr)
folder = Path(sys.argv[1])
try:
    with Supervisor(folder, last_will_seconds=2) as supervisor:
        for name, script in zip(sys.argv[2::2], sys.argv[3::2]):
            supervisor.start(Program(name, [sys.executable, "-c", script], os.environ, folder, grace_seconds=2))
        (folder / "watching").touch()
        supervisor.watch()
except Stopped:
    pass
"""
_NOTE_ID = "import os, pathlib, time; pathlib.Path('{name}.pid').write_text(str(os.getpid())); "
_STEADY = _NOTE_ID + "time.sleep(60)"
_STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + _STEADY
_TIDY = (
    "import signal, sys; signal.signal(signal.SIGTERM, lambda *_:"
    " (pathlib.Path('tidied').touch(), sys.exit(0))); " + _STEADY
)
# A parent whose child knows nothing of the product and ignores polite requests.
_PARENT = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}]); " + _STEADY


class Product:
    def __init__(self, folder: Path, programs: dict[str, str]) -> None:
        words = [word for name, script in programs.items() for word in (name, script.replace("{name}", name))]
        self.folder = folder
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _SUPERVISED, str(folder), *words], stderr=log, start_new_session=True
            )
        wait_for(lambda: (folder / "watching").exists())

    def pid(self, name: str, other_than: int = 0) -> int:
        note = self.folder / f"{name}.pid"
        wait_for(lambda: note.exists() and note.read_text() not in ("", str(other_than)))
        return int(note.read_text())


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Callable[..., Product]]:
    launched: list[Product] = []

    def start(**programs: str) -> Product:
        launched.append(Product(tmp_path, programs))
        return launched[-1]

    yield start
    for product in launched:
        product.process.kill()
        product.process.wait()
    for note in tmp_path.glob("*.pid"):
        with suppress(ProcessLookupError, ValueError):
            os.kill(int(note.read_text()), signal.SIGKILL)


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def gone(*pids: int) -> Callable[[], bool]:
    return lambda: not any(process.is_alive(pid) for pid in pids)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_and_lets_programs_finish(launch, number):
    product = launch(tidy=_TIDY, steady=_STEADY)
    pids = [product.pid("tidy"), product.pid("steady")]

    product.process.send_signal(number)

    assert product.process.wait(10) == 0
    assert gone(*pids)()
    assert (product.folder / "tidied").exists()
    assert not list(product.folder.glob("groups*"))


def test_a_program_that_will_not_stop_is_killed_after_its_grace(launch):
    product = launch(stubborn=_STUBBORN)
    pid = product.pid("stubborn")

    began = time.monotonic()
    product.process.terminate()

    assert product.process.wait(10) == 0
    assert 2 <= time.monotonic() - began < 6
    assert gone(pid)()


def test_asking_twice_does_not_wait_for_the_grace(launch):
    product = launch(stubborn=_STUBBORN)
    pid = product.pid("stubborn")

    began = time.monotonic()
    product.process.terminate()
    time.sleep(0.3)
    product.process.terminate()

    product.process.wait(10)
    assert time.monotonic() - began < 1.8
    assert gone(pid)()


def test_children_of_children_are_stopped_too(launch):
    child = _STUBBORN.replace("{name}", "grandchild")
    product = launch(parent=_PARENT.replace("{child!r}", repr(child)))
    pids = [product.pid("parent"), product.pid("grandchild")]

    product.process.terminate()

    product.process.wait(10)
    assert gone(*pids)()


def test_a_program_that_dies_starts_again_and_the_log_says_why(launch):
    product = launch(worker=_STEADY)
    first = product.pid("worker")

    os.kill(first, signal.SIGKILL)
    second = product.pid("worker", other_than=first)
    os.kill(second, signal.SIGTERM)
    product.pid("worker", other_than=second)

    said = product.log.read_text()
    assert "worker ended (killed by SIGKILL); it starts again in 0.5 s" in said
    assert "worker ended (killed by SIGTERM); it starts again in 1.0 s" in said


def test_a_program_that_ends_at_once_is_tried_ever_more_slowly(launch):
    product = launch(broken="raise SystemExit(3)")

    wait_for(lambda: "again in 2.0 s" in product.log.read_text())

    lines = [line for line in product.log.read_text().splitlines() if "ended" in line]
    assert [line.split("again in ")[1] for line in lines] == ["0.5 s", "1.0 s", "2.0 s"]
    assert all("broken ended (exit code 3)" in line for line in lines)


def test_what_a_dead_program_left_behind_is_cleared_away_before_it_starts_again(launch):
    child = _STUBBORN.replace("{name}", "grandchild")
    product = launch(parent=_PARENT.replace("{child!r}", repr(child)))
    orphan = product.pid("grandchild")

    os.kill(product.pid("parent"), signal.SIGKILL)

    assert product.pid("grandchild", other_than=orphan) != orphan
    assert gone(orphan)()


def test_nothing_outlives_a_killed_supervisor(launch):
    product = launch(tidy=_TIDY, steady=_STEADY)
    pids = [product.pid("tidy"), product.pid("steady")]

    product.process.kill()

    wait_for(gone(*pids), seconds=5)
    wait_for(lambda: (product.folder / "tidied").exists())
    wait_for(lambda: not list(product.folder.glob("groups*")), seconds=5)


def test_the_last_will_kills_what_ignores_the_death_of_its_supervisor(launch):
    child = _STUBBORN.replace("{name}", "grandchild")
    product = launch(parent=_PARENT.replace("{child!r}", repr(child)), stubborn=_STUBBORN)
    pids = [product.pid(name) for name in ("parent", "grandchild", "stubborn")]

    product.process.kill()

    wait_for(gone(*pids), seconds=10)


def test_under_nohup_a_closed_terminal_changes_nothing(tmp_path):
    product = subprocess.Popen(
        ["nohup", sys.executable, "-c", _SUPERVISED, str(tmp_path), "steady", _STEADY.replace("{name}", "steady")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_for(lambda: (tmp_path / "watching").exists() and (tmp_path / "steady.pid").exists())

    product.send_signal(signal.SIGHUP)
    time.sleep(0.5)

    assert product.poll() is None
    product.terminate()
    assert product.wait(10) == 0
