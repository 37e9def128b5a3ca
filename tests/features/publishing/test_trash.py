"""The trash: in, back, and gone for good."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.models import Publication, PublicationStatus, PublicationVersion
from aistrategyhub.features.publishing.queries import (
    find_published,
    find_where_it_went,
    get_publication,
    list_publications,
    paths_of,
)
from aistrategyhub.features.publishing.schemas import Gone, PublicationFilter, Redirected
from tests.factories.publications import create_note, publish_note


async def test_what_goes_takes_along_what_is_below_it_and_all_comes_back(session: AsyncSession) -> None:
    top = await publish_note(session, "Sopra")
    child = await publish_note(session, "Sotto", parent_id=top.id)
    await service.trash(session, top.id)
    assert await find_published(session, "note", "/sopra/sotto", "it") is None
    assert await find_where_it_went(session, "/sopra/sotto") == Gone()
    trashed = PublicationFilter(kind="note", statuses=(PublicationStatus.TRASHED,))
    assert (await list_publications(session, trashed)).total == 2
    with pytest.raises(service.TrashedWithAnother):
        await service.restore(session, child.id)

    await service.restore(session, top.id)

    assert (await paths_of(session, [child.id]))[child.id]["it"] == "/sopra/sotto"
    restored = await get_publication(session, child.id)
    assert (restored.status, restored.trashed_with) == (PublicationStatus.DRAFT, None)
    assert await find_where_it_went(session, "/sopra/sotto") == Gone()
    await service.publish(session, child.id)
    assert await find_published(session, "note", "/sopra/sotto", "it") is not None


async def test_an_address_taken_meanwhile_is_asked_for_anew(session: AsyncSession) -> None:
    first = await publish_note(session, "Prima")
    await service.trash(session, first.id)
    await publish_note(session, "Seconda", slug="prima")
    with pytest.raises(InvalidInput) as refusal:
        await service.restore(session, first.id)
    assert refusal.value.fields[0].code == "PATH_TAKEN"
    assert refusal.value.fields[0].values["title"] == "Seconda"


async def test_it_comes_back_at_another_address(session: AsyncSession) -> None:
    first = await publish_note(session, "Prima")
    await service.trash(session, first.id)
    await publish_note(session, "Seconda", slug="prima")
    await service.restore(session, first.id, slugs={"it": "prima-di-nuovo", "en": "first-again"})
    assert (await paths_of(session, [first.id]))[first.id] == {"it": "/prima-di-nuovo", "en": "/en/first-again"}


async def test_what_was_trashed_alone_comes_back_at_the_top_when_its_parent_is_erased(session: AsyncSession) -> None:
    top = await publish_note(session, "Sopra")
    child = await publish_note(session, "Sotto", parent_id=top.id)
    await service.trash(session, child.id)
    await service.trash(session, top.id)
    assert await service.erase(session, top.id) == 1
    restored = await service.restore(session, child.id)
    assert (await paths_of(session, [restored.id]))[restored.id]["it"] == "/sotto"


async def test_what_is_erased_says_that_it_is_gone_and_leaves_nothing_else(session: AsyncSession) -> None:
    note, other = await publish_note(session, "Prima"), await publish_note(session, "Altra")
    await service.add_redirect(session, source="/vecchia", publication_id=note.id)
    await service.unpublish(session, other.id, forward=service.Forward(note.id))
    await service.issue_preview(session, note.id)
    with pytest.raises(service.NotInTrash):
        await service.erase(session, note.id)
    await service.trash(session, note.id)
    await service.erase(session, note.id)
    for path in ("/prima", "/en/prima", "/altra"):
        assert await find_where_it_went(session, path) == Gone()
    assert isinstance(await find_where_it_went(session, "/vecchia"), Gone)
    left = select(PublicationVersion).where(PublicationVersion.publication_id == note.id)
    assert (await session.execute(left)).first() is None


async def test_the_address_of_an_erased_draft_never_was(session: AsyncSession) -> None:
    note = await create_note(session, "Mai vista")
    await service.trash(session, note.id)
    await service.erase(session, note.id)
    assert await find_where_it_went(session, "/mai-vista") is None


async def test_the_trash_is_emptied_after_thirty_days(session: AsyncSession) -> None:
    old, recent = await publish_note(session, "Vecchia"), await publish_note(session, "Recente")
    below = await publish_note(session, "Sotto", parent_id=old.id)
    for note in (old, recent):
        await service.trash(session, note.id)
    for note in (old, below):
        note.trashed_at = now() - timedelta(days=30, minutes=1)
    await session.flush()
    assert await service.empty_trash(session) == 2
    assert list((await session.execute(select(Publication.title))).scalars()) == ["Recente"]


async def test_what_goes_may_leave_a_forward(session: AsyncSession) -> None:
    note, other = await publish_note(session, "Prima"), await publish_note(session, "Altra")
    await service.trash(session, note.id, forward=service.Forward(path="/altra"))
    assert await find_where_it_went(session, "/en/prima") == Redirected("/en/altra")
    await service.move(session, other.id, slugs={"it": "nuova", "en": "new"})
    assert await find_where_it_went(session, "/prima") == Redirected("/nuova")
