"""An answer is made once for each key of one caller at one address, and told again."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import BaseModel
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.db import tenant_of, unit_of_work
from aistrategyhub.infra.idempotency import ApiAnswer, IdempotencyKeyReused, answered_once, forget_answers, own_key


class Answer(BaseModel):
    number: int


class Body(BaseModel):
    words: str


class Counting:
    """Answers 1, 2, 3 ..."""

    def __init__(self) -> None:
        self.made = 0

    async def __call__(self) -> Answer:
        self.made += 1
        return Answer(number=self.made)


async def _ask(
    session: AsyncSession, make: Counting, key: str | None = "k", place: str = "POST /a", words: str = ""
) -> int:
    return (await answered_once(session, place, key, Answer, make, asked=Body(words=words))).number


async def test_the_same_request_is_answered_again(session: AsyncSession) -> None:
    make = Counting()
    assert [await _ask(session, make) for _time in range(3)] == [1, 1, 1]
    assert make.made == 1


async def test_without_a_key_each_is_a_request_of_its_own(session: AsyncSession) -> None:
    make = Counting()
    assert [await _ask(session, make, key) for key in (None, "", None)] == [1, 2, 3]


async def test_two_addresses_and_two_people_share_no_answer(session: AsyncSession) -> None:
    make = Counting()
    assert [await _ask(session, make), await _ask(session, make, place="POST /b")] == [1, 2]
    somebody = Principal(tenant_id=tenant_of(session), person_id=new_id())
    with acting_as(somebody):
        assert await _ask(session, make) == 3
        theirs = own_key("k")
    assert theirs != own_key("k")
    assert own_key(None) is None


async def test_another_body_under_the_same_key_is_a_mistake(session: AsyncSession) -> None:
    make = Counting()
    await _ask(session, make, words="uno")
    with pytest.raises(IdempotencyKeyReused):
        await _ask(session, make, words="due")
    assert make.made == 1


async def test_after_a_day_a_key_is_free_again(session: AsyncSession) -> None:
    make = Counting()
    await _ask(session, make)
    await session.execute(update(ApiAnswer).values(made_at=now() - timedelta(days=2)))
    assert await _ask(session, make, words="altro") == 2
    await session.execute(update(ApiAnswer).values(made_at=now() - timedelta(days=2)))
    assert await forget_answers(session, before=now() - timedelta(days=1)) == 1
    assert await session.scalar(select(func.count()).select_from(ApiAnswer)) == 0


async def test_a_refusal_is_not_kept(session: AsyncSession) -> None:
    async def refuse() -> Answer:
        raise LookupError

    with pytest.raises(LookupError):
        await answered_once(session, "POST /a", "k", Answer, refuse)
    assert await _ask(session, Counting()) == 1


async def test_twenty_at_once_are_done_once(committed_tenant: UUID) -> None:
    make = Counting()

    async def ask() -> int:
        async with unit_of_work(committed_tenant) as session:
            return await _ask(session, make)

    with acting_as(Principal(tenant_id=committed_tenant)):
        assert set(await asyncio.gather(*(ask() for _ in range(20)))) == {1}
    assert make.made == 1
