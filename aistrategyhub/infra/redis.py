"""Redis of this installation, which may vanish at any moment: it holds only what may be lost.

Whoever uses it goes through `reach()` and says what happens when RedisGone is raised.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from weakref import WeakKeyDictionary

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as LostConnection
from redis.exceptions import RedisError

from aistrategyhub.infra import metrics
from aistrategyhub.infra.settings import get_settings

log = structlog.get_logger(__name__)

_PATIENCE_SECONDS = 0.5
_REST_SECONDS = 1.0
_SAY_EVERY_SECONDS = 60.0
_CACHE_PREFIX = "cache:"


class RedisGone(Exception):
    """Redis does not answer, or did not answer within the last second."""


@dataclass
class _Fortune:
    """What this process learned about Redis lately, in seconds of the monotonic clock."""

    rests_until: float = 0.0
    silent_until: float = 0.0


_fortune = _Fortune()
_clients: "WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[str, Redis]]" = WeakKeyDictionary()


def get_redis() -> Redis:
    """The client of this event loop, made at the first call. Raises RedisGone when REDIS_URL is not set."""
    url = get_settings().redis_url
    if url is None:
        raise RedisGone("REDIS_URL is not set: start through `hub`, which starts the embedded Redis")
    loop = asyncio.get_running_loop()
    known = _clients.get(loop)
    if known is None or known[0] != url:
        known = _clients[loop] = (url, _new_client(url))
    return known[1]


@asynccontextmanager
async def reach() -> AsyncIterator[Redis]:
    """The client, for a few commands. Raises RedisGone when they fail, and for a second afterwards at once, so that
    a server that does not answer costs one caller half a second and not all of them."""
    if time.monotonic() < _fortune.rests_until:
        raise RedisGone("Redis did not answer a moment ago")
    try:
        yield get_redis()
    except (RedisError, OSError, TimeoutError) as error:
        _fortune.rests_until = time.monotonic() + _REST_SECONDS
        _say_gone(error)
        raise RedisGone(type(error).__name__) from error


async def is_alive() -> bool:
    """Whether Redis answers now. A yes ends the rest after a failure."""
    try:
        await get_redis().ping()
    except (RedisGone, RedisError, OSError, TimeoutError):
        return False
    _fortune.rests_until = 0.0
    return True


async def cache_get(key: str) -> bytes | None:
    """What was cached under the key; None when there is nothing, or no Redis."""
    try:
        async with reach() as redis:
            found = await redis.get(_CACHE_PREFIX + key)
    except RedisGone:
        metrics.cache_read("gone")
        return None
    metrics.cache_read("miss" if found is None else "hit")
    return found


async def cache_set(key: str, value: bytes, lasts: timedelta) -> None:
    """Caches the value for this long; without Redis it is simply not cached."""
    try:
        async with reach() as redis:
            await redis.set(_CACHE_PREFIX + key, value, px=lasts)
    except RedisGone:
        return


async def close_redis() -> None:
    """Closes the connections of this event loop."""
    known = _clients.pop(asyncio.get_running_loop(), None)
    if known is not None:
        await known[1].aclose()


def _new_client(url: str) -> Redis:
    """One more attempt on a lost connection, because a restarted server breaks those we kept; none on a silent one."""
    return Redis.from_url(
        url,
        socket_connect_timeout=_PATIENCE_SECONDS,
        socket_timeout=_PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 1, supported_errors=(LostConnection,)),
        health_check_interval=30,
    )


def _say_gone(error: Exception) -> None:
    if time.monotonic() < _fortune.silent_until:
        return
    _fortune.silent_until = time.monotonic() + _SAY_EVERY_SECONDS
    log.warning("Redis is gone, going on without it", error=type(error).__name__)
