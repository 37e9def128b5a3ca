"""The life of a publication: written, published, withdrawn."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.queries import (
    find_published,
    find_where_it_went,
    get_publication,
    list_publications,
    list_versions,
    paths_of,
)
from aistrategyhub.features.publishing.schemas import Gone, PublicationFilter, Redirected
from tests.factories.publications import create_note, publish_note, words


async def test_a_draft_is_seen_by_nobody_until_it_is_published(session: AsyncSession) -> None:
    note = await create_note(session, "La nostra storia")
    assert await find_published(session, "note", "/la-nostra-storia", "it") is None
    assert await find_where_it_went(session, "/la-nostra-storia") is None

    await service.publish(session, note.id)

    found = await find_published(session, "note", "/la-nostra-storia", "it")
    assert found is not None
    assert (found.title, found.content["title"], found.path, found.version) == (
        "La nostra storia",
        "La nostra storia",
        "/la-nostra-storia",
        1,
    )
    assert await find_where_it_went(session, "/la-nostra-storia") is None


async def test_what_is_written_after_publishing_is_not_seen_before_the_next_time(session: AsyncSession) -> None:
    note = await publish_note(session, "Prima")
    await service.save_draft(session, note.id, words("Dopo"), revision=note.draft_revision)
    found = await find_published(session, "note", "/prima", "it")
    assert found is not None
    assert found.title == "Prima"
    (row,) = (await list_publications(session, PublicationFilter(kind="note"))).rows
    assert (row.has_changes, row.title) == (True, "Dopo")

    await service.publish(session, note.id)

    found = await find_published(session, "note", "/prima", "it")
    assert found is not None
    assert (found.title, found.version) == ("Dopo", 2)


async def test_a_language_without_words_is_answered_in_italian(session: AsyncSession) -> None:
    await publish_note(session, content=words("Nota", en={"title": "Note"}), slugs={"it": "nota", "en": "note"})
    await publish_note(session, "Sola")
    english = await find_published(session, "note", "/note", "en")
    fallback = await find_published(session, "note", "/sola", "en")
    assert english is not None
    assert (english.locale, english.content["title"]) == ("en", "Note")
    assert english.alternates == {"it": "/nota", "en": "/en/note"}
    assert fallback is not None
    assert (fallback.locale, fallback.path) == ("it", "/en/sola")
    assert fallback.alternates == {"it": "/sola"}


async def test_two_editors_never_overwrite_each_other_silently(session: AsyncSession) -> None:
    note = await create_note(session)
    opened = note.draft_revision
    await service.save_draft(session, note.id, words("Di Anna"), revision=opened)
    with pytest.raises(service.EditedMeanwhile) as refusal:
        await service.save_draft(session, note.id, words("Di Bruno"), revision=opened)
    assert refusal.value.revision == opened + 1
    assert (await get_publication(session, note.id)).draft["it"]["title"] == "Di Anna"


async def test_publishing_twice_makes_one_version(session: AsyncSession) -> None:
    note = await publish_note(session)
    await service.publish(session, note.id)
    assert [version.number for version in await list_versions(session, note.id)] == [1]


async def test_what_is_withdrawn_is_gone_or_leads_where_the_editor_chose(session: AsyncSession) -> None:
    first, second = await publish_note(session, "Prima"), await publish_note(session, "Seconda")
    await service.unpublish(session, first.id)
    assert await find_where_it_went(session, "/prima") == Gone()
    await service.publish(session, first.id)
    await service.unpublish(session, first.id, forward=service.Forward(second.id))
    assert await find_where_it_went(session, "/prima") == Redirected("/seconda")
    assert await find_where_it_went(session, "/en/prima") == Redirected("/en/seconda")


async def test_old_addresses_of_a_page_and_of_those_below_it_lead_to_the_new_ones(session: AsyncSession) -> None:
    top = await publish_note(session, "Servizi nostri")
    child = await publish_note(session, "Formazione", parent_id=top.id)
    assert (await paths_of(session, [child.id]))[child.id]["it"] == "/servizi-nostri/formazione"
    for slug in ("di-che-cosa", "cosa-facciamo"):
        await service.move(session, top.id, slugs={"it": slug, "en": slug})
    assert await find_where_it_went(session, "/servizi-nostri/formazione") == Redirected("/cosa-facciamo/formazione")
    assert await find_where_it_went(session, "/di-che-cosa") == Redirected("/cosa-facciamo")
    assert await find_where_it_went(session, "/en/di-che-cosa/formazione") == Redirected("/en/cosa-facciamo/formazione")


async def test_an_address_that_only_redirects_may_be_taken_over(session: AsyncSession) -> None:
    first = await publish_note(session, "Prima")
    await service.move(session, first.id, slugs={"it": "altrove", "en": "altrove"})
    second = await publish_note(session, "Seconda", slug="prima")
    found = await find_published(session, "note", "/prima", "it")
    assert found is not None
    assert found.publication_id == second.id
    assert await find_where_it_went(session, "/prima") is None


async def test_two_addresses_that_differ_in_case_or_accents_are_one(session: AsyncSession) -> None:
    await create_note(session, "Perché noi", slug="Perché")
    with pytest.raises(InvalidInput) as refusal:
        await create_note(session, slug="PERCHE")
    assert [(error.field, error.code) for error in refusal.value.fields] == [
        ("slugs.it", "PATH_TAKEN"),
        ("slugs.en", "PATH_TAKEN"),
    ]


async def test_a_title_that_many_have_gets_a_free_address_all_the_same(session: AsyncSession) -> None:
    slugs = [(await create_note(session, "a" * 120)).slugs["it"] for _time in range(22)]
    assert slugs[:2] == ["a" * 100, "a" * 98 + "-2"]
    assert len(set(slugs)) == 22
    assert max(map(len, slugs)) == 100
    assert (await create_note(session, "Admin")).slugs["it"] == "admin-2"
    assert (await create_note(session, "")).slugs["it"] == "nota"
