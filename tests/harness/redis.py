"""A real Redis for tests, and faults for it."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aistrategyhub.infra import redis
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.infra.settings import get_settings


@pytest.fixture(scope="session")
def embedded_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A running server, shared by the tests of this process: what they keep in it they keep under keys of their own."""
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
async def redis_url(embedded_redis: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The settings of this test name the running server."""
    async for url in _named(embedded_redis.url, monkeypatch):
        yield url


@pytest.fixture
async def own_redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[EmbeddedRedis]:
    """A server of this test's own, for tests that stop it."""
    with EmbeddedRedis(tmp_path) as server:
        async for _url in _named(server.url, monkeypatch):
            yield server


@pytest.fixture
async def no_redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The settings of this test name a server that is not there."""
    async for _url in _named(f"unix://{tmp_path}/nobody.sock", monkeypatch):
        yield


@contextmanager
def silent_server() -> Iterator[str]:
    """The address of a server that accepts connections and never says a word, as behind a broken network."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0"


async def _named(url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    monkeypatch.setenv("REDIS_URL", url)
    monkeypatch.setattr(redis, "_fortune", type(redis._fortune)())
    get_settings.cache_clear()
    yield url
    await redis.close_redis()
    monkeypatch.undo()
    get_settings.cache_clear()
