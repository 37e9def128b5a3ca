"""Work on pictures, asked of a process that may fail without harm: few at a time, each with an end."""

import asyncio
import contextlib
import json
import sys
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import structlog

from aistrategyhub.infra.settings import ROOT

log = structlog.get_logger(__name__)

AT_ONCE = 2
LONGEST_SECONDS = 150
_PRESS = "aistrategyhub.features.media.imaging.press"
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


class PressRefused(Exception):
    """The press says what is wrong with the file."""

    def __init__(self, code: str, values: dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


async def ask_press(task: str, source: Path, target: Path, **details: Any) -> dict[str, Any]:
    """What the press answers. Raises PressRefused, also when it ended without a word or took too long."""
    turn = _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
    asked = json.dumps({"task": task, "source": str(source), "target": str(target), **details})
    async with turn:
        return _read(await _run(asked.encode()))


async def _run(asked: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        _PRESS,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "2"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        answer, complaint = await asyncio.wait_for(process.communicate(asked), LONGEST_SECONDS)
    except TimeoutError as error:
        raise PressRefused("TOO_HEAVY", {}) from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if not answer:
        log.warning("the press ended without an answer", status=process.returncode, end=complaint[-300:].decode())
    return answer


def _read(answer: bytes) -> dict[str, Any]:
    if not answer:
        raise PressRefused("TOO_HEAVY", {})
    told = json.loads(answer)
    if "refused" in told:
        raise PressRefused(told["refused"], told["values"])
    return told
