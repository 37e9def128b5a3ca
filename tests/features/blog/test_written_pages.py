"""A change of one post has exactly those pages written again that show it, however many others there are."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paths import in_every_language, in_language
from aistrategyhub.core.text import LOCALES, speaking
from aistrategyhub.features.blog import service
from aistrategyhub.features.blog.queries.facts import get_facts
from aistrategyhub.features.blog.rules import archive
from aistrategyhub.features.blog.schemas import PostFacts, ShelfDraft
from aistrategyhub.features.blog.schemas.shelves import ShelfKind
from aistrategyhub.features.blog.state.lists import LIST_PAGES
from aistrategyhub.features.blog.state.reading import POST_PAGE
from aistrategyhub.features.cms.state.pages import ANYWHERE, HOME
from aistrategyhub.features.publishing.service import publish, save_draft, unpublish
from aistrategyhub.prerender.models import PrerenderRequest, Wish
from aistrategyhub.prerender.queries import list_requests
from tests.factories.pages import publish_page
from tests.factories.posts import create_author, create_category, create_series, create_tag, post_words, publish_post

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAGES = (*LIST_PAGES, POST_PAGE, HOME, ANYWHERE)


async def shown_now(session: AsyncSession) -> dict[str, frozenset[str]]:
    """Every page that exists, with what it shows."""
    shown = {}
    for locale in LOCALES:
        with speaking(locale):
            for page in PAGES:
                for path in await page.paths(session):
                    snapshot = await page.snapshot(session, page.match(path) or {})
                    assert snapshot is not None, path
                    shown[in_language(path, locale)] = snapshot.things
    await session.execute(delete(PrerenderRequest))
    return shown


async def written_again(session: AsyncSession, shown: dict[str, frozenset[str]]) -> tuple[set[str], set[str]]:
    """The Italian pages that the requests of the moment have written, and those that they take away."""
    requests = await list_requests(session)
    touched = {name for wish, name in requests if wish is Wish.TOUCH}
    wanted = {name for wish, name in requests if wish is Wish.WANT}
    dropped = {name for wish, name in requests if wish is Wish.DROP}
    again = {path for path, things in shown.items() if things & touched} | wanted
    italian = {path for path in again if not path.startswith("/en")}
    assert {in_every_language(path)["en"] for path in italian} == again - italian
    return italian - dropped, {path for path in dropped if not path.startswith("/en")}


@pytest.fixture
async def shelves(session: AsyncSession) -> dict[str, UUID]:
    return {
        "ai": await create_category(session, "AI Act"),
        "nis": await create_category(session, "NIS2"),
        "tag": await create_tag(session, "registri"),
        "other_tag": await create_tag(session, "incidenti"),
        "author": await create_author(session, "Giulia Marenco"),
        "other_author": await create_author(session, "Davide Ronchi"),
        "series": await create_series(session, "Passi"),
    }


@pytest.fixture
async def blog(session: AsyncSession, shelves: dict[str, UUID], monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Ten posts, of which the newest stands on shelves of its own; a home page that lists the newest three."""
    monkeypatch.setattr(archive, "PER_PAGE", 4)
    ids = []
    for number in range(1, 11):
        facts: dict[str, Any] = {"author_ids": (shelves["other_author"],), "category_id": shelves["nis"]}
        if number == 10:
            facts = {
                "author_ids": (shelves["author"],),
                "category_id": shelves["ai"],
                "tag_ids": (shelves["tag"],),
            }
        with time_machine.travel(START + timedelta(days=number), tick=False):
            ids.append(await publish_post(session, f"Articolo {number}", **facts))
    newest = {"kind": "post_list", "id": "blog", "title": "Blog", "most": 3}
    await publish_page(session, slug="/", title="Casa", blocks=(newest,))
    await publish_page(session, slug="altra", title="Altra")
    return ids


async def test_new_words_of_the_newest_post(session: AsyncSession, blog: list[UUID]) -> None:
    shown = await shown_now(session)
    await save_draft(session, blog[-1], post_words("Nuovo titolo"), revision=1)
    await publish(session, blog[-1])
    again, dropped = await written_again(session, shown)
    assert again == {
        "/",
        "/blog",
        "/blog/articolo-10",
        "/blog/categoria/ai-act",
        "/blog/tag/registri",
        "/blog/autore/giulia-marenco",
    }
    assert dropped == set()


async def test_new_words_of_an_old_post(session: AsyncSession, blog: list[UUID]) -> None:
    shown = await shown_now(session)
    await save_draft(session, blog[0], post_words("Nuovo titolo"), revision=1)
    await publish(session, blog[0])
    again, _dropped = await written_again(session, shown)
    assert again == {
        "/blog/articolo-1",
        "/blog/pagina/1",
        "/blog/categoria/nis2/pagina/1",
        "/blog/autore/davide-ronchi/pagina/1",
    }


async def test_a_new_post_leaves_the_old_pages_alone(
    session: AsyncSession, blog: list[UUID], shelves: dict[str, UUID]
) -> None:
    shown = await shown_now(session)
    facts: dict[str, Any] = {"category_id": shelves["ai"], "tag_ids": (shelves["other_tag"],)}
    await publish_post(session, "Appena uscito", **facts)
    again, dropped = await written_again(session, shown)
    assert again == {"/", "/blog", "/blog/appena-uscito", "/blog/categoria/ai-act", "/blog/tag/incidenti"}
    assert dropped == set()


