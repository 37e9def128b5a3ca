"""Redis as the product uses it: quick when there, harmless when gone."""

import asyncio
import os
import signal
import time
from datetime import timedelta

import pytest
import structlog

from aistrategyhub.infra import redis
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.infra.redis import RedisGone, cache_get, cache_set, close_redis, get_redis, is_alive, reach
from aistrategyhub.infra.settings import get_settings
from tests.harness.redis import silent_server

MINUTE = timedelta(minutes=1)


class TestWithRedis:
    async def test_it_is_alive(self, redis_url):
        assert await is_alive()

    async def test_what_is_cached_is_found_until_its_time_is_over(self, redis_url):
        await cache_set("greeting", "perché no".encode(), timedelta(milliseconds=50))
        assert await cache_get("greeting") == "perché no".encode()
        await asyncio.sleep(0.1)
        assert await cache_get("greeting") is None

    async def test_a_loop_has_one_client_and_another_loop_another(self, redis_url):
        mine = get_redis()
        assert get_redis() is mine

        def in_another_loop() -> bool:
            async def ask() -> bool:
                is_other = get_redis() is not mine and await is_alive()
                await close_redis()
                return is_other

            return asyncio.run(ask())

        assert await asyncio.to_thread(in_another_loop)
        assert await is_alive()


class TestWithoutRedis:
    async def test_nothing_is_raised_and_nothing_is_cached(self, no_redis):
        assert not await is_alive()
        await cache_set("greeting", b"ciao", MINUTE)
        assert await cache_get("greeting") is None

    async def test_a_missing_address_is_like_a_missing_server(self, no_redis, monkeypatch):
        monkeypatch.delenv("REDIS_URL")
        get_settings.cache_clear()
        if get_settings().redis_url is not None:
            pytest.skip("this machine's .env names a Redis")
        assert not await is_alive()
        assert await cache_get("greeting") is None

    async def test_the_log_says_it_once_a_minute(self, no_redis, monkeypatch):
        monkeypatch.setattr(redis, "_REST_SECONDS", 0)
        with structlog.testing.capture_logs() as lines:
            for _ in range(20):
                await cache_get("greeting")
        assert [line["event"] for line in lines] == ["Redis is gone, going on without it"]

    async def test_after_a_failure_nobody_tries_for_a_second(self, no_redis, monkeypatch):
        attempts = []
        monkeypatch.setattr(redis, "get_redis", lambda: attempts.append(1) or get_redis())
        for _ in range(20):
            with pytest.raises(RedisGone):
                async with reach() as client:
                    await client.get("greeting")
        assert len(attempts) == 1

    async def test_a_silent_server_holds_nobody_for_long(self, no_redis, monkeypatch):
        with silent_server() as url:
            monkeypatch.setenv("REDIS_URL", url)
            get_settings.cache_clear()
            began = time.monotonic()
            assert await asyncio.gather(*(cache_get("greeting") for _ in range(50))) == [None] * 50
            assert time.monotonic() - began < 3
            assert not await is_alive()
            await close_redis()


class TestFaults:
    async def test_it_comes_back_by_itself_after_a_kill(self, own_redis: EmbeddedRedis):
        await cache_set("greeting", b"ciao", MINUTE)
        os.kill(own_redis.process.pid, signal.SIGKILL)
        own_redis.process.wait()
        assert await cache_get("greeting") is None
        assert not await is_alive()

        own_redis.start()
        assert await is_alive()
        await cache_set("greeting", b"di nuovo", MINUTE)
        assert await cache_get("greeting") == b"di nuovo"

    async def test_a_restart_between_two_commands_is_not_noticed(self, own_redis: EmbeddedRedis):
        await cache_set("greeting", b"ciao", MINUTE)
        own_redis.stop()
        own_redis.start()

        async with reach() as client:
            assert await client.set("greeting", b"di nuovo")
