"""Limits hold in Redis; without it those of passwords and money hold in PostgreSQL, and the others open."""

import asyncio
import os
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from aistrategyhub.infra import db, rate_limits
from aistrategyhub.infra.db import DatabaseUnavailable, transaction
from aistrategyhub.infra.rate_limits import (
    API,
    CHECKOUT,
    ORDER_TRACKING,
    PAGES,
    PAYMENT,
    SIGN_IN,
    WEBHOOKS,
    RateLimit,
    RateWindow,
    TooManyRequests,
    Verdict,
    hit,
    hit_or_refuse,
    limit_of_route,
    purge_windows,
)
from aistrategyhub.infra.redis import close_redis, get_redis
from aistrategyhub.infra.settings import get_settings
from tests.harness.redis import silent_server

CLOSED = RateLimit("prova_chiusa", 5, timedelta(minutes=1), fail_closed=True)
OPEN = RateLimit("prova_aperta", 5, timedelta(minutes=1))

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def limits_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production: no wider than the constants say."""
    monkeypatch.setenv("RATE_LIMIT_FACTOR", "1")
    get_settings.cache_clear()


@pytest.fixture
def clock(monkeypatch):
    """Sets the time by which periods are counted: `clock(90)` is a minute and a half past midnight."""

    def set_time(seconds: float) -> None:
        monkeypatch.setattr(rate_limits, "now", lambda: MIDNIGHT + timedelta(seconds=seconds))

    set_time(0)
    return set_time


async def _times(limit: RateLimit, key: str, count: int) -> list[bool]:
    return [(await hit(limit, key)).allowed for _ in range(count)]


class TestTable:
    @pytest.mark.parametrize(
        ("limit", "per_second", "burst", "fail_closed"),
        [
            (SIGN_IN, 5 / 60, 5, True),
            (PAYMENT, 10 / 60, 10, True),
            (CHECKOUT, 20 / 60, 20, True),
            (ORDER_TRACKING, 10 / 60, 10, True),
            (API, 10, 20, False),
            (WEBHOOKS, 100, 200, False),
            (PAGES, 50, 100, False),
        ],
        ids=lambda value: getattr(value, "name", None),
    )
    def test_the_limits_are_those_promised(self, limit, per_second, burst, fail_closed):
        assert limit.amount / limit.per.total_seconds() == pytest.approx(per_second)
        assert (limit.amount, limit.fail_closed) == (burst, fail_closed)

    @pytest.mark.parametrize(
        ("path", "limit"),
        [
            ("/", PAGES),
            ("/servizi/audit-ai-act", PAGES),
            ("/api/v1/services", API),
            ("/api/v1/auth/login", API),
            ("/api/v1/webhooks/stripe", WEBHOOKS),
            ("/api/v1/health/db", None),
            ("/health", None),
            ("/assets/index-C3po.js", None),
            ("/fonts/inter.woff2", None),
            ("/health-data-and-ai", PAGES),
            ("/apiary", PAGES),
            ("", PAGES),
            ("*", PAGES),
        ],
    )
    def test_each_route_counts_against_its_limit(self, path, limit):
        assert limit_of_route(path) == limit


class TestOnRedis:
    async def test_it_allows_the_amount_and_refuses_the_next(self, redis_url):
        verdicts = [await hit(CLOSED, "amount") for _ in range(6)]
        assert [verdict.allowed for verdict in verdicts] == [True] * 5 + [False]
        assert 58 <= verdicts[-1].retry_after_seconds <= 60

    async def test_each_caller_and_each_limit_is_counted_apart(self, redis_url):
        await _times(CLOSED, "apart", 5)
        assert (await hit(CLOSED, "somebody else")).allowed
        assert (await hit(OPEN, "apart")).allowed
        assert not (await hit(CLOSED, "apart")).allowed

    async def test_waiting_as_told_is_enough(self, redis_url):
        limit = RateLimit("breve", 2, timedelta(seconds=1))
        await _times(limit, "waits", 2)
        refused = await hit(limit, "waits")
        await asyncio.sleep(refused.retry_after_seconds)
        assert (await hit(limit, "waits")).allowed

    async def test_a_crowd_at_once_gets_exactly_the_amount(self, redis_url):
        verdicts = await asyncio.gather(*(hit(CLOSED, "crowd") for _ in range(40)))
        assert sum(verdict.allowed for verdict in verdicts) == 5

    async def test_nobody_is_named_in_redis(self, redis_url):
        await hit(CLOSED, "198.51.100.7|mario.rossi@example.it")
        keys = b" ".join([key async for key in get_redis().scan_iter()])
        assert b"198.51.100.7" not in keys
        assert b"mario" not in keys

    async def test_every_key_is_forgotten_by_itself(self, redis_url):
        others = {key async for key in get_redis().scan_iter(match="rate:*")}
        await hit(CLOSED, "forgotten")
        keys = {key async for key in get_redis().scan_iter(match="rate:*")} - others
        assert keys
        assert all([0 < await get_redis().ttl(key) <= 60 for key in keys])

    async def test_a_refusal_tells_how_long_to_wait(self, redis_url):
        await _times(CLOSED, "told", 5)
        with pytest.raises(TooManyRequests) as refused:
            await hit_or_refuse(CLOSED, "told")
        assert 58 <= refused.value.values["retry_after"] <= 60
        assert refused.value.kind.http_status == 429


class TestWithoutRedis:
    async def test_reads_stay_open(self, no_redis):
        assert await _times(OPEN, "reader", 50) == [True] * 50
        assert await hit(OPEN, "reader") == Verdict(True)

    async def test_sign_in_and_payment_are_counted_in_the_database(self, no_redis, connection, clock):
        verdicts = [await hit(CLOSED, "guesser") for _ in range(7)]
        assert [verdict.allowed for verdict in verdicts] == [True] * 5 + [False] * 2

    @pytest.mark.parametrize(
        ("first", "then", "allowed"),
        [
            ((0, 5), (59, 3), [False, False, False]),
            # Half of the period before still counts: 2.5 of 5.
            ((59, 5), (90, 4), [True, True, False, False]),
            ((0, 5), (120, 6), [True] * 5 + [False]),
            ((0, 2), (30, 4), [True, True, True, False]),
            # A clock that goes back finds periods of their own.
            ((86400, 5), (0, 1), [True]),
        ],
    )
    async def test_the_period_slides(self, no_redis, connection, clock, first, then, allowed):
        clock(first[0])
        assert all(await _times(CLOSED, "slides", first[1]))
        clock(then[0])
        assert await _times(CLOSED, "slides", then[1]) == allowed

    @pytest.mark.parametrize(
        ("hits_before", "hits_now", "at"), [(5, 0, 60), (5, 2, 90), (0, 5, 0), (0, 5, 59), (3, 4, 75), (5, 5, 119)]
    )
    async def test_waiting_as_told_is_enough_and_a_second_less_is_not(
        self, no_redis, connection, clock, hits_before, hits_now, at
    ):
        async with transaction() as session:
            for minute, hits in ((int(at // 60) - 1, hits_before), (int(at // 60), hits_now)):
                start = MIDNIGHT + timedelta(minutes=minute)
                row = RateWindow(key_hash=rate_limits._hashed(CLOSED, "waits"), window_start=start, hits=hits)
                session.add(row)
        clock(at)
        refused = await hit(CLOSED, "waits")
        assert not refused.allowed

        clock(at + refused.retry_after_seconds - 1)
        assert not (await hit(CLOSED, "waits")).allowed
        clock(at + refused.retry_after_seconds)
        assert (await hit(CLOSED, "waits")).allowed

    async def test_a_crowd_at_once_gets_exactly_the_amount(self, no_redis, committed, clock):
        verdicts = await asyncio.gather(*(hit(CLOSED, "crowd") for _ in range(16)))
        assert sum(verdict.allowed for verdict in verdicts) == 5

    async def test_nobody_is_named_in_the_database(self, no_redis, connection):
        await hit(CLOSED, "198.51.100.7|mario.rossi@example.it")
        async with transaction() as session:
            (row,) = (await session.execute(select(RateWindow))).scalars()
        assert len(row.key_hash) == 64
        assert set(row.key_hash) <= set("0123456789abcdef")

    async def test_the_hash_needs_the_secret_of_the_installation(self, no_redis, connection, monkeypatch):
        ours = rate_limits._hashed(SIGN_IN, "198.51.100.7")
        monkeypatch.setenv("SECRET_KEY", "another installation's secret, just as long as ours")
        rate_limits.get_settings.cache_clear()
        assert rate_limits._hashed(SIGN_IN, "198.51.100.7") != ours

    async def test_periods_nobody_looks_at_are_deleted(self, no_redis, connection, clock):
        await hit(CLOSED, "old")
        clock(3600)
        await hit(CLOSED, "recent")
        clock(2 * 3600 + 60)
        assert await purge_windows() == 1

    async def test_without_any_store_it_refuses(self, no_redis, tmp_path, monkeypatch):
        await db.close_engine()
        monkeypatch.setenv("DATABASE_URL", f"postgresql://hub@/hub?host={tmp_path}")
        rate_limits.get_settings.cache_clear()
        with pytest.raises(DatabaseUnavailable):
            await hit(SIGN_IN, "anybody")
        assert (await hit(PAGES, "anybody")).allowed
        await db.close_engine()

    async def test_a_redis_that_is_silent_holds_nobody_for_long(self, no_redis, connection, monkeypatch):
        with silent_server() as url:
            monkeypatch.setenv("REDIS_URL", url)
            rate_limits.get_settings.cache_clear()
            began = time.monotonic()
            assert await _times(CLOSED, "behind a broken network", 6) == [True] * 5 + [False]
            assert await _times(OPEN, "behind a broken network", 6) == [True] * 6
            assert time.monotonic() - began < 3
            await close_redis()

    async def test_a_guesser_who_kills_redis_gains_one_more_round_and_no_more(self, own_redis, connection, clock):
        assert await _times(CLOSED, "killer", 6) == [True] * 5 + [False]
        os.kill(own_redis.process.pid, signal.SIGKILL)
        own_redis.process.wait()
        assert await _times(CLOSED, "killer", 8) == [True] * 5 + [False] * 3
