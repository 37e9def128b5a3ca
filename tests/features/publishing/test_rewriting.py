"""New words for many publications that visitors read."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.models import Publication, VersionOrigin
from aistrategyhub.features.publishing.queries import PublicationNotFound, find_published, list_versions
from tests.factories.people import create_somebody, principal_of
from tests.factories.publications import create_note, publish_note, words


def anew(note: Publication, title: str, **more: int) -> service.NewWords:
    return service.NewWords(note.id, words(title), more.get("revision", note.draft_revision))


async def test_visitors_read_them_at_once_and_the_trail_tells_of_them(session: AsyncSession) -> None:
    notes = [await publish_note(session, f"Nota {number}") for number in range(3)]

    kept = await service.rewrite_many(session, "note", [anew(note, f"Nuova {note.title}") for note in notes])

    assert [content["it"]["title"] for content in kept] == [f"Nuova Nota {number}" for number in range(3)]
    found = await find_published(session, "note", "/nota-1", "it")
    assert (found.content["title"], found.version) == ("Nuova Nota 1", 2)
    told = select(AuditEntry.changes).where(AuditEntry.action == "publishing.rewritten_many")
    assert (await session.execute(told)).scalar_one()["count"] == 3
    assert await service.rewrite_many(session, "note", []) == []


async def test_what_somebody_else_was_writing_is_kept_as_a_version(session: AsyncSession) -> None:
    note = await publish_note(session, "Prima")
    await service.save_draft(session, note.id, words("A metà"), revision=note.draft_revision)

    with acting_as(principal_of(await create_somebody(session, Role.EDITOR))):
        await service.rewrite_many(session, "note", [anew(note, "Dopo")])

    versions = await list_versions(session, note.id)
    assert [(one.number, one.title, one.origin, one.is_live) for one in versions] == [
        (3, "Dopo", VersionOrigin.PUBLISHED, True),
        (2, "A metà", VersionOrigin.AUTOSAVE, False),
        (1, "Prima", VersionOrigin.PUBLISHED, False),
    ]


async def test_words_that_are_the_newest_version_make_no_other(session: AsyncSession) -> None:
    note = await publish_note(session, "Prima")
    await service.save_draft(session, note.id, words("Dopo"), revision=note.draft_revision)
    kept = await service.keep_version(session, note.id)

    await service.rewrite_many(session, "note", [anew(note, "Dopo")])

    assert [(one.number, one.is_live, one.was_published) for one in await list_versions(session, note.id)] == [
        (kept.number, True, True),
        (1, False, True),
    ]


async def test_one_that_does_not_fit_is_refused_by_its_place(session: AsyncSession) -> None:
    notes = [await publish_note(session, f"Nota {number}") for number in range(3)]

    with pytest.raises(InvalidInput) as refusal:
        await service.rewrite_many(session, "note", [anew(notes[0], "Va bene"), anew(notes[1], ""), anew(notes[2], "")])

    assert [error.field for error in refusal.value.fields] == ["1.it.title", "2.it.title"]


async def test_neither_over_what_was_saved_meanwhile_nor_what_nobody_reads(session: AsyncSession) -> None:
    live, draft = await publish_note(session, "Viva"), await create_note(session, "Bozza")

    with pytest.raises(service.EditedMeanwhile):
        await service.rewrite_many(session, "note", [anew(live, "Dopo", revision=live.draft_revision + 1)])
    with pytest.raises(PublicationNotFound):
        await service.rewrite_many(session, "note", [anew(draft, "Dopo")])
