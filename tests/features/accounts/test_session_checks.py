"""Redis remembers who is signed in, PostgreSQL knows it, and whoever is signed out is so at the next event."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import delete, select, update

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import Person, Session
from aistrategyhub.features.accounts.service import open_session, session_checks, sign_out
from aistrategyhub.features.accounts.service.session_checks import BELIEVED, session_of_cookie
from aistrategyhub.features.accounts.service.step_up import renew_proof
from aistrategyhub.infra import db, redis
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from tests.factories.people import create_somebody

EMAIL = "anna@prova.example"


@pytest.fixture
async def looked_up(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """The lookups that reached PostgreSQL."""
    asked: list[str] = []
    real = session_checks.find_session_by_fingerprint

    async def find(session: Any, token_fingerprint: str) -> Any:
        asked.append(token_fingerprint)
        return await real(session, token_fingerprint)

    monkeypatch.setattr(session_checks, "find_session_by_fingerprint", find)
    yield asked
    await redis.close_redis()


@pytest.fixture
async def token(committed_tenant: UUID) -> str:
    async with db.unit_of_work() as session:
        person = await create_somebody(session, Role.ADMIN, email=EMAIL)
        opened = await open_session(session, person, methods=["password"], ip_address=None, user_agent="")
    return opened.token


async def _role(tenant_id: UUID, token: str) -> Role | None:
    live = await session_of_cookie(tenant_id, token)
    return live.role if live else None


async def test_is_asked_of_postgresql_once(
    redis_url: str, committed_tenant: UUID, token: str, looked_up: list[str]
) -> None:
    first = await session_of_cookie(committed_tenant, token)
    assert first is not None
    assert [await session_of_cookie(committed_tenant, token) for _ in range(5)] == [first] * 5
    assert len(looked_up) == 1


async def test_without_redis_is_always_asked_of_postgresql(
    no_redis: None, committed_tenant: UUID, token: str, looked_up: list[str]
) -> None:
    assert [await _role(committed_tenant, token) for _ in range(3)] == [Role.ADMIN] * 3
    assert len(looked_up) == 3


async def _sign_out(session: Any, token: str) -> None:
    await sign_out(session, token)


async def _delete_row(session: Any, token: str) -> None:
    for row in (await session.execute(select(Session))).scalars():
        await session.delete(row)


async def _delete_all(session: Any, token: str) -> None:
    await session.execute(delete(Session).where(Session.kind == "browser"))


async def _shut(session: Any, token: str) -> None:
    (await session.execute(select(Person))).scalar_one().is_active = False


async def _shut_by_statement(session: Any, token: str) -> None:
    await session.execute(update(Person).values(is_active=False))


async def _renew(session: Any, token: str) -> None:
    person = (await session.execute(select(Person))).scalar_one()
    row = (await session.execute(select(Session))).scalar_one()
    await renew_proof(session, row.id, person, ["password"])


@pytest.mark.parametrize("end", [_sign_out, _delete_row, _delete_all, _shut, _shut_by_statement, _renew])
async def test_whatever_ends_it_ends_it_at_once(
    redis_url: str, committed_tenant: UUID, token: str, end: Callable[[Any, str], Awaitable[None]]
) -> None:
    assert await _role(committed_tenant, token) is Role.ADMIN
    async with db.unit_of_work() as session:
        await end(session, token)
    assert await _role(committed_tenant, token) is None


async def test_another_role_counts_at_once(redis_url: str, committed_tenant: UUID, token: str) -> None:
    assert await _role(committed_tenant, token) is Role.ADMIN
    async with db.unit_of_work() as session:
        (await session.execute(select(Person))).scalar_one().role = Role.CUSTOMER
    assert await _role(committed_tenant, token) is Role.CUSTOMER


async def test_what_was_rolled_back_changes_nothing(
    redis_url: str, committed_tenant: UUID, token: str, looked_up: list[str]
) -> None:
    assert await _role(committed_tenant, token) is Role.ADMIN
    async with db.new_session() as session:
        await db.enter_tenant(session, committed_tenant)
        await sign_out(session, token)
        await session.rollback()
    assert await _role(committed_tenant, token) is Role.ADMIN
    assert len(looked_up) == 1


async def test_an_answer_read_before_the_end_and_kept_after_it_does_not_count(
    redis_url: str, committed_tenant: UUID, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = session_checks._remember

    async def slow(key: str, epoch: str, live: Any) -> None:
        async with db.unit_of_work() as session:
            await sign_out(session, token)
        await real(key, epoch, live)

    monkeypatch.setattr(session_checks, "_remember", slow)
    assert await _role(committed_tenant, token) is Role.ADMIN
    assert await _role(committed_tenant, token) is None


async def test_a_redis_that_lost_the_news_keeps_it_no_longer_than_believed(
    redis_url: str, committed_tenant: UUID, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(tenant_id: UUID) -> None:
        return None

    monkeypatch.setattr(session_checks, "_begin_epoch", lost)
    assert await _role(committed_tenant, token) is Role.ADMIN
    async with db.unit_of_work() as session:
        await sign_out(session, token)
    assert await _role(committed_tenant, token) is Role.ADMIN
    async with redis.reach() as client:
        (key,) = [key async for key in client.scan_iter(f"session:{committed_tenant}:cookie:*")]
        assert 0 < await client.pttl(key) <= BELIEVED / timedelta(milliseconds=1)
        await client.delete(key)
    assert await _role(committed_tenant, token) is None


async def test_what_is_remembered_does_not_outlive_the_session(
    redis_url: str, committed_tenant: UUID, token: str
) -> None:
    assert await _role(committed_tenant, token) is Role.ADMIN
    with time_machine.travel(now() + timedelta(hours=3, seconds=1), tick=False):
        assert await _role(committed_tenant, token) is None


async def test_redis_may_stop_in_between(own_redis: EmbeddedRedis, committed_tenant: UUID, token: str) -> None:
    assert await _role(committed_tenant, token) is Role.ADMIN
    own_redis.stop()
    async with db.unit_of_work() as session:
        await sign_out(session, token)
    assert await _role(committed_tenant, token) is None


async def test_being_used_ends_nothing_that_is_remembered(
    redis_url: str, committed_tenant: UUID, token: str, looked_up: list[str]
) -> None:
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        assert [await _role(committed_tenant, token) for _ in range(3)] == [Role.ADMIN] * 3
    assert len(looked_up) == 1
