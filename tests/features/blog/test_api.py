"""The blog over HTTP: what anybody reads, feeds, and what editors write."""

import asyncio
from contextvars import Context
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.blog import service
from aistrategyhub.features.blog.queries import searching
from aistrategyhub.features.blog.schemas import PostFacts
from tests.factories.people import cookie_of, program_of
from tests.factories.posts import (
    BODY,
    create_author,
    create_category,
    create_post,
    create_tag,
    post_words,
    publish_post,
)
from tests.harness.statements import counted_statements

BLOG = "/api/v1/blog"
EDITOR = "/api/v1/editor/posts"
OWN = {"Origin": "http://localhost:3000"}


@pytest.fixture
async def editor(session: AsyncSession) -> dict[str, str]:
    return OWN | await cookie_of(session, Role.EDITOR)


class TestPublished:
    async def test_posts_are_listed_with_what_stands_beside_them(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        category, tag, author = await create_category(session), await create_tag(session), await create_author(session)
        await publish_post(
            session, "Le soglie", excerpt="Due.", category_id=category, tag_ids=(tag,), author_ids=(author,)
        )
        await create_post(session, "Bozza")
        body = (await api.get(BLOG)).json()
        assert body["pagination"]["total"] == 1
        [row] = body["data"]
        assert (row["slug"], row["title"], row["excerpt"]) == ("le-soglie", "Le soglie", "Due.")
        assert row["category"] == {"slug": "ai-act", "name": "AI Act"}
        assert row["tags"] == [{"slug": "registri", "name": "registri"}]
        assert row["authors"] == [{"slug": "giulia-marenco", "name": "Giulia Marenco"}]

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("", ["Terzo", "Secondo", "Primo"]),
            ("?sort=published_at", ["Primo", "Secondo", "Terzo"]),
            ("?sort=title", ["Primo", "Secondo", "Terzo"]),
            ("?category=ai-act", ["Secondo"]),
            ("?tag=registri", ["Terzo", "Secondo"]),
            ("?tag=registri&category=ai-act", ["Secondo"]),
            ("?author=nessuno", []),
            ("?q=secondi", ["Secondo"]),
            ("?q=registro&sort=published_at", ["Primo", "Secondo", "Terzo"]),
            ("?per_page=2&page=2", ["Primo"]),
        ],
    )
    async def test_they_are_filtered_sorted_and_paged(
        self, api: httpx.AsyncClient, session: AsyncSession, query: str, titles: list[str]
    ) -> None:
        tag = await create_tag(session)
        await publish_post(session, "Primo")
        await publish_post(session, "Secondo", category_id=await create_category(session), tag_ids=(tag,))
        await publish_post(session, "Terzo", tag_ids=(tag,))
        assert [row["title"] for row in (await api.get(BLOG + query)).json()["data"]] == titles

    async def test_of_very_common_words_the_newest_are_weighed_and_those_in_titles(
        self, api: httpx.AsyncClient, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(searching, "MOST_WEIGHED", 2)
        for title in ("Il registro", "Primo", "Secondo", "Terzo"):
            await publish_post(session, title)
        body = (await api.get(f"{BLOG}?q=registro")).json()
        assert [row["title"] for row in body["data"]] == ["Il registro", "Terzo", "Secondo"]
        assert (body["pagination"]["total"], body["pagination"]["is_total_exact"]) == (3, False)
        second = (await api.get(f"{BLOG}?q=registro&per_page=2&page=2")).json()
        assert [row["title"] for row in second["data"]] == ["Secondo"]
        beyond = (await api.get(f"{BLOG}?q=registro&per_page=2&page=9")).json()
        assert (beyond["data"], beyond["pagination"]["total"]) == ([], 3)

    async def test_a_cursor_goes_on_whatever_is_published_meanwhile(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        for title in ("Primo", "Secondo", "Terzo"):
            await publish_post(session, title)
        first = (await api.get(BLOG, params={"per_page": 2})).json()
        await publish_post(session, "Quarto")
        cursor = first["pagination"]["next_cursor"]
        second = (await api.get(BLOG, params={"per_page": 2, "cursor": cursor})).json()
        assert [row["title"] for row in second["data"]] == ["Primo"]
        assert second["pagination"]["next_cursor"] is None

    async def test_only_the_fields_that_are_wanted_are_sent(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        await publish_post(session, "Le soglie")
        [row] = (await api.get(BLOG, params={"fields": "slug, title"})).json()["data"]
        assert row == {"slug": "le-soglie", "title": "Le soglie"}
        post = (await api.get(f"{BLOG}/le-soglie", params={"fields": "html"})).json()["data"]
        assert post == {"html": BODY}

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"fields": "titolo"}, "fields"),
            ({"cursor": "xyz"}, "cursor"),
            ({"cursor": "WyIyMDI2IiwgIngiXQ"}, "cursor"),
            ({"q": "%%"}, "q"),
            ({"q": "x" * 201}, "q"),
            ({"per_page": "0"}, "per_page"),
            ({"category": "../x"}, "category"),
            ({"sort": "sbagliato"}, "sort"),
        ],
    )
    async def test_what_cannot_be_understood_is_refused_by_its_name(
        self, api: httpx.AsyncClient, query: dict[str, str], field: str
    ) -> None:
        answer = await api.get(BLOG, params=query)
        assert answer.status_code == 422
        assert field in answer.json()["error"]["details"][0]["field"]

    async def test_what_has_not_changed_is_not_sent_again(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        post_id = await publish_post(session, "Le soglie")
        for address in (BLOG, f"{BLOG}/le-soglie"):
            tag = (await api.get(address)).headers["etag"]
            again = await api.get(address, headers={"If-None-Match": tag})
            assert (again.status_code, again.content) == (304, b"")
            assert "max-age" in again.headers["cache-control"]
        listed = (await api.get(BLOG)).headers["etag"]
        await service.set_facts(session, post_id, PostFacts(author_ids=(await create_author(session),)))
        assert (await api.get(BLOG)).headers["etag"] != listed

    @pytest.mark.usefixtures("redis_url")
    async def test_what_was_answered_is_not_read_again(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        await publish_post(session, "Le soglie")
        for address in (BLOG, f"{BLOG}/le-soglie"):
            first = await api.get(address)
            with counted_statements() as statements:
                again = await api.get(address)
            assert (again.json()["data"], statements) == (first.json()["data"], [])

    async def test_what_is_no_post_answers_404(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        await create_post(session, "Bozza")
        for slug, code in (("bozza", "POST_NOT_FOUND"), ("niente", "POST_NOT_FOUND"), ("%00", "NOT_FOUND")):
            answer = await api.get(f"{BLOG}/{slug}")
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, code)


class TestFeeds:
    async def test_all_posts_and_those_of_a_category_can_be_followed(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        author = await create_author(session)
        await publish_post(session, "Le soglie & altro", excerpt="Due <cose>.", author_ids=(author,))
        await publish_post(session, "Altrove", category_id=await create_category(session), en={"title": "Elsewhere"})
        answer = await api.get("/blog/feed.xml")
        assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
        channel = ElementTree.fromstring(answer.text)[0]
        items = channel.findall("item")
        assert [item.findtext("title") for item in items] == ["Altrove", "Le soglie & altro"]
        assert items[1].findtext("description") == "Due <cose>."
        assert items[1].findtext("{http://purl.org/dc/elements/1.1/}creator") == "Giulia Marenco"
        assert (items[0].findtext("link") or "").endswith("/blog/altrove")
        of_category = ElementTree.fromstring((await api.get("/en/blog/categoria/ai-act/feed.xml")).text)[0]
        assert [item.findtext("title") for item in of_category.findall("item")] == ["Elsewhere"]

    async def test_a_stranger_is_somebody_to_the_edge(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        """The test acts as the house itself; a reader's program comes with nobody's name."""
        await publish_post(session, "Le soglie")
        asked = asyncio.create_task(api.get("/en/blog/feed.xml"), context=Context())
        assert (await asked).status_code == 200

    async def test_readers_who_ask_again_get_nothing_new(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        await publish_post(session, "Le soglie")
        tag = (await api.get("/blog/feed.xml")).headers["etag"]
        assert (await api.get("/blog/feed.xml", headers={"If-None-Match": tag})).status_code == 304

    @pytest.mark.parametrize("path", ["/blog/categoria/niente/feed.xml", "/fr/blog/feed.xml", "/it/blog/feed.xml"])
    async def test_a_feed_of_nothing_is_not_there(self, api: httpx.AsyncClient, path: str) -> None:
        assert (await api.get(path)).status_code == 404


class TestEditing:
    async def test_an_editor_writes_files_and_publishes_a_post(
        self, api: httpx.AsyncClient, session: AsyncSession, editor: dict[str, str]
    ) -> None:
        category = await create_category(session)
        sent = {"content": post_words("Le soglie"), "facts": {"category_id": str(category)}}
        made = (await api.post(EDITOR, json=sent, headers=editor)).json()["data"]
        assert (made["slugs"]["it"], made["status"], made["facts"]["category_id"]) == (
            "le-soglie",
            "draft",
            str(category),
        )
        address = f"{EDITOR}/{made['id']}"
        changed = {"revision": made["revision"], "content": post_words("Le soglie della NIS2")}
        saved = (await api.put(f"{address}/draft", json=changed, headers=editor)).json()["data"]
        live = await api.post(f"{address}/publish", json={"revision": saved["revision"]}, headers=editor)
        assert live.json()["data"]["status"] == "published"
        listed = (await api.get(EDITOR, params={"q": "nis2"}, headers=editor)).json()["data"]
        assert [row["title"] for row in listed] == ["Le soglie della NIS2"]
        withdrawn = await api.post(f"{address}/unpublish", headers=editor)
        assert withdrawn.json()["data"]["status"] == "draft"

    async def test_what_somebody_else_saved_is_not_overwritten(
        self, api: httpx.AsyncClient, session: AsyncSession, editor: dict[str, str]
    ) -> None:
        post_id = await create_post(session)
        late = {"revision": 7, "content": post_words("Tardi")}
        answer = await api.put(f"{EDITOR}/{post_id}/draft", json=late, headers=editor)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "EDITED_MEANWHILE")
        told = {item["field"]: item["message"] for item in answer.json()["error"]["details"]}
        assert (told["revision"], told.keys()) == ("1", {"revision", "by", "at"})

    async def test_a_plan_is_made_and_a_past_one_refused(
        self, api: httpx.AsyncClient, session: AsyncSession, editor: dict[str, str]
    ) -> None:
        post_id = await create_post(session)
        plan = {"publish_at": "2099-01-01T08:00:00+01:00"}
        made = await api.put(f"{EDITOR}/{post_id}/plan", json=plan, headers=editor)
        assert made.json()["data"]["publish_at"] == "2099-01-01T07:00:00Z"
        for wrong in ("2020-01-01T08:00:00+01:00", "2099-01-01T08:00:00", "domani"):
            sent = {"publish_at": wrong}
            assert (await api.put(f"{EDITOR}/{post_id}/plan", json=sent, headers=editor)).status_code == 422

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"content": {"it": {"title": "x", "autore": "y"}}}, "it.autore"),
            ({"content": {"en": {"title": "x"}}}, "it"),
            ({"facts": {"category_id": "0199d2b0-0000-7000-8000-000000000000"}}, "category_id"),
            ({"facts": {"tag_ids": ["niente"]}}, "facts.tag_ids.0"),
            ({"slugs": {"it": "!!!"}}, "slugs.it"),
        ],
    )
    async def test_what_does_not_fit_is_refused_by_its_field(
        self, api: httpx.AsyncClient, editor: dict[str, str], changes: dict[str, Any], field: str
    ) -> None:
        answer = await api.post(EDITOR, json={"content": post_words(), **changes}, headers=editor)
        assert answer.status_code == 422
        assert field in answer.json()["error"]["details"][0]["field"]

    async def test_what_stands_beside_a_live_post_changes_with_the_right_to_publish(
        self, api: httpx.AsyncClient, session: AsyncSession
    ) -> None:
        draft, live = await create_post(session, "Bozza"), await publish_post(session, "Online")
        sent = {"category_id": str(await create_category(session))}
        writer = await program_of(session, "blog:edit")
        publisher = await program_of(session, "blog:edit", "blog:publish")
        answers = [
            await api.put(f"{EDITOR}/{post_id}/facts", json=facts, headers=headers)
            for post_id, facts, headers in (
                (draft, sent, writer), (live, sent, writer), (live, {}, writer), (live, sent, publisher)
            )
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [200, 403, 200, 200]
        assert answers[1].json()["error"]["code"] == "PERMISSION_DENIED"
        assert answers[3].json()["data"]["facts"]["category_id"] == sent["category_id"]

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.SUPPORT])
    async def test_only_editors_write(self, api: httpx.AsyncClient, session: AsyncSession, role: Role) -> None:
        post_id = await create_post(session)
        headers = OWN | await cookie_of(session, role)
        made = await api.post(EDITOR, json={"content": post_words()}, headers=headers)
        filed = await api.put(f"{EDITOR}/{post_id}/facts", json={}, headers=headers)
        assert (made.status_code, filed.status_code) == (403, 403)
        assert (await api.get(EDITOR)).status_code == 403
