"""Redirects that come in a file."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.publishing.queries import list_redirects
from tests.factories.drafts import publish_draft
from tests.factories.people import cookie_of

_ORIGIN = {"Origin": "http://localhost:3000"}
ADDRESS = "/api/v1/admin/redirects/import"


@pytest.fixture
async def editor(session: AsyncSession) -> dict[str, str]:
    return await cookie_of(session, Role.EDITOR) | _ORIGIN


async def send(api: httpx.AsyncClient, headers: dict[str, str], content: bytes, **query: str) -> httpx.Response:
    return await api.post(ADDRESS, headers=headers, params=query, content=content)


async def sources(session: AsyncSession) -> list[str]:
    return sorted(row.source for row in (await list_redirects(session)).rows)


async def test_what_may_be_added_is_and_of_each_other_line_it_is_said_why_not(
    api: httpx.AsyncClient, session: AsyncSession, editor: dict[str, str]
) -> None:
    await publish_draft(session, "Chi siamo")
    listed = (
        "da;a;tipo\n/vecchia;/chi-siamo;301\n/chi-siamo;/altrove\n\n/finita;;410\n/finita;/chi-siamo\n/x;javascript:1\n"
    )
    answer = await send(api, editor, listed.encode())
    data = answer.json()["data"]
    assert (data["added"], data["refused"], data["is_rehearsal"]) == (2, 3, False)
    assert [line["line"] for line in data["lines"]] == [3, 6, 7]
    assert all(line["message"].endswith(".") for line in data["lines"])
    assert await sources(session) == ["/finita", "/vecchia"]


async def test_a_rehearsal_says_the_same_and_keeps_nothing(
    api: httpx.AsyncClient, session: AsyncSession, editor: dict[str, str]
) -> None:
    answer = await send(api, editor, b"/a,/b\n/a,/c\n", rehearse="true")
    data = answer.json()["data"]
    assert (data["added"], data["refused"], data["is_rehearsal"]) == (1, 1, True)
    assert await sources(session) == []


@pytest.mark.parametrize(
    "content", ["/perché,/b\n".encode(), "/perché,/b\n".encode("cp1252"), "\ufeff/perché\t/b".encode()]
)
async def test_a_file_of_a_spreadsheet_is_read_as_it_was_written(
    api: httpx.AsyncClient, session: AsyncSession, editor: dict[str, str], content: bytes
) -> None:
    assert (await send(api, editor, content)).json()["data"]["added"] == 1
    assert await sources(session) == ["/perché"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "NO_LINES"),
        (b"da,a\n", "NO_LINES"),
        (b"PK\x03\x04\x00\x00", "NOT_A_TEXT"),
        (b"/a,/b\n" * 5_002, "TOO_MANY"),
        (b'/a,"' + b"x" * 200_000, "UNREADABLE"),
    ],
)
async def test_what_is_no_list_is_refused_in_a_sentence(
    api: httpx.AsyncClient, session: AsyncSession, editor: dict[str, str], content: bytes, code: str
) -> None:
    answer = await send(api, editor, content)
    assert answer.status_code == 422
    assert [detail["code"] for detail in answer.json()["error"]["details"]] == [code]
    assert await sources(session) == []


async def test_a_file_larger_than_any_list_and_whoever_may_not_are_refused(
    api: httpx.AsyncClient, session: AsyncSession, editor: dict[str, str]
) -> None:
    assert (await send(api, editor, b"/a,/b\n" * 200_000)).status_code == 413
    support = await cookie_of(session, Role.SUPPORT) | _ORIGIN
    assert (await send(api, support, b"/a,/b\n")).status_code == 403
