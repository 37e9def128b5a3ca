"""Links by mail: good once, for a while, for one purpose, for one firm."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import LinkPurpose, MailedLink, Person
from aistrategyhub.features.accounts.service.links import LinkRefused, issue_link, use_link, void_links
from aistrategyhub.infra.db import unit_of_work
from tests.factories.people import create_somebody

HOUR = timedelta(hours=1)


@pytest.fixture
async def anna(session: AsyncSession) -> Person:
    return await create_somebody(session)


async def _issue(session: AsyncSession, person: Person, purpose: LinkPurpose = LinkPurpose.RESET_PASSWORD) -> str:
    return await issue_link(session, person, purpose, email=person.email, lasts=HOUR)


async def test_a_link_is_good_once(session: AsyncSession, anna: Person) -> None:
    token = await _issue(session, anna)
    link = await use_link(session, token, LinkPurpose.RESET_PASSWORD)
    assert (link.user_id, link.email) == (anna.id, anna.email)
    assert link.used_at is not None
    with pytest.raises(LinkRefused):
        await use_link(session, token, LinkPurpose.RESET_PASSWORD)


async def test_only_its_fingerprint_is_stored(session: AsyncSession, anna: Person) -> None:
    token = await _issue(session, anna)
    link = (await session.execute(select(MailedLink))).scalar_one()
    assert len(token) >= 43
    assert token not in str(link.model_dump())


async def test_it_is_good_for_its_own_purpose(session: AsyncSession, anna: Person) -> None:
    token = await _issue(session, anna, LinkPurpose.VERIFY_EMAIL)
    for purpose in set(LinkPurpose) - {LinkPurpose.VERIFY_EMAIL}:
        with pytest.raises(LinkRefused):
            await use_link(session, token, purpose)
    assert await use_link(session, token, LinkPurpose.VERIFY_EMAIL)


async def test_it_expires(session: AsyncSession, anna: Person) -> None:
    token = await _issue(session, anna)
    with time_machine.travel(now() + HOUR, tick=False), pytest.raises(LinkRefused):
        await use_link(session, token, LinkPurpose.RESET_PASSWORD)


async def test_a_newer_one_ends_it_and_leaves_other_purposes_alone(session: AsyncSession, anna: Person) -> None:
    verify = await _issue(session, anna, LinkPurpose.VERIFY_EMAIL)
    old, new = await _issue(session, anna), await _issue(session, anna)
    with pytest.raises(LinkRefused):
        await use_link(session, old, LinkPurpose.RESET_PASSWORD)
    assert await use_link(session, new, LinkPurpose.RESET_PASSWORD)
    assert await use_link(session, verify, LinkPurpose.VERIFY_EMAIL)


async def test_ending_links_does_not_count_as_using_them(session: AsyncSession, anna: Person) -> None:
    token = await _issue(session, anna)
    await void_links(session, anna, LinkPurpose.RESET_PASSWORD, LinkPurpose.VERIFY_EMAIL)
    with pytest.raises(LinkRefused):
        await use_link(session, token, LinkPurpose.RESET_PASSWORD)
    assert (await session.execute(select(MailedLink.used_at))).scalar_one() is None


async def test_who_may_not_sign_in_has_no_links(session: AsyncSession, anna: Person) -> None:
    token = await _issue(session, anna)
    anna.is_active = False
    await session.flush()
    with pytest.raises(LinkRefused):
        await use_link(session, token, LinkPurpose.RESET_PASSWORD)


@pytest.mark.parametrize("token", ["", "x", "' OR ''='", "\u202e" * 50, "A" * 5000])
async def test_other_texts_open_nothing(session: AsyncSession, anna: Person, token: str) -> None:
    await _issue(session, anna)
    with pytest.raises(LinkRefused):
        await use_link(session, token, LinkPurpose.RESET_PASSWORD)


async def test_of_two_at_once_one_wins(committed_tenant: UUID) -> None:
    async with unit_of_work() as session:
        token = await _issue(session, await create_somebody(session))

    async def use() -> bool:
        async with unit_of_work() as session:
            try:
                await use_link(session, token, LinkPurpose.RESET_PASSWORD)
            except LinkRefused:
                return False
            await asyncio.sleep(0.05)
            return True

    assert sorted(await asyncio.gather(*(use() for _ in range(5)))) == [False] * 4 + [True]