async def test_a_full_page_becomes_an_old_one(session: AsyncSession, blog: list[UUID]) -> None:
    """Of four a page, twelve posts are the first that need a second numbered page."""
    await publish_post(session, "L’undicesimo")
    shown = await shown_now(session)
    assert "/blog/pagina/2" not in shown
    await publish_post(session, "Il dodicesimo")
    again, _dropped = await written_again(session, shown)
    assert again == {"/", "/blog", "/blog/il-dodicesimo", "/blog/pagina/1", "/blog/pagina/2"}


async def test_a_post_that_leaves_takes_its_shelves_along(session: AsyncSession, blog: list[UUID]) -> None:
    shown = await shown_now(session)
    await unpublish(session, blog[-1])
    again, dropped = await written_again(session, shown)
    assert dropped == {
        "/blog/articolo-10",
        "/blog/categoria/ai-act",
        "/blog/tag/registri",
        "/blog/autore/giulia-marenco",
    }
    # The category is offered no more, and that is said on every page that offers categories.
    assert {"/", "/blog", "/blog/pagina/1"} <= again
    assert not {path for path in again if path.startswith("/blog/articolo-")}


async def test_an_old_post_that_leaves_moves_the_pages_after_it(session: AsyncSession, blog: list[UUID]) -> None:
    shown = await shown_now(session)
    await unpublish(session, blog[4])
    again, dropped = await written_again(session, shown)
    assert again == {"/", "/blog", "/blog/categoria/nis2", "/blog/autore/davide-ronchi"}
    assert dropped == {"/blog/articolo-5"}


async def test_another_category_is_shown_where_the_post_is(
    session: AsyncSession, blog: list[UUID], shelves: dict[str, UUID]
) -> None:
    shown = await shown_now(session)
    facts = await get_facts(session, blog[-1])
    await service.set_facts(session, blog[-1], facts.model_copy(update={"category_id": shelves["nis"]}))
    again, dropped = await written_again(session, shown)
    assert {"/", "/blog", "/blog/articolo-10", "/blog/categoria/nis2", "/blog/tag/registri"} <= again
    assert dropped == {"/blog/categoria/ai-act"}


async def test_a_category_that_joins_another_takes_its_pages_along(
    session: AsyncSession, blog: list[UUID], shelves: dict[str, UUID]
) -> None:
    shown = await shown_now(session)
    await service.remove_shelf(session, ShelfKind.CATEGORY, shelves["nis"], move_to=shelves["ai"])
    again, dropped = await written_again(session, shown)
    assert dropped == {"/blog/categoria/nis2", "/blog/categoria/nis2/pagina/1"}
    articles = {f"/blog/articolo-{number}" for number in range(1, 11)}
    category = {"/blog/categoria/ai-act", "/blog/categoria/ai-act/pagina/1"}
    assert {"/", "/blog", "/blog/pagina/1", *category, *articles - {"/blog/articolo-10"}} <= again
    now = await shown_now(session)
    assert category <= now.keys()
    assert not dropped & now.keys()


async def test_an_author_who_hands_over_is_named_on_no_page(
    session: AsyncSession, blog: list[UUID], shelves: dict[str, UUID]
) -> None:
    shown = await shown_now(session)
    await service.remove_author(session, shelves["other_author"], move_to=shelves["author"])
    again, dropped = await written_again(session, shown)
    assert dropped == {"/blog/autore/davide-ronchi", "/blog/autore/davide-ronchi/pagina/1"}
    lists = {"/", "/blog", "/blog/pagina/1", "/blog/categoria/nis2", "/blog/categoria/nis2/pagina/1"}
    assert lists | {"/blog/articolo-1", "/blog/autore/giulia-marenco", "/blog/autore/giulia-marenco/pagina/1"} <= again


async def test_a_part_more_is_shown_by_the_other_parts(
    session: AsyncSession, blog: list[UUID], shelves: dict[str, UUID]
) -> None:
    for number in (1, 2):
        await publish_post(session, f"Passo {number}", series_id=shelves["series"], series_position=number)
    shown = await shown_now(session)
    await publish_post(session, "Passo 3", series_id=shelves["series"], series_position=3)
    again, _dropped = await written_again(session, shown)
    assert again == {"/", "/blog", "/blog/passo-1", "/blog/passo-2", "/blog/passo-3", "/blog/serie/passi"}


async def test_an_author_is_presented_anew_wherever_they_sign(
    session: AsyncSession, blog: list[UUID], shelves: dict[str, UUID]
) -> None:
    shown = await shown_now(session)
    await service.forget_author(session, blog[0])
    assert await written_again(session, shown) == (set(), set())
    draft = ShelfDraft(name_it="registri dei sistemi", slug="registri")
    await service.save_shelf(session, ShelfKind.TAG, draft, shelves["tag"])
    assert (await written_again(session, shown))[0] == {"/blog/articolo-10", "/blog/tag/registri"}


async def test_facts_that_are_the_same_ask_for_nothing(
    session: AsyncSession, blog: list[UUID], shelves: dict[str, UUID]
) -> None:
    shown = await shown_now(session)
    same = PostFacts(author_ids=(shelves["author"],), category_id=shelves["ai"], tag_ids=(shelves["tag"],))
    await service.set_facts(session, blog[-1], same)
    assert await written_again(session, shown) == (set(), set())
