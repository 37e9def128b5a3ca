"""Pages over HTTP: as programs read them, and as those who write them change them."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub import registry
from aistrategyhub.core.access import Role
from aistrategyhub.features.cms.schemas import PageContent
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.rules import ContentKind, declare_kind
from aistrategyhub.features.publishing.service import create, publish, save_draft
from tests.factories.people import cookie_of, program_of

EDITOR = "/api/v1/editor/pages"
NOTE = declare_kind(
    ContentKind(name="memo", label="Promemoria", content=PageContent, title_of=lambda given: given.title, root="memo")
)
OWN = {"Origin": "http://localhost:3000"}


@pytest.fixture(autouse=True)
def kinds() -> None:
    registry.load_models()


@pytest.fixture
async def editor(session: AsyncSession) -> dict[str, str]:
    return OWN | await cookie_of(session, Role.EDITOR)


def content(title: str = "Chi siamo", *, english: str = "", body: str = "<p>Ciao</p>") -> dict[str, Any]:
    blocks = [{"kind": "text", "id": "intro", "title": "In breve", "body": body}]
    made = {"it": {"title": title, "summary": "Noi.", "blocks": blocks}}
    return made | ({"en": {"title": english, "summary": "Us.", "blocks": blocks}} if english else {})


async def published(session: AsyncSession, **changes: Any) -> Publication:
    made = await create(session, "page", content=content(**changes), slugs={"it": "chi-siamo", "en": "about"})
    await session.flush()
    return await publish(session, made.id)


async def republish(session: AsyncSession, made: Publication, changed: dict[str, Any]) -> None:
    await save_draft(session, made.id, changed, revision=made.draft_revision)
    await publish(session, made.id)
    await session.flush()


class TestReading:
    async def test_a_page_tells_its_blocks(self, session: AsyncSession, api: httpx.AsyncClient) -> None:
        await published(session)
        answer = await api.get("/api/v1/pages/chi-siamo")
        page = answer.json()["data"]

        assert answer.status_code == 200
        assert (page["title"], page["path"], page["locale"], page["version"]) == ("Chi siamo", "/chi-siamo", "it", 1)
        assert page["content"]["blocks"][0]["body"] == "<p>Ciao</p>"
        assert page["alternates"] == {"it": "/chi-siamo"}

    async def test_it_speaks_the_language_asked_for_and_says_when_it_cannot(
        self, session: AsyncSession, api: httpx.AsyncClient
    ) -> None:
        made = await published(session)
        fallen_back = (await api.get("/api/v1/pages/about?locale=en")).json()["data"]
        assert (fallen_back["locale"], fallen_back["title"]) == ("it", "Chi siamo")

        await republish(session, made, content(english="About us"))
        english = await api.get("/api/v1/pages/about", headers={"Accept-Language": "en"})
        assert english.json()["data"]["title"] == "About us"
        assert english.headers["content-language"] == "en"

    async def test_what_did_not_change_is_not_sent_again(self, session: AsyncSession, api: httpx.AsyncClient) -> None:
        made = await published(session)
        first = await api.get("/api/v1/pages/chi-siamo")
        again = await api.get("/api/v1/pages/chi-siamo", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")

        await republish(session, made, content("Chi siamo davvero"))
        changed = await api.get("/api/v1/pages/chi-siamo", headers={"If-None-Match": first.headers["etag"]})
        assert changed.status_code == 200

    @pytest.mark.parametrize(
        ("path", "code"),
        [
            *((path, "PAGE_NOT_FOUND") for path in ("chi-siamo", "non-c-e", "..%2f..%2fetc", "x" * 2000, "")),
            ("%00", "NOT_FOUND"),
        ],
    )
    async def test_what_is_not_published_is_not_there(
        self, session: AsyncSession, api: httpx.AsyncClient, path: str, code: str
    ) -> None:
        await create(session, "page", content=content(), slugs={"it": "chi-siamo"})
        await session.flush()

        answer = await api.get(f"/api/v1/pages/{path}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, code)

    async def test_the_list_tells_what_is_published(self, session: AsyncSession, api: httpx.AsyncClient) -> None:
        await published(session)
        await create(session, "page", content=content("Bozza"))
        await session.flush()

        answer = await api.get("/api/v1/pages")
        assert [row["path"] for row in answer.json()["data"]] == ["/chi-siamo"]
        assert answer.json()["pagination"]["total"] == 1


class TestWriting:
    async def test_a_page_is_written_published_taken_off_and_rolled_back(
        self, session: AsyncSession, api: httpx.AsyncClient, editor: dict[str, str]
    ) -> None:
        made = await api.post(EDITOR, json={"content": content(), "slugs": {"it": "noi"}}, headers=editor)
        assert made.status_code == 201, made.text
        page = f"{EDITOR}/{made.json()['data']['id']}"
        assert (await api.post(f"{page}/publish", json={"revision": 1}, headers=editor)).status_code == 200
        assert (await api.get("/api/v1/pages/noi")).json()["data"]["title"] == "Chi siamo"

        saved = await api.put(f"{page}/draft", json={"revision": 1, "content": content("Noi")}, headers=editor)
        told = saved.json()["data"]
        assert (told["revision"], told["has_changes"], told["title"]) == (2, True, "Noi")
        assert (await api.get("/api/v1/pages/noi")).json()["data"]["title"] == "Chi siamo"

        await api.post(f"{page}/publish", json={}, headers=editor)
        assert (await api.get("/api/v1/pages/noi")).json()["data"]["title"] == "Noi"
        versions = (await api.get(f"{page}/versions", headers=editor)).json()["data"]
        assert next(row["is_live"] for row in versions) is True

        back = await api.post(f"{page}/roll-back", json={"number": 1, "revision": 2}, headers=editor)
        assert back.json()["data"]["content"]["it"]["title"] == "Chi siamo"

        off = await api.post(f"{page}/unpublish", headers=editor)
        assert off.json()["data"]["status"] == "draft"
        assert (await api.get("/api/v1/pages/noi")).status_code == 404

    async def test_nobody_overwrites_what_somebody_saved_meanwhile(
        self, session: AsyncSession, api: httpx.AsyncClient, editor: dict[str, str]
    ) -> None:
        made = (await api.post(EDITOR, json={"content": content()}, headers=editor)).json()["data"]
        draft = f"{EDITOR}/{made['id']}/draft"
        await api.put(draft, json={"revision": 1, "content": content("Prima")}, headers=editor)

        late = await api.put(draft, json={"revision": 1, "content": content("Seconda")}, headers=editor)

        assert (late.status_code, late.json()["error"]["code"]) == (409, "EDITED_MEANWHILE")
        told = {item["field"]: item["message"] for item in late.json()["error"]["details"]}
        assert (told["revision"], told["by"]) == ("2", "Anna Ferri")
        kept = (await api.get(f"{EDITOR}/{made['id']}", headers=editor)).json()["data"]
        assert kept["content"]["it"]["title"] == "Prima"

    async def test_every_wrong_field_is_named_where_it_stands(
        self, session: AsyncSession, api: httpx.AsyncClient, editor: dict[str, str]
    ) -> None:
        wrong = content()
        wrong["it"]["blocks"].append({"kind": "video", "id": "v", "address": "https://altrove.example/film"})
        wrong["it"]["blocks"].append({"kind": "bomb", "id": "b"})
        answer = await api.post(EDITOR, json={"content": wrong}, headers=editor)

        assert answer.status_code == 422
        fields = [item["field"] for item in answer.json()["error"]["details"]]
        assert any(field.startswith("it.blocks.1") for field in fields)
        assert any(field.startswith("it.blocks.2") for field in fields)

    async def test_scripts_are_taken_out_on_the_way_in(
        self, session: AsyncSession, api: httpx.AsyncClient, editor: dict[str, str]
    ) -> None:
        body = '<p onclick="x()">Ciao<script>alert(1)</script><img src=x onerror=y()></p>'
        made = await api.post(EDITOR, json={"content": content(body=body)}, headers=editor)

        assert made.json()["data"]["content"]["it"]["blocks"][0]["body"] == "<p>Ciao</p>"

    async def test_a_key_does_what_its_scopes_say(self, session: AsyncSession, api: httpx.AsyncClient) -> None:
        program = await program_of(session, "cms:edit")

        made = await api.post(EDITOR, json={"content": content()}, headers=program)
        assert made.status_code == 201, made.text
        page = f"{EDITOR}/{made.json()['data']['id']}"
        assert (await api.post(f"{page}/publish", json={}, headers=program)).status_code == 403

    async def test_visitors_and_customers_write_nothing(self, session: AsyncSession, api: httpx.AsyncClient) -> None:
        customer = OWN | await cookie_of(session, Role.CUSTOMER)

        assert (await api.post(EDITOR, json={"content": content()}, headers=customer)).status_code == 403
        assert (await api.get(EDITOR)).status_code == 403

    async def test_what_is_no_page_has_other_doors(
        self, session: AsyncSession, api: httpx.AsyncClient, editor: dict[str, str]
    ) -> None:
        made = await create(session, NOTE.name, content={"it": {"title": "Un articolo"}})
        await session.flush()

        assert (await api.get(f"{EDITOR}/{made.id}", headers=editor)).status_code == 404
