"""One process of all writes the public pages, and another goes on when it dies."""

import asyncio

import pytest

from aistrategyhub.infra.settings import get_settings
from jobs import prerendering
from jobs.listener import connect
from jobs.prerendering import Prerendering


async def test_the_second_waits_until_the_first_is_gone(committed_tenant, tmp_path, monkeypatch):
    monkeypatch.setattr(prerendering, "site_dir", lambda: tmp_path)
    settings = get_settings()
    first, second = await connect(settings), await connect(settings)
    await Prerendering(settings)._wait_for_turn(first)
    waiting = asyncio.create_task(Prerendering(settings)._wait_for_turn(second))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    await first.close()
    await asyncio.wait_for(waiting, 20)
    await second.close()


async def test_without_a_build_nobody_takes_the_turn(committed_tenant, tmp_path, monkeypatch):
    monkeypatch.setattr(prerendering, "site_dir", lambda: tmp_path / "none")
    settings = get_settings()
    async with await connect(settings) as connection:
        waiting = asyncio.create_task(Prerendering(settings)._wait_for_turn(connection))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
