"""Drafts and their versions: saved all the time, never over one another's, never lost."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.rules.directory import person_name
from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.models import PublicationVersion, VersionOrigin
from aistrategyhub.features.publishing.queries import (
    find_published,
    find_uses,
    get_publication,
    get_version,
    list_versions,
)
from aistrategyhub.features.publishing.rules import difference
from aistrategyhub.features.publishing.service import drafts
from tests.factories.people import create_somebody
from tests.factories.publications import create_note, publish_note, words


async def test_a_refusal_says_who_and_when_and_what_they_wrote_can_be_compared(session: AsyncSession) -> None:
    anna = await create_somebody(session, Role.EDITOR, email="anna@meridiana.example")
    note = await create_note(session, "Prima")
    await service.save_draft(session, note.id, words("Di Anna"), revision=1, person_id=anna.id)
    with pytest.raises(service.EditedMeanwhile) as refusal:
        await service.save_draft(session, note.id, words("Di Bruno"), revision=1, person_id=new_id())
    assert refusal.value.by_id == anna.id
    assert person_name(anna) in _(refusal.value.sentence, **refusal.value.values)
    theirs = (await get_publication(session, note.id)).draft
    (change,) = difference(words("Di Bruno"), theirs)
    assert (change.field, change.before, change.after) == ("title", "Di Bruno", "Di Anna")


async def test_saving_the_same_again_is_no_change(session: AsyncSession) -> None:
    note = await create_note(session, "Prima")
    saved = await service.save_draft(session, note.id, words("Prima"), revision=1)
    assert saved.draft_revision == 1
    assert await list_versions(session, note.id) == []


async def test_a_wrong_draft_changes_nothing(session: AsyncSession) -> None:
    note = await create_note(session, "Prima")
    with pytest.raises(InvalidInput):
        await service.save_draft(session, note.id, {"it": {"title": "x" * 500}}, revision=1)
    kept = await get_publication(session, note.id)
    assert (kept.draft["it"]["title"], kept.draft_revision) == ("Prima", 1)


async def test_what_another_wrote_is_kept_before_it_is_written_over(session: AsyncSession) -> None:
    anna, bruno = new_id(), new_id()
    note = await create_note(session, "Vuota")
    for revision, (title, person) in enumerate([("A1", anna), ("A2", anna), ("B1", bruno)], start=1):
        await service.save_draft(session, note.id, words(title), revision=revision, person_id=person)
    assert [version.title for version in await list_versions(session, note.id)] == ["A2", "Vuota"]


async def test_ones_own_drafts_are_kept_now_and_then(session: AsyncSession) -> None:
    note = await create_note(session, "0")
    for revision in range(1, 4):
        await service.save_draft(session, note.id, words(str(revision)), revision=revision)
    (first,) = await list_versions(session, note.id)
    version = await get_version(session, note.id, first.number)
    version.created_at = now() - timedelta(minutes=11)
    await session.flush()
    await service.save_draft(session, note.id, words("4"), revision=4)
    assert [version.title for version in await list_versions(session, note.id)] == ["3", "0"]


async def test_rolling_back_makes_a_new_draft_and_loses_nothing(session: AsyncSession) -> None:
    note = await publish_note(session, "Uno")
    await service.save_draft(session, note.id, words("Due"), revision=1)
    rolled = await service.roll_back(session, note.id, 1, revision=2)
    assert (rolled.draft["it"]["title"], rolled.draft_revision) == ("Uno", 3)
    versions = await list_versions(session, note.id)
    assert [(version.number, version.title, version.origin) for version in versions] == [
        (3, "Uno", VersionOrigin.ROLLED_BACK),
        (2, "Due", VersionOrigin.AUTOSAVE),
        (1, "Uno", VersionOrigin.PUBLISHED),
    ]
    with pytest.raises(service.EditedMeanwhile):
        await service.roll_back(session, note.id, 2, revision=2)


async def test_what_is_put_away_is_not_written_in(session: AsyncSession) -> None:
    note = await publish_note(session)
    await service.archive(session, note.id)
    with pytest.raises(service.NotEditable):
        await service.save_draft(session, note.id, words("Altro"), revision=1)
    await service.reopen(session, note.id)
    await service.save_draft(session, note.id, words("Altro"), revision=1)


async def test_only_what_is_archived_is_reopened_and_only_what_is_in_the_trash_restored(session: AsyncSession) -> None:
    live, draft, away = (
        await publish_note(session, "Viva"),
        await create_note(session),
        await create_note(session, "Via"),
    )
    await service.trash(session, away.id)
    for note in (live, draft, away):
        with pytest.raises(service.NotArchived):
            await service.reopen(session, note.id)
    for note in (live, draft):
        with pytest.raises(service.NothingToRestore):
            await service.restore(session, note.id)
    assert await find_published(session, "note", "/viva", "it") is not None


async def test_which_part_was_last_changed_when_and_by_whom_is_remembered(session: AsyncSession) -> None:
    note, anna, bruno = await create_note(session, "Uno"), new_id(), new_id()
    await service.save_draft(session, note.id, words("Due"), revision=1, person_id=anna)
    saved = await service.save_draft(
        session, note.id, words("Due") | {"en": {"title": "Two"}}, revision=2, person_id=bruno
    )
    told = {place: (last["revision"], last["by"]) for place, last in saved.draft_changes.items()}
    assert (told["it.title"], told["en.title"]) == ((2, str(anna)), (3, str(bruno)))


async def test_what_was_changed_long_ago_is_remembered_no_more(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "CHANGES_LAST", 2)
    note = await create_note(session, "Uno")
    await service.save_draft(session, note.id, words("Due"), revision=1)
    for revision in (2, 3):
        content = words("Due") | {"en": {"title": str(revision)}}
        saved = await service.save_draft(session, note.id, content, revision=revision)
        assert ("it.title" in saved.draft_changes) is (revision == 2)


async def test_only_what_was_seen_is_published(session: AsyncSession) -> None:
    note = await create_note(session, "Vista")
    await service.save_draft(session, note.id, words("Cambiata"), revision=1)
    with pytest.raises(service.EditedMeanwhile):
        await service.publish(session, note.id, revision=1)


async def test_autosaves_go_and_what_somebody_kept_stays(session: AsyncSession) -> None:
    note = await create_note(session)
    for origin in (VersionOrigin.AUTOSAVE, VersionOrigin.KEPT, VersionOrigin.PUBLISHED):
        session.add(
            PublicationVersion(
                publication_id=note.id,
                number=10 + len(origin),
                content=note.draft,
                origin=origin,
                created_at=now() - timedelta(days=100),
            )
        )
    await session.flush()
    assert await service.thin_versions(session) == 1
    assert {version.origin for version in await list_versions(session, note.id)} == {"kept", "published"}


async def test_where_a_file_is_used_is_known_of_drafts_and_of_what_is_live(session: AsyncSession) -> None:
    note = await publish_note(session, content=words("Con foto", image_id="uno"))
    await service.save_draft(session, note.id, words("Con foto", image_id="due"), revision=1)
    assert [row.id for row in await find_uses(session, "media:uno")] == [note.id]
    assert [row.id for row in await find_uses(session, "media:due")] == [note.id]
    await service.publish(session, note.id)
    assert await find_uses(session, "media:uno") == []


@pytest.mark.usefixtures("redis_url")
async def test_who_else_is_there_is_seen(session: AsyncSession) -> None:
    anna = await create_somebody(session, Role.EDITOR, email="anna@meridiana.example")
    bruno = await create_somebody(session, Role.EDITOR, email="bruno@meridiana.example")
    note = await create_note(session)
    assert await service.am_editing(session, note.id, anna.id, "1") == []
    (there,) = await service.am_editing(session, note.id, bruno.id, "1")
    assert (there.person_id, there.name, there.is_you) == (anna.id, person_name(anna), False)
    (other_tab, _anna) = sorted(
        await service.am_editing(session, note.id, bruno.id, "2"), key=lambda one: not one.is_you
    )
    assert other_tab.is_you
    for person, tab in ((anna, "1"), (bruno, "2")):
        await service.stop_editing(session, note.id, person.id, tab)
    assert await service.am_editing(session, note.id, bruno.id, "1") == []


@pytest.mark.usefixtures("no_redis")
async def test_without_redis_nobody_is_known_to_be_there(session: AsyncSession) -> None:
    note = await create_note(session)
    assert await service.am_editing(session, note.id, new_id()) == []
    await service.stop_editing(session, note.id, new_id())
