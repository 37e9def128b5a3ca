"""Two who do the same thing at the same moment, on connections of their own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError
from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.models import PublicationStatus, PublicationVersion
from aistrategyhub.features.publishing.queries import find_published, get_publication
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.outbox import OutboxFact
from tests.factories.publications import create_note, publish_note, words


async def at_once(tenant: UUID, *acts: Callable[[AsyncSession], Awaitable[Any]]) -> list[str]:
    """Does all of them in transactions of their own; of each `done`, or the code of its refusal."""

    async def one(act: Callable[[AsyncSession], Awaitable[Any]]) -> str:
        try:
            async with unit_of_work(tenant) as session:
                await act(session)
                await asyncio.sleep(0.05)
        except DomainError as refusal:
            return refusal.code
        return "done"

    return sorted(await asyncio.gather(*map(one, acts)))


async def test_published_twice_at_once_is_published_once(committed_tenant: UUID) -> None:
    async with unit_of_work() as session:
        note = await create_note(session)

    async def publish(session: AsyncSession) -> None:
        await service.publish(session, note.id)

    assert await at_once(committed_tenant, publish, publish, publish) == ["done"] * 3
    async with unit_of_work() as session:
        assert await session.scalar(select(func.count()).select_from(PublicationVersion)) == 1
        facts = select(func.count()).select_from(OutboxFact).where(OutboxFact.name == "publishing.published")
        assert await session.scalar(facts) == 1


async def test_of_two_who_save_at_once_one_is_told(committed_tenant: UUID) -> None:
    async with unit_of_work() as session:
        note = await create_note(session)

    def save(title: str) -> Callable[[AsyncSession], Awaitable[Any]]:
        return lambda session: service.save_draft(session, note.id, words(title), revision=1)

    assert await at_once(committed_tenant, save("A"), save("B")) == ["EDITED_MEANWHILE", "done"]


async def test_of_two_who_want_an_address_at_once_one_gets_it(committed_tenant: UUID) -> None:
    def create(slug: str) -> Callable[[AsyncSession], Awaitable[Any]]:
        return lambda session: create_note(session, slug=slug)

    assert await at_once(committed_tenant, create("uguale"), create("Uguàle")) == ["VALIDATION_ERROR", "done"]


async def test_what_goes_into_the_trash_while_it_is_published_does_not_stay_live(committed_tenant: UUID) -> None:
    async with unit_of_work() as session:
        top = await publish_note(session, "Sopra")
        child = await create_note(session, "Sotto", parent_id=top.id)

    async def publish(session: AsyncSession) -> None:
        await service.publish(session, child.id)

    async def trash(session: AsyncSession) -> None:
        await service.trash(session, top.id)

    await at_once(committed_tenant, publish, trash)
    async with unit_of_work() as session:
        assert (await get_publication(session, child.id)).status is PublicationStatus.TRASHED
        assert await find_published(session, "note", "/sopra/sotto", "it") is None
