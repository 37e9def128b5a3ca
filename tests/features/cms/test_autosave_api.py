"""Where the editor saves."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.queries import get_publication
from aistrategyhub.features.publishing.service import save_draft, trash
from tests.factories.drafts import create_draft, page_words, text_block
from tests.factories.people import cookie_of, create_somebody, principal_of
from tests.factories.publications import create_note

_ORIGIN = {"Origin": "http://localhost:3000"}


@pytest.fixture
async def page(session: AsyncSession) -> Publication:
    return await create_draft(session)


@pytest.fixture
async def editor(session: AsyncSession) -> dict[str, str]:
    return await cookie_of(session, Role.EDITOR) | _ORIGIN


def title_is(value: str, **more: Any) -> dict[str, Any]:
    return {"op": "set", "locale": "it", "block": "uno", "path": "title", "value": value, **more}


async def send(
    api: httpx.AsyncClient, page_id: object, headers: dict[str, str], *edits: dict[str, Any], **body: Any
) -> httpx.Response:
    path = f"/api/v1/admin/pages/{page_id}/edits"
    return await api.post(path, headers=headers, json={"revision": 1, "edits": list(edits), **body})


async def draft(session: AsyncSession, page: Publication) -> dict[str, Any]:
    return (await get_publication(session, page.id)).draft


async def somebody_else_writes(session: AsyncSession, page: Publication, title: str = "Di Anna") -> None:
    anna = await create_somebody(session, Role.ADMIN, email="anna@prova.example")
    with acting_as(principal_of(anna)):
        await save_draft(
            session, page.id, {"it": page_words("Chi siamo", text_block(title=title))}, revision=page.draft_revision
        )


async def test_edits_are_saved_and_the_revision_counts_on(
    api: httpx.AsyncClient, session: AsyncSession, page: Publication, editor: dict[str, str]
) -> None:
    answer = await send(api, page.id, editor, title_is("Come lavoriamo"))
    assert answer.status_code == 200
    assert answer.json()["data"]["revision"] == 2
    assert (await draft(session, page))["it"]["blocks"][0]["title"] == "Come lavoriamo"


async def test_html_is_cleaned_on_the_way_in(
    api: httpx.AsyncClient, session: AsyncSession, page: Publication, editor: dict[str, str]
) -> None:
    html = "<p onclick='x()'>Ciao<script>alert(1)</script></p>"
    await send(api, page.id, editor, {**title_is(html), "path": "body"})
    assert (await draft(session, page))["it"]["blocks"][0]["body"] == "<p>Ciao</p>"


async def test_a_refusal_names_what_both_have_changed(
    api: httpx.AsyncClient, session: AsyncSession, editor: dict[str, str]
) -> None:
    blocks = (text_block("uno"), text_block("due"), text_block("tre"))
    page = await create_draft(session, "Chi siamo", *blocks, en=page_words("About us", text_block("uno")))
    anna = await create_somebody(session, Role.ADMIN, email="anna@prova.example")
    hers = {
        "it": page_words("Chi siamo noi", text_block("uno", title="Di Anna"), text_block("due")),
        "en": page_words("About us", text_block("uno", title="Of Anna")),
    }
    await save_draft(session, page.id, hers, revision=1, person_id=anna.id)
    later = {**hers, "it": {**hers["it"], "summary": "Di nessuno"}}
    await save_draft(session, page.id, later, revision=2)

    mine = [{**title_is("Mio"), "block": block} for block in ("uno", "due", "tre", "")]
    mine += [title_is("Mine", locale="en"), {**title_is("Mio"), "block": "", "path": "summary"}]
    refused = await send(api, page.id, editor, *mine)

    both = [item for item in refused.json()["error"]["details"] if item["code"] == "CHANGED_BY_BOTH"]
    assert {item["field"]: item["message"] for item in both} == {
        "it.blocks.uno": "Il blocco 1, Testo, è stato cambiato da Anna Ferri.",
        "it.blocks.tre": "Un blocco che stavi cambiando è stato eliminato da Anna Ferri.",
        "it.title": "Il campo «Titolo» è stato cambiato da Anna Ferri.",
        "en.blocks.uno": "Il blocco 1, Testo (EN), è stato cambiato da Anna Ferri.",
        "it.summary": "Il campo «Sommario» è stato cambiato da qualcun altro.",
    }


async def test_what_somebody_else_wrote_meanwhile_is_not_overwritten_unless_asked(
    api: httpx.AsyncClient, session: AsyncSession, page: Publication, editor: dict[str, str]
) -> None:
    await somebody_else_writes(session, page)
    refused = await send(api, page.id, editor, title_is("Mio"))
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "EDITED_MEANWHILE"
    assert "Anna Ferri" in refused.json()["error"]["message"]
    details = refused.json()["error"]["details"]
    assert [item["field"] for item in details] == ["it.blocks.uno", "revision", "by", "at"]
    assert (await draft(session, page))["it"]["blocks"][0]["title"] == "Di Anna"

    compared = await api.post(
        f"/api/v1/admin/pages/{page.id}/edits/compare", headers=editor, json={"edits": [title_is("Mio")]}
    )
    assert compared.json()["data"]["changes"] == [{"where": "Testo, Titolo", "before": "Di Anna", "after": "Mio"}]

    forced = await send(api, page.id, editor, title_is("Mio"), over=True)
    assert forced.status_code == 200
    assert (await draft(session, page))["it"]["blocks"][0]["title"] == "Mio"


async def test_what_arrives_again_after_a_lost_answer_is_no_conflict_with_oneself(
    api: httpx.AsyncClient, session: AsyncSession, page: Publication, editor: dict[str, str]
) -> None:
    add = {"op": "add", "locale": "it", "id": str(new_id()), "kind": "quote"}
    await send(api, page.id, editor, add)
    again = await send(api, page.id, editor, add, title_is("Dopo"), is_resent=True)
    assert again.status_code == 200
    assert [block["kind"] for block in (await draft(session, page))["it"]["blocks"]] == ["text", "quote"]


async def test_what_arrives_again_is_a_conflict_when_somebody_else_wrote(
    api: httpx.AsyncClient, session: AsyncSession, page: Publication, editor: dict[str, str]
) -> None:
    await somebody_else_writes(session, page)
    assert (await send(api, page.id, editor, title_is("Mio"), is_resent=True)).status_code == 409


async def test_a_removal_comes_with_its_undo(
    api: httpx.AsyncClient, session: AsyncSession, page: Publication, editor: dict[str, str]
) -> None:
    before = await draft(session, page)
    removed = (await send(api, page.id, editor, {"op": "remove", "locale": "it", "block": "uno"})).json()["data"]
    assert removed["undo"]["label"] == "Blocco «Testo» eliminato."
    assert (await draft(session, page))["it"]["blocks"] == []
    await send(api, page.id, editor, *removed["undo"]["edits"], revision=removed["revision"])
    assert await draft(session, page) == before


@pytest.mark.parametrize(
    ("edit", "status", "code"),
    [
        (title_is("x" * 301), 422, "VALIDATION_ERROR"),
        (title_is("javascript:alert(1)", block="link", path="link.href"), 422, "VALIDATION_ERROR"),
        ({"op": "set", "locale": "it", "path": "visible", "value": "x"}, 422, "UNKNOWN_FIELD"),
        (title_is("x", block="nessuno"), 409, "BLOCK_GONE"),
        ({"op": "put_back", "locale": "it", "value": {"id": "z", "kind": "html"}, "at": 0}, 422, "VALIDATION_ERROR"),
        ({"op": "add", "locale": "it", "id": "n", "kind": "html"}, 422, "KIND_NOT_OFFERED"),
        ({"op": "start_locale", "locale": "fr"}, 422, "VALIDATION_ERROR"),
        ({"op": "erase", "locale": "it"}, 422, "VALIDATION_ERROR"),
    ],
)
async def test_what_does_not_fit_is_refused_whole_in_a_sentence(
    api: httpx.AsyncClient, session: AsyncSession, editor: dict[str, str], edit: dict[str, Any], status: int, code: str
) -> None:
    page = await create_draft(session, "Chi siamo", text_block(), {"id": "link", "kind": "call_to_action"})
    before = await draft(session, page)
    answer = await send(api, page.id, editor, title_is("Prima"), edit)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"]
    assert await draft(session, page) == before, "nothing half done"


async def test_a_text_larger_than_any_page_is_refused(
    api: httpx.AsyncClient, page: Publication, editor: dict[str, str]
) -> None:
    answer = await send(api, page.id, editor, {**title_is("<p>" + "a" * 70_000 + "</p>"), "path": "body"})
    assert answer.status_code == 422
    huge = await send(api, page.id, editor, {**title_is("a" * 2_000_000), "path": "body"})
    assert huge.status_code == 413


async def test_what_is_in_the_trash_or_no_page_is_not_edited(
    api: httpx.AsyncClient, session: AsyncSession, page: Publication, editor: dict[str, str]
) -> None:
    note = await create_note(session)
    assert (await send(api, note.id, editor, title_is("x"))).status_code == 404
    assert (await send(api, new_id(), editor, title_is("x"))).status_code == 404
    await trash(session, page.id)
    assert (await send(api, page.id, editor, title_is("x"))).status_code == 409


@pytest.mark.parametrize(("role", "status"), [(Role.SUPPORT, 403), (Role.CUSTOMER, 403), (Role.EDITOR, 200)])
async def test_only_who_may_edit_saves(
    api: httpx.AsyncClient, session: AsyncSession, page: Publication, role: Role, status: int
) -> None:
    headers = await cookie_of(session, role) | _ORIGIN
    assert (await send(api, page.id, headers, title_is("x"))).status_code == status
    assert (await send(api, page.id, _ORIGIN, title_is("x"))).status_code == 403
    foreign = headers | {"Origin": "https://altrove.example"}
    assert (await send(api, page.id, foreign, title_is("x"))).status_code == 403
