"""Hashes are made by few threads, which give way to whoever serves a page."""

import asyncio
import os
import threading

import pytest

from aistrategyhub.features.accounts.service import passwords
from aistrategyhub.features.accounts.service.passwords import fits, hashed, hashes_at_once


@pytest.mark.parametrize(("cores", "workers", "at_once"), [(2, 2, 1), (8, 2, 4), (8, 3, 2), (1, 2, 1), (2, 8, 1)])
def test_all_processes_together_hash_on_no_more_than_every_core(cores: int, workers: int, at_once: int) -> None:
    assert hashes_at_once(cores, workers) == at_once


async def test_a_password_fits_its_own_hash_only() -> None:
    kept = await hashed("una frase lunga e mia")
    assert await fits("una frase lunga e mia", kept) == (True, None)
    assert await fits("una frase lunga e sua", kept) == (False, None)


async def test_hashing_gives_way_and_leaves_the_event_loop_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []

    def watched(password: str) -> str:
        thread = threading.get_native_id()
        seen.append((thread, os.getpriority(os.PRIO_PROCESS, thread)))
        return password

    monkeypatch.setattr(passwords, "hash_password", watched)
    await asyncio.gather(*(hashed("una frase lunga e mia") for _ in range(20)))
    mine = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert {priority for _thread, priority in seen} == {mine + 10}
    assert len({thread for thread, _priority in seen}) <= hashes_at_once(os.cpu_count() or 1, 2)
    assert threading.get_native_id() not in {thread for thread, _priority in seen}
