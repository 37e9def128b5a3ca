"""Whose a tab's token is: the same answer in every process, and a modest one while Redis is away."""

import time
from types import SimpleNamespace

import pytest

from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.infra.http import tab_owners
from aistrategyhub.infra.http.tab_owners import TabOwners
from aistrategyhub.infra.redis import get_redis

HOST = "localhost:3000"


@pytest.fixture
def token() -> str:
    return str(new_id())


@pytest.mark.parametrize(
    ("host", "session", "owns"),
    [
        (HOST, "one", True),
        (HOST, "two", False),
        (HOST, None, False),
        (HOST, "", False),
        ("altrove.example", "one", False),
    ],
)
async def test_a_token_belongs_to_the_first_session_in_every_process(redis_url, token, host, session, owns):
    assert await TabOwners().owns(token, HOST, "one")
    assert await TabOwners().owns(token, host, session) is owns
    assert await TabOwners().owns(token, HOST, "one")


async def test_a_visitors_token_is_not_the_one_of_a_session(redis_url, token):
    owners = TabOwners()
    assert await owners.owns(token, HOST, None)
    assert not await owners.owns(token, HOST, "one")
    assert await owners.owns(token, HOST, None)


async def test_it_asks_redis_once_a_minute(redis_url, token, monkeypatch):
    owners = TabOwners()
    assert await owners.owns(token, HOST, "one")
    await get_redis().delete(f"tab:{token}")
    assert not await owners.owns(token, HOST, "two")

    _let_a_minute_pass(monkeypatch)
    assert await owners.owns(token, HOST, "two")


async def test_redis_keeps_no_session_and_not_for_ever(redis_url, token):
    await TabOwners().owns(token, HOST, "a secret cookie")
    key = f"tab:{token}"
    assert b"secret" not in await get_redis().get(key)
    assert 5 * 3600 < await get_redis().ttl(key) <= 6 * 3600


async def test_without_redis_each_process_remembers_for_itself(no_redis, token):
    owners = TabOwners()
    assert await owners.owns(token, HOST, "one")
    assert not await owners.owns(token, HOST, "two")
    assert await owners.owns(token, HOST, "one")


async def test_an_owner_from_before_is_believed_while_redis_is_gone(own_redis: EmbeddedRedis, token, monkeypatch):
    owners = TabOwners()
    assert await owners.owns(token, HOST, "one")
    own_redis.stop()
    _let_a_minute_pass(monkeypatch)
    assert not await owners.owns(token, HOST, "two")
    assert await owners.owns(token, HOST, "one")


async def test_what_was_found_without_redis_does_not_count_once_it_is_back(redis_url, token, monkeypatch):
    here, there = TabOwners(), TabOwners()
    assert await there.owns(token, HOST, "one")
    with monkeypatch.context() as away:
        away.setattr(here, "_claim", _gone)
        assert await here.owns(token, HOST, "a thief")
    assert not await here.owns(token, HOST, "a thief")
    assert await here.owns(token, HOST, "one")


async def test_the_least_used_are_forgotten_first(no_redis, monkeypatch):
    monkeypatch.setattr(tab_owners, "_MOST_TOKENS", 2)
    owners = TabOwners()
    for token in ("a", "b", "a", "c"):
        await owners.owns(token, HOST, "one")
    assert not await owners.owns("a", HOST, "two")
    assert await owners.owns("b", HOST, "two")


def _let_a_minute_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    later = SimpleNamespace(monotonic=lambda: time.monotonic() + 61)
    monkeypatch.setattr(tab_owners, "time", later)


async def _gone(token: str, claimant: str) -> str:
    raise tab_owners.RedisGone
