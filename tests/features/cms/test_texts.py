"""Pictures and links in the texts that an editor writes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.features.cms.state.editor import EditorState
from aistrategyhub.features.media.models import MediaFile
from aistrategyhub.features.media.service import take_in
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import LocalStorage
from tests.factories.drafts import create_draft, publish_draft, text_block
from tests.factories.guides import create_guide
from tests.factories.people import cookie_of, create_somebody, principal_of
from tests.factories.pictures import new_picture
from tests.harness.states import Tab

_ORIGIN = {"Origin": "http://localhost:3000"}


@pytest.fixture
async def picture(session: AsyncSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MediaFile:
    """A photograph in the library."""
    monkeypatch.setattr(get_settings(), "data_dir", tmp_path)
    store = LocalStorage(tmp_path / "files")
    return (await take_in(session, store, new_picture("JPEG"), "studio.jpg", alt={"it": "Lo studio"})).file


@pytest.fixture
async def editor(session: AsyncSession, tab: Tab) -> AsyncIterator[Tab]:
    """A tab in which an editor works."""
    tab.principal = principal_of(await create_somebody(session, Role.EDITOR))
    with acting_as(tab.principal):
        yield tab


def handlers() -> Any:
    return EditorState.event_handlers


async def open_text(tab: Tab, page_id: object) -> None:
    tab.go("/admin/pagine/[page_id]", page_id=str(page_id))
    await tab.send(handlers()["load"])
    await tab.send(handlers()["follow"], wish="open:uno")


async def test_a_picture_chosen_for_a_text_goes_into_the_text_and_not_in_its_place(
    session: AsyncSession, editor: Tab, picture: MediaFile
) -> None:
    page = await create_draft(session, "Chi siamo", text_block())
    await open_text(editor, page.id)
    for count in (1, 2):
        await editor.send(handlers()["choose_file"], target="uno|body", file_id=str(picture.id))
        told = editor.seen(EditorState, "put_in")
        assert (told["target"], told["id"], told["alt"], told["count"]) == (
            "uno|body",
            str(picture.id),
            "Lo studio",
            count,
        )
        assert told["src"].startswith(f"/media/{picture.id}/")
    assert editor.seen(EditorState, "picked") == {}


@pytest.mark.parametrize("file_id", ["nulla", "01890a5d-ac96-774b-bcce-b302099a8057", ""])
async def test_what_is_no_picture_goes_into_no_text(session: AsyncSession, editor: Tab, file_id: str) -> None:
    page = await create_draft(session, "Chi siamo", text_block())
    await open_text(editor, page.id)
    await editor.send(handlers()["choose_file"], target="uno|body", file_id=file_id)
    assert editor.seen(EditorState, "put_in") == {}


async def test_whoever_writes_sees_the_pictures_of_a_text(
    session: AsyncSession, editor: Tab, picture: MediaFile
) -> None:
    body = f'<figure><img data-media="{picture.id}" alt="Sala"><figcaption>Torino</figcaption></figure>'
    page = await create_draft(session, "Chi siamo", text_block(body=body))
    await open_text(editor, page.id)
    [text] = [row for row in editor.seen(EditorState, "fields") if row["path"] == "body"]
    assert f'src="/media/{picture.id}/' in text["value"]


async def test_pages_are_offered_to_link_to_in_the_language_of_the_text(
    api: httpx.AsyncClient, session: AsyncSession
) -> None:
    headers = await cookie_of(session, Role.EDITOR) | _ORIGIN
    await publish_draft(session, "Perché noi", slugs={"it": "perche-noi", "en": "why-us"})
    await create_draft(session, "Contatti")
    await create_guide(session, "Perché una guida")
    for language, path in (("it", "/perche-noi"), ("en", "/en/why-us"), ("xx", "/perche-noi")):
        answer = await api.get("/api/v1/admin/links", params={"in": language, "q": "perche"}, headers=headers)
        assert answer.json()["data"] == [{"label": "Perché noi", "href": path, "note": "Pagina, Pubblicata"}]
    fixed = await api.get("/api/v1/admin/links", params={"in": "en", "q": "serv"}, headers=headers)
    assert fixed.json()["data"][0]["href"] == "/en/servizi"


async def test_only_who_writes_asks_what_there_is_to_link_to(api: httpx.AsyncClient, session: AsyncSession) -> None:
    headers = await cookie_of(session, Role.CUSTOMER) | _ORIGIN
    assert (await api.get("/api/v1/admin/links", headers=headers)).status_code == 403
    assert (await api.get("/api/v1/admin/links", params={"q": "x" * 101}, headers=headers)).status_code in (403, 422)
