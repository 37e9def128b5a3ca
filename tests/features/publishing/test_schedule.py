"""What is planned happens by itself, once, and only as long as it is planned."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.models import Publication, PublicationStatus
from aistrategyhub.features.publishing.queries import find_published, find_where_it_went
from aistrategyhub.features.publishing.schemas import Redirected
from aistrategyhub.infra.work import Work
from tests.factories.publications import create_note, publish_note, words


async def due(session: AsyncSession, note: Publication, act: str, at: datetime) -> None:
    """Does what the work of this moment asks."""
    payload = {"publication_id": str(note.id), "act": act, "at": at.isoformat()}
    query = select(Work).where(Work.job == service.CARRY_OUT)
    assert payload in [work.payload for work in (await session.execute(query)).scalars()]
    await service.carry_out(session, payload)


async def test_it_is_published_as_it_was_when_it_was_planned(session: AsyncSession) -> None:
    note, at = await create_note(session, "Prima"), now() + timedelta(hours=1)
    await service.schedule(session, note.id, publish_at=at)
    await service.save_draft(session, note.id, words("Dopo"), revision=note.draft_revision)
    await due(session, note, "publish", at)
    found = await find_published(session, "note", "/prima", "it")
    assert found is not None
    assert found.title == "Prima"
    assert (note.publish_at, note.scheduled_version_id, note.draft["it"]["title"]) == (None, None, "Dopo")


async def test_a_new_version_is_planned_while_the_old_one_stays(session: AsyncSession) -> None:
    note, at = await publish_note(session, "Prima"), now() + timedelta(hours=1)
    await service.save_draft(session, note.id, words("Dopo"), revision=note.draft_revision)
    await service.schedule(session, note.id, publish_at=at)
    found = await find_published(session, "note", "/prima", "it")
    assert found is not None
    assert found.title == "Prima"
    await due(session, note, "publish", at)
    found = await find_published(session, "note", "/prima", "it")
    assert found is not None
    assert found.title == "Dopo"


async def test_a_plan_that_changed_leaves_the_old_moment_without_effect(session: AsyncSession) -> None:
    note, first, second = await create_note(session), now() + timedelta(hours=1), now() + timedelta(hours=2)
    await service.schedule(session, note.id, publish_at=first)
    await service.schedule(session, note.id, publish_at=second)
    await due(session, note, "publish", first)
    assert note.status is PublicationStatus.DRAFT
    await service.schedule(session, note.id)
    await due(session, note, "publish", second)
    assert note.status is PublicationStatus.DRAFT


async def test_it_is_withdrawn_by_itself_and_leads_elsewhere(session: AsyncSession) -> None:
    note, other, at = await publish_note(session), await publish_note(session, "Altra"), now() + timedelta(days=1)
    await service.schedule(session, note.id, unpublish_at=at, forward=service.Forward(other.id))
    assert await find_where_it_went(session, "/una-nota") is None
    await due(session, note, "unpublish", at)
    assert note.status is PublicationStatus.DRAFT
    assert await find_where_it_went(session, "/una-nota") == Redirected("/altra")


async def test_what_went_into_the_trash_meanwhile_stays_there(session: AsyncSession) -> None:
    note, at = await create_note(session), now() + timedelta(hours=1)
    await service.schedule(session, note.id, publish_at=at)
    await service.trash(session, note.id)
    await due(session, note, "publish", at)
    assert note.status is PublicationStatus.TRASHED
    await service.erase(session, note.id)
    await due(session, note, "publish", at)


async def test_publishing_at_once_fulfils_the_plan(session: AsyncSession) -> None:
    note, at = await create_note(session), now() + timedelta(hours=1)
    await service.schedule(session, note.id, publish_at=at, unpublish_at=at + timedelta(days=1))
    await service.publish(session, note.id)
    assert (note.publish_at, note.unpublish_at) == (None, at + timedelta(days=1))


@pytest.mark.parametrize(
    ("publish", "unpublish", "field", "code"),
    [
        (-1, None, "publish_at", "IN_THE_PAST"),
        (2, 1, "unpublish_at", "BEFORE_PUBLISHING"),
        (None, 1, "unpublish_at", "NOT_PUBLISHED"),
    ],
)
async def test_a_plan_that_cannot_be_is_refused(
    session: AsyncSession, publish: int | None, unpublish: int | None, field: str, code: str
) -> None:
    note = await create_note(session)
    at = [None if hours is None else now() + timedelta(hours=hours) for hours in (publish, unpublish)]
    with pytest.raises(InvalidInput) as refusal:
        await service.schedule(session, note.id, publish_at=at[0], unpublish_at=at[1])
    assert [(error.field, error.code) for error in refusal.value.fields] == [(field, code)]


async def test_what_is_unfinished_is_not_planned(session: AsyncSession) -> None:
    note = await create_note(session, "", slug="senza-titolo")
    with pytest.raises(InvalidInput) as refusal:
        await service.schedule(session, note.id, publish_at=now() + timedelta(hours=1))
    assert refusal.value.fields[0].field == "it.title"
