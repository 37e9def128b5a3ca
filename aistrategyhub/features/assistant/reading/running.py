"""Documents read by a process that may fail without harm: few at a time, each with an end."""

import asyncio
import contextlib
import json
import sys
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import structlog

from aistrategyhub.features.assistant.rules.failures import Unreadable
from aistrategyhub.features.assistant.schemas.blocks import Block, Reading
from aistrategyhub.infra.settings import ROOT

log = structlog.get_logger(__name__)

AT_ONCE = 2
LONGEST_SECONDS = 300
_DESK = "aistrategyhub.features.assistant.reading.desk"
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def read_file(path: Path, file_type: str) -> Reading:
    """The blocks of a file. Raises Unreadable, also when the reader ended without a word or took too long."""
    turn = _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
    async with turn:
        answer = await _run(json.dumps({"path": str(path), "file_type": file_type}).encode())
    return _read(answer)


async def _run(asked: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        _DESK,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "2"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        answer, complaint = await asyncio.wait_for(process.communicate(asked), LONGEST_SECONDS)
    except TimeoutError as error:
        raise Unreadable("TOO_HEAVY") from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if not answer:
        # Not what it complained of: a traceback may quote the document.
        log.warning("a document was not read", status=process.returncode, complained=bool(complaint))
        raise Unreadable("TOO_HEAVY" if process.returncode and process.returncode < 0 else "BROKEN")
    return answer


def _read(answer: bytes) -> Reading:
    told: dict[str, Any] = json.loads(answer)
    if "refused" in told:
        raise Unreadable(told["refused"], **told["values"])
    return Reading([Block(**block) for block in told["blocks"]], told["page_count"])
