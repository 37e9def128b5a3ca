"""Whether the product runs in a data folder, and what other commands may know of it."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from aistrategyhub.infra.embedded.folders import AlreadyLocked, exclusive_lock
from aistrategyhub.infra.problems import Problem

_LOCK = "run.lock"
_NOTE = "run.json"


@contextmanager
def the_only_one(data_dir: Path, **facts: Any) -> Iterator[None]:
    """Lets one product at a time run in a data folder, and writes down `facts` about it.

    Raises Problem when another runs there. One that was killed is no obstacle: the kernel dropped its lock.
    """
    with ExitStack() as held:
        try:
            held.enter_context(exclusive_lock(data_dir / _LOCK))
        except AlreadyLocked:
            raise _already_running(data_dir) from None
        (data_dir / _NOTE).write_text(json.dumps({"pid": os.getpid(), **facts}))
        held.callback((data_dir / _NOTE).unlink, missing_ok=True)
        yield


def remember(data_dir: Path, **facts: Any) -> None:
    """Adds facts about the product that this process runs."""
    note = data_dir / _NOTE
    note.write_text(json.dumps(json.loads(note.read_text()) | facts))


def running_product(data_dir: Path) -> dict[str, Any] | None:
    """The facts (`pid`, `port`, `stripe_stand_in`) about the product that runs there, or None when none does."""
    if not (data_dir / _LOCK).exists():
        return None
    try:
        with exclusive_lock(data_dir / _LOCK):
            return None
    except AlreadyLocked:
        return json.loads((data_dir / _NOTE).read_text())


def _already_running(data_dir: Path) -> Problem:
    other = running_product(data_dir) or {}
    return Problem(
        f"AIStrategyHub already runs in {data_dir} (process {other.get('pid')}, http://localhost:{other.get('port')}).",
        f"kill {other.get('pid')}  # or choose another folder: DATA_DIR=/some/where PORT=3001 make run",
    )
