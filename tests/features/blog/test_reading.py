"""A post as visitors read it, and the lists that lead to it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import speaking
from aistrategyhub.features.blog.queries.lists import find_list, find_search, list_numbered_paths, list_page_paths
from aistrategyhub.features.blog.queries.reading import ShownPost, draft_view, find_post
from aistrategyhub.features.blog.queries.related import list_related
from aistrategyhub.features.blog.rules import archive
from aistrategyhub.features.blog.schemas import PostContent
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING, Shelf, ShelfKind
from aistrategyhub.features.blog.state.lists import BLOG_PAGE, LIST_PAGES, PostsState
from aistrategyhub.features.blog.state.reading import POST_PAGE, PostState
from aistrategyhub.prerender.declared import page_at
from aistrategyhub.prerender.snapshots import state_of
from tests.factories.posts import create_author, create_category, create_post, create_series, create_tag, publish_post
from tests.harness.statements import counted_statements
from tests.harness.states import Tab

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG = (
    "<h2>Le soglie</h2><p>Prima.</p><h2>I settori</h2><h3>Energia</h3><p>Seconda.</p>"
    '<pre><code class="language-python">x = 1</code></pre><table><tbody><tr><td>a</td></tr></tbody></table>'
)


async def publish_many(session: AsyncSession, count: int, **facts: Any) -> list[UUID]:
    """Posts of consecutive days, the oldest first: "Articolo 1" and so on."""
    ids = []
    for number in range(1, count + 1):
        with time_machine.travel(START + timedelta(days=number), tick=False):
            ids.append(await publish_post(session, f"Articolo {number}", **facts))
    return ids


async def found(session: AsyncSession, slug: str) -> ShownPost:
    shown = await find_post(session, slug)
    assert shown is not None
    return shown


async def titles(session: AsyncSession, shelf: Shelf = EVERYTHING, number: int | None = None) -> list[str]:
    shown = await find_list(session, shelf, number)
    assert shown is not None
    return [card.title for card in shown.view.cards]


class TestPost:
    async def test_it_shows_its_words_and_what_stands_beside_them(self, session: AsyncSession) -> None:
        category, tag = await create_category(session), await create_tag(session)
        author = await create_author(session, role_it="Giurista")
        with time_machine.travel(START, tick=False):
            await publish_post(
                session, "Le soglie", body=LONG, category_id=category, tag_ids=(tag,), author_ids=(author,)
            )
        view = (await found(session, "le-soglie")).view
        assert (view.title, view.path, view.lang, view.date) == ("Le soglie", "/blog/le-soglie", "it", "2026-03-02")
        assert [(entry.title, entry.level) for entry in view.toc] == [
            ("Le soglie", 2),
            ("I settori", 2),
            ("Energia", 3),
        ]
        assert view.category.path == "/blog/categoria/ai-act"
        assert [(one.name, one.role, one.initials) for one in view.authors] == [("Giulia Marenco", "Giurista", "GM")]
        assert [one.path for one in view.tags] == ["/blog/tag/registri"]
        assert all(f'id="{entry.href[1:]}"' in view.html for entry in view.toc)
        assert 'class="tok-' in view.html
        assert view.minutes_label == "1 minuto di lettura"

    async def test_a_missing_translation_shows_the_italian_and_says_whose_address_it_is(
        self, session: AsyncSession
    ) -> None:
        await publish_post(session, "Le soglie")
        with speaking("en"):
            shown = await found(session, "le-soglie")
        assert (shown.view.lang, shown.head.canonical) == ("it", "/blog/le-soglie")
        assert shown.head.alternates == {}

    async def test_search_engines_are_told_who_wrote_it_and_when(self, session: AsyncSession) -> None:
        category, author = await create_category(session), await create_author(session)
        with time_machine.travel(START, tick=False):
            await publish_post(session, "Le soglie", excerpt="Due domande.", category_id=category, author_ids=(author,))
        head = (await found(session, "le-soglie")).head
        posting, crumbs = head.data
        assert posting["@type"] == "BlogPosting"
        assert posting["author"] == [
            {
                "@type": "Person",
                "@id": "/blog/autore/giulia-marenco#person",
                "name": "Giulia Marenco",
                "url": "/blog/autore/giulia-marenco",
            }
        ]
        assert posting["datePublished"] == "2026-03-02T09:00:00+00:00"
        assert posting["articleSection"] == head.section == "AI Act"
        assert [item["item"] for item in crumbs["itemListElement"]] == ["/blog", "/blog/le-soglie"]
        assert (head.kind, head.description) == ("article", "Due domande.")

    async def test_a_series_leads_from_part_to_part(self, session: AsyncSession) -> None:
        series = await create_series(session)
        for number, title in enumerate(("Prima", "Seconda", "Terza"), 1):
            await publish_post(session, title, series_id=series, series_position=number)
        view = (await found(session, "seconda")).view.series
        assert (view.label, view.previous.title, view.next.title) == ("Parte 2 di 3", "Prima", "Terza")
        assert [part.is_here for part in view.parts] == [False, True, False]
        assert (await found(session, "prima")).view.series.previous.path == ""
        assert await titles(session, Shelf(ShelfKind.SERIES, "nis2-passo-per-passo")) == ["Prima", "Seconda", "Terza"]

    async def test_a_series_of_one_part_is_none(self, session: AsyncSession) -> None:
        await publish_post(session, "Sola", series_id=await create_series(session), series_position=1)
        assert (await found(session, "sola")).view.series.name == ""

    async def test_what_is_no_post_is_not_there(self, session: AsyncSession) -> None:
        await create_post(session, "Bozza")
        for slug in ("bozza", "niente", "../etc/passwd", "a" * 600, "x\x00"):
            assert await find_post(session, slug) is None

    async def test_a_draft_is_drawn_as_it_would_be(self, session: AsyncSession) -> None:
        post_id = await create_post(session, "Bozza", author_ids=(await create_author(session),))
        view = await draft_view(session, post_id, PostContent(title="Nuovo titolo", body=LONG))
        assert (view.title, len(view.toc), view.authors[0].name) == ("Nuovo titolo", 3, "Giulia Marenco")

    async def test_it_names_all_that_it_shows(self, session: AsyncSession) -> None:
        category, tag, author = await create_category(session), await create_tag(session), await create_author(session)
        facts: dict[str, Any] = {"category_id": category, "tag_ids": (tag,), "author_ids": (author,)}
        other = await publish_post(session, "Altro", **facts)
        post_id = await publish_post(session, "Questo", **facts)
        assert (await found(session, "questo")).things == {
            f"publication:{post_id}",
            f"post:{other}",
            "blog-categoria:ai-act",
            "blog-tag:registri",
            "blog-autore:giulia-marenco",
        }


class TestRelated:
    async def test_what_shares_most_comes_first(self, session: AsyncSession) -> None:
        category, rare, common = (
            await create_category(session),
            await create_tag(session, "rara"),
            await create_tag(session, "comune"),
        )
        post_id = await publish_post(session, "Questo", category_id=category, tag_ids=(rare, common))
        same = await publish_post(session, "Stessa categoria", category_id=category)
        with_common = await publish_post(session, "Comune", tag_ids=(common,))
        await publish_post(session, "Comune anche questo", tag_ids=(common,))
        both = await publish_post(session, "Rara", tag_ids=(rare, common))
        await publish_post(session, "Nulla in comune")
        await create_post(session, "Bozza", tag_ids=(rare,))
        assert (await list_related(session, post_id))[0] == both
        assert with_common in await list_related(session, post_id, most=10)
        assert same in await list_related(session, post_id, most=10)
        assert len(await list_related(session, post_id, most=10)) == 4

    async def test_titles_with_the_same_words_go_together(self, session: AsyncSession) -> None:
        post_id = await publish_post(session, "Il registro dei trattamenti")
        same = await publish_post(session, "Registri: l’essenziale")
        await publish_post(session, "Formazione dei dirigenti")
        assert await list_related(session, post_id) == [same]


class TestLists:
    async def test_posts_are_on_numbered_pages_from_the_oldest(
        self, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(archive, "PER_PAGE", 3)
        count = 8
        await publish_many(session, count)
        assert await titles(session) == [f"Articolo {number}" for number in range(count, 3, -1)]
        assert await titles(session, number=1) == [f"Articolo {number}" for number in range(3, 0, -1)]
        newest, oldest = await find_list(session, EVERYTHING), await find_list(session, EVERYTHING, 1)
        assert newest is not None
        assert oldest is not None
        assert (newest.view.newer_path, newest.view.older_path) == ("", "/blog/pagina/1")
        assert (oldest.view.newer_path, oldest.view.older_path) == ("/blog", "")
        assert await find_list(session, EVERYTHING, 2) is None
        assert await list_numbered_paths(session, ShelfKind.ALL) == ["/blog/pagina/1"]

    @pytest.mark.parametrize(
        ("kind", "slug", "path"),
        [
            (ShelfKind.CATEGORY, "ai-act", "/blog/categoria/ai-act"),
            (ShelfKind.TAG, "registri", "/blog/tag/registri"),
            (ShelfKind.AUTHOR, "giulia-marenco", "/blog/autore/giulia-marenco"),
        ],
    )
    async def test_each_shelf_has_its_own(self, session: AsyncSession, kind: ShelfKind, slug: str, path: str) -> None:
        facts = {
            "category_id": await create_category(session),
            "tag_ids": (await create_tag(session),),
            "author_ids": (await create_author(session),),
        }
        await publish_post(session, "Su questo scaffale", **facts)
        await publish_post(session, "Altrove")
        await create_post(session, "Bozza", **facts)
        assert await titles(session, Shelf(kind, slug)) == ["Su questo scaffale"]
        assert await list_page_paths(session, kind) == [path]
        assert await find_list(session, Shelf(kind, "niente")) is None

    async def test_a_shelf_that_nobody_can_read_from_has_no_page(self, session: AsyncSession) -> None:
        await create_post(session, "Bozza", category_id=await create_category(session))
        assert await find_list(session, Shelf(ShelfKind.CATEGORY, "ai-act")) is None
        assert await list_page_paths(session, ShelfKind.CATEGORY) == []
        assert await list_page_paths(session, ShelfKind.ALL) == ["/blog"]

    async def test_a_list_of_many_costs_no_more_than_one_of_few(self, session: AsyncSession) -> None:
        facts = {"category_id": await create_category(session), "author_ids": (await create_author(session),)}
        await publish_many(session, 2, **facts)
        with counted_statements() as few:
            await titles(session)
        await publish_many(session, 6, **facts)
        with counted_statements() as many:
            await titles(session)
        assert len(many) == len(few)

    async def test_the_html_and_the_open_page_show_the_same(self, session: AsyncSession, tab: Tab) -> None:
        await publish_post(session, "Le soglie", category_id=await create_category(session))
        listed, single = (
            await BLOG_PAGE.snapshot(session, {}),
            await POST_PAGE.snapshot(session, {"post_slug": "le-soglie"}),
        )
        assert listed is not None
        assert single is not None
        written = state_of(listed, {}) | state_of(single, {})
        tab.go("/blog")
        await tab.send(PostsState.load)
        tab.go("/blog/[post_slug]", post_slug="le-soglie")
        await tab.send(PostState.load)
        for state in (PostsState, PostState):
            for name, value in written[state.get_full_name()].items():
                assert tab.values[state.get_full_name()][name] == value


class TestSearch:
    async def test_slips_accents_and_other_forms_are_forgiven(self, session: AsyncSession) -> None:
        await publish_post(session, "Le soglie della NIS2", body="<p>Quando un’impresa è soggetta alla vigilanza.</p>")
        await publish_post(session, "Formazione dei dipendenti")
        for q in ("soglie", "sogli", "NIS 2", "vigilanze", "vigillanza", "formazzione"):
            view = await find_search(session, q, 1)
            assert len(view.cards) == 1, q

    @pytest.mark.parametrize(("q", "code"), [("x" * 300, "200"), ("%_*", "parola"), ("!!!", "parola")])
    async def test_what_cannot_be_searched_for_is_said_in_a_sentence(
        self, session: AsyncSession, q: str, code: str
    ) -> None:
        view = await find_search(session, q, 1)
        assert code in view.refusal
        assert view.cards == []

    async def test_the_address_carries_the_search(self, session: AsyncSession, tab: Tab) -> None:
        await publish_post(session, "Le soglie")
        await publish_post(session, "Altro")
        tab.go("/blog", query={"q": "soglia"})
        await tab.send(PostsState.load)
        shown = tab.seen(PostsState, "posts")
        assert ([card["title"] for card in shown["cards"]], shown["q"]) == (["Le soglie"], "soglia")
        await tab.send(PostsState.search, form={"q": "due parole"})
        assert tab.events[-1].payload["path"] == "/blog?q=due+parole"


@pytest.mark.parametrize(
    ("path", "route", "params"),
    [
        ("/blog", "/blog", {}),
        ("/blog/pagina/3", "/blog/pagina/[blog_page]", {"blog_page": "3"}),
        ("/blog/categoria/nis2", "/blog/categoria/[shelf_slug]", {"shelf_slug": "nis2"}),
        (
            "/blog/tag/registri/pagina/2",
            "/blog/tag/[shelf_slug]/pagina/[blog_page]",
            {"shelf_slug": "registri", "blog_page": "2"},
        ),
        ("/blog/categoria", "/blog/[post_slug]", {"post_slug": "categoria"}),
    ],
)
def test_every_address_is_one_pages(path: str, route: str, params: dict[str, str]) -> None:
    found = page_at((*LIST_PAGES, POST_PAGE), path)
    assert found is not None
    assert (found[0].route, found[1]) == (route, params)


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999", "1.5"])
async def test_a_page_that_is_no_number_is_not_there(session: AsyncSession, number: str) -> None:
    page, _params = page_at(LIST_PAGES, "/blog/pagina/1") or (BLOG_PAGE, {})
    assert await page.snapshot(session, {"blog_page": number}) is None
