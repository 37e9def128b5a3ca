"""Posts and their shelves: what is stored, what is refused, what the written pages hear of it."""

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.blog import service
from aistrategyhub.features.blog.models import Author, Post, PostText
from aistrategyhub.features.blog.queries import ShelfNotFound, get_facts, list_authors, list_post_rows, list_shelves
from aistrategyhub.features.blog.schemas import AuthorDraft, PostFacts, PostFilter, ShelfDraft
from aistrategyhub.features.blog.schemas.shelves import ShelfKind
from aistrategyhub.features.publishing.models import Audience
from aistrategyhub.features.publishing.service import erase, set_audience, trash, unpublish
from aistrategyhub.prerender.models import PrerenderRequest, Wish
from aistrategyhub.prerender.queries import list_requests
from tests.factories.posts import (
    create_author,
    create_category,
    create_post,
    create_series,
    create_tag,
    post_words,
    publish_post,
)
from tests.harness.statements import counted_statements


async def asked(session: AsyncSession) -> set[tuple[str, str]]:
    """What was asked of pages since the last time."""
    found = {(wish.value, name) for wish, name in await list_requests(session)}
    await session.execute(delete(PrerenderRequest))
    return found


async def touched(session: AsyncSession) -> set[str]:
    return {name for wish, name in await asked(session) if wish == Wish.TOUCH}


async def test_lists_know_only_what_everybody_may_read(session: AsyncSession) -> None:
    post_id = await create_post(session, "Registri")
    post = await session.get_one(Post, (await tenant_of(session), post_id))
    assert post.live_at is None
    published = await publish_post(session, "Formazione", en={"title": "Training"})
    texts = (await session.execute(select(PostText).where(PostText.post_id == published))).scalars().all()
    assert {(text.locale, text.lang, text.title, text.word_count) for text in texts} == {
        ("it", "it", "Formazione", 5),
        ("en", "en", "Training", 5),
    }
    await unpublish(session, published)
    assert (await session.execute(select(PostText).where(PostText.post_id == published))).scalars().all() == []


async def test_facts_are_checked_and_kept(session: AsyncSession) -> None:
    category, author, tag = await create_category(session), await create_author(session), await create_tag(session)
    series = await create_series(session)
    facts = PostFacts(category_id=category, author_ids=(author,), tag_ids=(tag,), series_id=series, series_position=2)
    post_id = await create_post(session)
    await service.set_facts(session, post_id, facts)
    assert await get_facts(session, post_id) == facts
    with pytest.raises(InvalidInput) as refused:
        await service.set_facts(session, post_id, PostFacts(category_id=author, tag_ids=(category,), series_position=1))
    assert {(error.field, error.code) for error in refused.value.fields} == {
        ("category_id", "GONE"),
        ("tag_ids", "GONE"),
        ("series_position", "NO_SERIES"),
    }


async def test_a_category_with_posts_is_not_taken_away_but_moved(session: AsyncSession) -> None:
    first, second = await create_category(session, "AI Act"), await create_category(session, "NIS2")
    post_id = await publish_post(session, category_id=first)
    with pytest.raises(service.ShelfInUse) as refused:
        await service.remove_shelf(session, ShelfKind.CATEGORY, first)
    assert refused.value.values == {"name": "AI Act", "count": 1}
    await asked(session)
    await service.remove_shelf(session, ShelfKind.CATEGORY, first, move_to=second)
    assert (await get_facts(session, post_id)).category_id == second
    assert [row.name_it for row in (await list_shelves(session, ShelfKind.CATEGORY)).rows] == ["NIS2"]
    assert {
        ("drop", "/blog/categoria/ai-act"),
        ("want", "/blog/categoria/nis2"),
        ("touch", "posts:categoria:nis2"),
        ("touch", f"publication:{post_id}"),
    } <= await asked(session)


