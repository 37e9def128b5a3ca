"""The files that go along with a request: taken in, sent, shown to who may see them, and gone with it."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.media.models import MediaKind
from aistrategyhub.features.media.rules import FileTooLarge, Recognised
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.jobs import forget_papers
from aistrategyhub.features.quotes.links import file_key, read_file_key
from aistrategyhub.features.quotes.models import QuoteFile, QuoteRequest
from aistrategyhub.features.quotes.rules.files import LARGEST_FILE, MOST_FILES, KindNotTaken, check_file
from aistrategyhub.features.quotes.service import FORGET_PAPERS
from aistrategyhub.features.quotes.state.form import QuoteFormState
from aistrategyhub.features.quotes.state.listing import OwnRequestsState
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.infra.work import Work
from tests.factories.people import cookie_of, create_somebody, principal_of
from tests.factories.quotes import create_request
from tests.features.quotes.test_requests import body
from tests.features.quotes.test_requests import patient as patient
from tests.harness.states import Tab

OWN = {"Origin": "http://localhost:3000"}
FILES = "/api/v1/quote-requests/files"
PDF = b"%PDF-1.7\nsystems\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
MP4 = b"\0\0\0\x18ftypisom" + bytes(64)


async def _upload(api: AsyncClient, content: bytes = PDF, name: str = "Sistemi.pdf") -> str:
    answer = await api.post(FILES, params={"name": name}, content=content)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]["id"]


async def _files(session: AsyncSession) -> list[QuoteFile]:
    query = select(QuoteFile).order_by(QuoteFile.uploaded_at, QuoteFile.id)
    return list((await session.execute(query)).scalars())


async def _dropped(session: AsyncSession) -> list[str]:
    rows = (await session.execute(select(Work).where(Work.job == FORGET_PAPERS))).scalars()
    return sorted(key for row in rows for key in row.payload["storage_keys"])


@pytest.mark.usefixtures("patient")
async def test_files_go_with_the_request_and_staff_read_them(session: AsyncSession, api: AsyncClient) -> None:
    keys = [await _upload(api), await _upload(api, PNG, "../../rete?.exe")]
    sent = await api.post("/api/v1/quote-requests", json=body(files=keys))
    assert sent.status_code == 201, sent.text

    staff = await cookie_of(session, Role.SUPPORT)
    (told,) = (await api.get("/api/v1/quote-requests", headers=staff)).json()["data"]
    assert [(file["name"], file["content_type"]) for file in told["files"]] == [
        ("Sistemi.pdf", "application/pdf"),
        ("rete.png", "image/png"),
    ]
    one = await api.get(f"{FILES}/{told['files'][0]['id']}", headers=staff)
    assert (one.content, one.headers["content-disposition"]) == (PDF, "attachment; filename*=UTF-8''Sistemi.pdf")
    assert one.headers["cache-control"] == "private, no-store"
    assert "sandbox" in one.headers["content-security-policy"]


@pytest.mark.usefixtures("patient")
async def test_only_staff_and_who_sent_it_open_a_file(session: AsyncSession, api: AsyncClient) -> None:
    hers, others = await cookie_of(session, Role.CUSTOMER), await cookie_of(session, Role.EDITOR)
    await api.post("/api/v1/quote-requests", json=body(files=[await _upload(api)]), headers=hers | OWN)
    (file,) = await _files(session)
    own, staff = f"/api/v1/quote-requests/own-files/{file.id}", f"{FILES}/{file.id}"
    assert (await api.get(own, headers=hers)).content == PDF
    assert (await api.get(own, headers=others)).status_code == 404
    assert [(await api.get(staff, headers=headers)).status_code for headers in (hers, others)] == [403, 403]
    assert {(await api.get(address)).status_code for address in (own, staff)} <= {401, 403}


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "vuoto.pdf", "EMPTY_FILE"),
        (b"<html><script>", "pagina.pdf", "KIND_NOT_ALLOWED"),
        (b"MZ\x90\0" + bytes(200), "fattura.pdf", "KIND_NOT_ALLOWED"),
        (MP4, "film.pdf", "KIND_NOT_TAKEN"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "disegno.png", "KIND_NOT_TAKEN"),
    ],
    ids=["empty", "page", "program", "film", "drawing"],
)
async def test_what_is_no_document_is_refused_by_its_content(
    session: AsyncSession, api: AsyncClient, content: bytes, name: str, code: str
) -> None:
    answer = await api.post(FILES, params={"name": name}, content=content)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert answer.json()["error"]["message"]
    assert await _files(session) == []


async def test_a_large_file_is_refused_and_one_of_two_megabytes_comes_in(
    session: AsyncSession, api: AsyncClient
) -> None:
    assert (await api.post(FILES, content=b"%PDF-" + bytes(LARGEST_FILE))).status_code in (413, 422)
    assert await _files(session) == []
    await _upload(api, b"%PDF-1.7\n" + bytes(2 * 1024 * 1024))
    assert len(await _files(session)) == 1


@pytest.mark.parametrize(
    ("kind", "size", "refusal"),
    [
        (MediaKind.DOCUMENT, LARGEST_FILE, None),
        (MediaKind.DOCUMENT, LARGEST_FILE + 1, FileTooLarge),
        (MediaKind.IMAGE, 1, None),
        (MediaKind.VIDEO, 1, KindNotTaken),
        (MediaKind.VECTOR, 1, KindNotTaken),
    ],
)
def test_which_files_are_taken(kind: MediaKind, size: int, refusal: type[Exception] | None) -> None:
    recognised = Recognised(kind, "x/y", "x")
    if refusal is None:
        check_file(recognised, size)
    else:
        with pytest.raises(refusal):
            check_file(recognised, size)


@pytest.mark.usefixtures("patient")
async def test_too_many_or_lost_files_refuse_the_request_and_keep_nothing(
    session: AsyncSession, api: AsyncClient
) -> None:
    keys = [await _upload(api, PDF + bytes([number])) for number in range(MOST_FILES + 1)]
    answers: list[Any] = [
        await api.post("/api/v1/quote-requests", json=body(files=files))
        for files in (keys, [file_key(new_id())], ["falsa"], [keys[0], keys[0][:-1]])
    ]
    assert [answer.json()["error"]["code"] for answer in answers] == [
        "TOO_MANY_FILES",
        "QUOTE_FILE_GONE",
        "QUOTE_FILE_GONE",
        "QUOTE_FILE_GONE",
    ]
    assert (await session.execute(select(QuoteRequest))).first() is None
    assert {file.request_id for file in await _files(session)} == {None}


@pytest.mark.usefixtures("patient")
async def test_a_file_goes_with_one_request_only(session: AsyncSession, api: AsyncClient) -> None:
    key = await _upload(api)
    first = await api.post("/api/v1/quote-requests", json=body(files=[key]))
    second = await api.post("/api/v1/quote-requests", json=body(files=[key], message="Un’altra."))
    assert (first.status_code, second.json()["error"]["code"]) == (201, "QUOTE_FILE_GONE")


async def test_files_that_went_nowhere_are_gone_after_a_day(session: AsyncSession, api: AsyncClient) -> None:
    await _upload(api)
    await _upload(api, PNG)
    old, young = await _files(session)
    old.uploaded_at -= timedelta(days=2)
    await session.flush()
    assert await service.forget_waiting(session, before=now() - timedelta(days=1)) == 1
    assert await _files(session) == [young]
    assert await _dropped(session) == [old.storage_key]


@pytest.mark.usefixtures("patient")
async def test_a_deleted_request_takes_its_files_along(session: AsyncSession, api: AsyncClient) -> None:
    await api.post("/api/v1/quote-requests", json=body(files=[await _upload(api)]))
    (file,) = await _files(session)
    await service.delete_request(session, file.request_id)
    assert await _files(session) == []
    assert await _dropped(session) == [file.storage_key]


async def test_no_room_for_more_is_said_and_nothing_stays_in_the_store(
    session: AsyncSession, api: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aistrategyhub.features.quotes.service.files.MOST_WAITING", len(PDF))
    await _upload(api)
    refused = await api.post(FILES, params={"name": "altro.pdf"}, content=PDF + b"!")
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "NO_ROOM_FOR_FILES")
    assert len(await _files(session)) == 1


async def test_the_form_keeps_files_until_they_are_taken_away_or_sent(
    session: AsyncSession, api: AsyncClient, tab: Tab
) -> None:
    kept, dropped = await _upload(api), await _upload(api, PNG, "rete.png")
    await tab.send(QuoteFormState.arrive)
    await tab.send(QuoteFormState.files_arrived, keys=[kept, dropped, "falsa", kept])
    rows = tab.seen(QuoteFormState, "files")
    assert [(row["key"], row["name"]) for row in rows] == [(kept, "Sistemi.pdf"), (dropped, "rete.png")]
    await tab.send(QuoteFormState.drop_file, key=dropped)
    assert [row["key"] for row in tab.seen(QuoteFormState, "files")] == [kept]
    assert [file.id for file in await _files(session)] == [read_file_key(kept)]


async def test_more_files_than_go_along_are_said_at_once(session: AsyncSession, api: AsyncClient, tab: Tab) -> None:
    keys = [await _upload(api, PDF + bytes([number])) for number in range(MOST_FILES + 1)]
    await tab.send(QuoteFormState.arrive)
    await tab.send(QuoteFormState.files_arrived, keys=keys)
    assert "al massimo 5 file" in tab.seen(QuoteFormState, "errors")["files"]
    await tab.send(QuoteFormState.drop_file, key=keys[0])
    assert tab.seen(QuoteFormState, "errors") == {}


async def test_who_asked_finds_the_files_in_the_portal(session: AsyncSession, api: AsyncClient, tab: Tab) -> None:
    anna = await create_somebody(session)
    request = await create_request(session)
    request.user_id = anna.id
    await _upload(api)
    (file,) = await _files(session)
    file.request_id = request.id
    await session.flush()
    tab.principal = principal_of(anna)
    await tab.send(OwnRequestsState.load)
    (row,) = tab.seen(OwnRequestsState, "rows")
    assert [shown["href"] for shown in row["files"]] == [f"/api/v1/quote-requests/own-files/{file.id}"]


async def test_the_worker_takes_dropped_content_out_of_the_store(session: AsyncSession, api: AsyncClient) -> None:
    await _upload(api)
    (file,) = await _files(session)
    storage = storage_for(get_settings())
    assert await storage.get(file.storage_key) == PDF
    await forget_papers(session, {"storage_keys": [file.storage_key]})
    assert not await storage.exists(file.storage_key)