async def test_an_author_of_posts_hands_them_over(session: AsyncSession) -> None:
    first, second = await create_author(session, "Giulia Marenco"), await create_author(session, "Luca Ferri")
    post_id = await publish_post(session, author_ids=(first,))
    with pytest.raises(service.ShelfInUse):
        await service.remove_author(session, first)
    await service.remove_author(session, first, move_to=second)
    assert (await get_facts(session, post_id)).author_ids == (second,)
    assert [(row.name, row.live_count) for row in (await list_authors(session)).rows] == [("Luca Ferri", 1)]


async def test_a_shelf_is_emptied_in_as_many_statements_whatever_stands_there(session: AsyncSession) -> None:
    counts = []
    for posts in (2, 7):
        former, target = await create_category(session, f"Da {posts}"), await create_category(session, f"A {posts}")
        for number in range(posts):
            await publish_post(session, f"Articolo {number} di {posts}", category_id=former)
        draft = await create_post(session, f"Bozza di {posts}", category_id=former)
        with counted_statements() as statements:
            await service.remove_shelf(session, ShelfKind.CATEGORY, former, move_to=target)
        counts.append(len(statements))
        found = await list_post_rows(session, PostFilter(category_id=target))
        assert (found.total, (await get_facts(session, draft)).category_id) == (posts + 1, target)
    assert counts[0] == counts[1]


async def test_who_hands_over_gives_their_place_and_no_post_is_signed_or_tagged_twice(session: AsyncSession) -> None:
    leaving, other, staying = [await create_author(session, name) for name in ("Ada Neri", "Ugo Riva", "Lea Moro")]
    one, two = await create_tag(session, "registri"), await create_tag(session, "registro")
    both = await publish_post(session, "Insieme", author_ids=(leaving, other, staying), tag_ids=(one, two))
    last = await publish_post(session, "In coda", author_ids=(other, leaving), tag_ids=(one,))
    await service.remove_author(session, leaving, move_to=staying)
    await service.remove_shelf(session, ShelfKind.TAG, one, move_to=two)
    assert (await get_facts(session, both)).author_ids == (staying, other)
    assert (await get_facts(session, last)).author_ids == (other, staying)
    assert [(await get_facts(session, post_id)).tag_ids for post_id in (both, last)] == [(two,), (two,)]


@pytest.mark.parametrize("kind", [ShelfKind.CATEGORY, ShelfKind.TAG, ShelfKind.SERIES])
async def test_nothing_is_moved_onto_itself_or_onto_what_is_gone(session: AsyncSession, kind: ShelfKind) -> None:
    shelf = await service.save_shelf(session, kind, ShelfDraft(name_it="Registri"))
    with pytest.raises(InvalidInput) as refused:
        await service.remove_shelf(session, kind, shelf, move_to=shelf)
    assert [(error.field, error.code) for error in refused.value.fields] == [("move_to", "ITSELF")]
    with pytest.raises(ShelfNotFound):
        await service.remove_shelf(session, kind, shelf, move_to=new_id())
    assert (await list_shelves(session, kind)).total == 1


async def test_what_was_moved_is_in_the_trail(session: AsyncSession) -> None:
    former, target = await create_category(session, "AI Act"), await create_category(session, "NIS2")
    post_id = await publish_post(session, category_id=former)
    await service.remove_shelf(session, ShelfKind.CATEGORY, former, move_to=target)
    removed = select(AuditEntry.changes).where(AuditEntry.action == "blog.shelf_removed")
    assert (await session.execute(removed)).scalar_one() == {
        "name": "AI Act",
        "moved_to": str(target),
        "posts": [str(post_id)],
    }


async def test_tags_and_series_leave_their_posts(session: AsyncSession) -> None:
    tag, series = await create_tag(session), await create_series(session)
    post_id = await publish_post(session, tag_ids=(tag,), series_id=series, series_position=1)
    await service.remove_shelf(session, ShelfKind.TAG, tag)
    await service.remove_shelf(session, ShelfKind.SERIES, series)
    assert await get_facts(session, post_id) == PostFacts()


async def test_an_address_is_one_shelfs_and_stays_once_it_was_read(session: AsyncSession) -> None:
    category = await create_category(session, "Perché l’AI Act?")
    [row] = (await list_shelves(session, ShelfKind.CATEGORY)).rows
    assert row.slug == "perche-l-ai-act"
    with pytest.raises(InvalidInput) as refused:
        await create_category(session, "Altro", slug="Perche l AI Act")
    assert refused.value.fields[0].code == "SLUG_TAKEN"
    await service.save_shelf(session, ShelfKind.CATEGORY, ShelfDraft(name_it="AI Act", slug="ai-act"), category)
    await publish_post(session, category_id=category)
    with pytest.raises(InvalidInput) as refused:
        await service.save_shelf(session, ShelfKind.CATEGORY, ShelfDraft(name_it="AI Act", slug="ai"), category)
    assert refused.value.fields[0].code == "SLUG_FIXED"


@pytest.mark.parametrize("name", ["", "   "])
async def test_what_has_no_name_is_refused(session: AsyncSession, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await create_category(session, name)
    assert refused.value.fields[0].field == "name_it"
    with pytest.raises(InvalidInput) as refused:
        await service.save_author(session, AuthorDraft(name=name))
    assert refused.value.fields[0].field == "name"


async def test_a_name_is_changed_on_every_page_that_says_it(session: AsyncSession) -> None:
    category = await create_category(session, "AI Act")
    await asked(session)
    await service.save_shelf(session, ShelfKind.CATEGORY, ShelfDraft(name_it="Legge sull’IA"), category)
    assert await touched(session) == {"blog-categoria:ai-act", "blog-categories"}


async def test_a_copy_is_a_draft_with_the_same_facts(session: AsyncSession) -> None:
    tag = await create_tag(session)
    original = await publish_post(session, "Registri", tag_ids=(tag,))
    copy = await service.duplicate_post(session, original)
    assert copy.slugs["it"] == "registri-2"
    assert (await get_facts(session, copy.id)).tag_ids == (tag,)
    assert copy.published_version_id is None


async def test_editors_find_posts_by_words_state_and_shelf(session: AsyncSession) -> None:
    category, author = await create_category(session), await create_author(session)
    await publish_post(session, "Registri", category_id=category, author_ids=(author,))
    await create_post(session, "Bozza sui registri")
    rows = (await list_post_rows(session, PostFilter(q="regis"))).rows
    assert [(row.title, row.author_names, row.category_name) for row in rows] == [
        ("Bozza sui registri", [], ""),
        ("Registri", ["Giulia Marenco"], "AI Act"),
    ]
    found = await list_post_rows(session, PostFilter(category_id=category))
    assert [row.title for row in found.rows] == ["Registri"]
    assert found.total == 1


async def test_what_was_erased_leaves_no_rows(session: AsyncSession) -> None:
    post_id = await publish_post(session)
    await trash(session, post_id)
    await erase(session, post_id)
    assert (await session.execute(select(Post))).scalars().all() == []


async def test_what_is_for_members_is_on_no_list(session: AsyncSession) -> None:
    post_id = await publish_post(session)
    await set_audience(session, post_id, Audience.MEMBERS)
    assert (await session.execute(select(PostText))).scalars().all() == []


async def test_of_an_erased_person_the_name_under_their_work_is_left(session: AsyncSession) -> None:
    person = await create_post(session, words=post_words("Prova"))
    author_id = await create_author(
        session, person_id=person, bio_it="Avvocata", links=[{"label": "Sito", "href": "https://a.example"}]
    )
    unsigned_id = await create_author(session, "Lea Moro", person_id=person)
    await create_post(session, author_ids=(author_id,))
    await service.forget_author(session, person)
    assert await session.scalar(select(Author.id).where(Author.id == unsigned_id)) is None
    author = (await session.execute(select(Author).where(Author.id == author_id))).scalar_one()
    assert (author.name, author.person_id, author.bio_it, author.links) == ("Giulia Marenco", None, "", [])


async def tenant_of(session: AsyncSession) -> object:
    return session.info["tenant_id"]
