"""Uploading, looking after and serving files over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.media import queries, service
from aistrategyhub.features.media.api.files import part_of
from aistrategyhub.features.media.links import signed_address
from aistrategyhub.features.media.models import MediaFile
from aistrategyhub.features.media.schemas import Use
from aistrategyhub.infra.storage import LocalStorage
from aistrategyhub.prerender.models import PrerenderRequest
from tests.factories import pictures
from tests.factories.people import cookie_of

MEDIA = "/api/v1/media"
OWN = {"Origin": "http://localhost:3000"}
EDITORS = {Role.EDITOR, Role.ADMIN, Role.SUPER_ADMIN}
READERS = EDITORS | {Role.SUPPORT}
OPERATIONS = [
    ("POST", "?name=a.pdf", EDITORS, 201),
    ("GET", "", READERS, 200),
    ("GET", "/{id}", READERS, 200),
    ("PUT", "/{id}", EDITORS, 200),
    ("PUT", "/{id}/content?name=b.png", EDITORS, 200),
    ("DELETE", "/{id}", EDITORS, 204),
]


@pytest.fixture
async def picture(session: AsyncSession, store: LocalStorage) -> MediaFile:
    content = pictures.new_picture("JPEG", size=(1300, 650))
    kept = await service.take_in(session, store, content, "Sede di Torino.jpg", alt={"it": "La sede"})
    await service.make_sizes(session, store, kept.file.id)
    await session.flush()
    return kept.file


@pytest.fixture
async def editor(session: AsyncSession) -> dict[str, str]:
    return OWN | await cookie_of(session, Role.EDITOR)


async def upload(api: httpx.AsyncClient, who: dict[str, str], content: Any, **asked: str) -> httpx.Response:
    return await api.post(MEDIA, params=asked, content=content, headers=who)


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize(("method", "path", "allowed", "status"), OPERATIONS)
async def test_each_operation_for_each_role(api, session, picture, method, path, allowed, status, role):
    who = OWN | (await cookie_of(session, role) if role else {})
    content = pictures.new_picture("PNG") if "content" in path else pictures.PDF if method == "POST" else None
    body = {"content": content} if content else {"json": {"alt_it": "Una sala"}} if method == "PUT" else {}
    answer = await api.request(method, f"{MEDIA}{path.format(id=picture.id)}", headers=who, **body)
    if role in allowed:
        assert answer.status_code == status, answer.text
    else:
        code = "PERMISSION_DENIED" if role else "SIGN_IN_REQUIRED"
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, code)


class TestUpload:
    async def test_a_file_is_taken_in_and_recognised_when_it_comes_again(self, api, session, store, editor):
        content = pictures.new_picture("PNG")
        first = await upload(api, editor, content, name="../Pianta.exe", folder="sedi", alt_it="La pianta")
        again = await upload(api, editor, content, name="altra.png")
        data = first.json()["data"]
        assert (first.status_code, again.status_code) == (201, 200)
        assert (data["name"], data["folder"], data["alt_it"], data["kind"]) == (
            "Pianta.png",
            "/sedi",
            "La pianta",
            "image",
        )
        assert again.json()["data"] == data | {"is_duplicate": True}
        file = await queries.get_file(session, data["id"])
        assert file.uploaded_by is not None

    async def test_pieces_of_any_size_make_the_same_file(self, api, store, editor):
        async def slowly() -> AsyncIterator[bytes]:
            for start in range(0, len(pictures.PDF), 7):
                yield pictures.PDF[start : start + 7]

        answer = await upload(api, editor, slowly(), name="a.pdf")
        assert answer.json()["data"]["bytes"] == len(pictures.PDF)

    @pytest.mark.parametrize(
        ("content", "name", "code"),
        [
            (b"", "a.png", "EMPTY_FILE"),
            (b"<script>alert(1)</script>", "a.png", "KIND_NOT_ALLOWED"),
            (b"GIF89a/*" + b"*/=alert(1)//", "a.gif", "UNREADABLE_PICTURE"),
            (pictures.claiming_pixels(30_000, 30_000), "a.png", "TOO_MANY_PIXELS"),
            (pictures.HEIC, "a.jpg", "HEIC_NOT_SUPPORTED"),
            (pictures.SVG + b" " * 1_100_000, "a.svg", "FILE_TOO_LARGE"),
            (pictures.new_archive({"bomba": b"\0" * 3_000_000}), "a.zip", "ARCHIVE_REFUSED"),
            (pictures.PDF, "a.pdf", "INVALID_FOLDER"),
        ],
    )
    async def test_what_is_refused_says_why_and_leaves_nothing(self, api, session, store, editor, content, name, code):
        folder = "/../etc" if code == "INVALID_FOLDER" else "/"
        answer = await upload(api, editor, content, name=name, folder=folder)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
        assert answer.json()["error"]["message"].endswith(".")
        assert await session.scalar(select(func.count()).select_from(MediaFile)) == 0
        assert [path for path in store.folder.parent.rglob("*") if path.is_file()] == []

    async def test_a_page_of_another_site_uploads_nothing(self, api, session, store, editor):
        answer = await upload(api, editor | {"Origin": "https://altrove.example"}, pictures.PDF, name="a.pdf")
        assert answer.json()["error"]["code"] == "FOREIGN_ORIGIN"

    async def test_more_than_the_largest_file_is_refused_unread(self, api, store, editor):
        answer = await api.post(MEDIA, content=b"x", headers=editor | {"Content-Length": str(210 * 2**20)})
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "BODY_TOO_LARGE")


class TestServing:
    async def test_a_public_file_is_for_everybody_and_for_ever(self, api, session, picture):
        view = (await queries.image_views(session, [picture.id]))[picture.id]
        for address in (view.src, *(part.split()[0] for part in view.srcset_avif.split(", "))):
            answer = await api.get(address)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "sandbox" in answer.headers["content-security-policy"]
            assert answer.headers["content-type"] == ("image/jpeg" if address.endswith("jpg") else "image/avif")
            assert len(answer.content) == int(answer.headers["content-length"])

    async def test_what_is_in_the_cache_is_not_sent_again(self, api, session, picture):
        address = queries.main_address(picture)
        tag = (await api.get(address)).headers["etag"]
        again = await api.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")

    async def test_head_says_what_get_would(self, api, picture):
        address = queries.main_address(picture)
        head, whole = await api.head(address), await api.get(address)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == whole.headers["content-length"]

    @pytest.mark.parametrize("word", ["sede-1-{m}.jpg", "x-1300-{m}.jpg", "{m}.jpg", "sede-di-torino-320-{m}.exe"])
    async def test_no_other_address_stands_for_it(self, api, picture, word):
        mark = picture.version_id.hex[-12:]
        answer = await api.get(f"/media/{picture.id}/{word.format(m=mark)}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "MEDIA_NOT_FOUND")

    @pytest.mark.parametrize("media_id", ["x", "%00", "01890a5d-ac96-774b-bcce-b302099a8057"])
    async def test_what_is_not_there_is_not_found(self, api, media_id):
        assert (await api.get(f"/media/{media_id}/a.jpg")).status_code == 404

    async def test_documents_are_saved_and_drawings_cannot_act(self, api, session, store):
        paper = (await service.take_in(session, store, pictures.PDF, "Perché noi.pdf")).file
        drawing = (await service.take_in(session, store, pictures.SVG, "logo.svg")).file
        saved = await api.get(queries.main_address(paper))
        shown = await api.get(queries.main_address(drawing))
        assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''Perch%C3%A9%20noi.pdf"
        assert shown.headers["content-security-policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
        assert "sandbox" in shown.headers["content-security-policy"]

    async def test_a_video_is_read_in_parts(self, api, session, store):
        video = (await service.take_in(session, store, pictures.MP4, "a.mp4")).file
        answer = await api.get(queries.main_address(video), headers={"Range": "bytes=4-7"})
        assert (answer.status_code, answer.content) == (206, b"ftyp")
        assert answer.headers["content-range"] == f"bytes 4-7/{len(pictures.MP4)}"
        beyond = await api.get(queries.main_address(video), headers={"Range": "bytes=900-"})
        assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(pictures.MP4)}")


class TestPrivateFiles:
    @pytest.fixture
    async def private(self, session: AsyncSession, store: LocalStorage) -> MediaFile:
        return (await service.take_in(session, store, pictures.PDF, "riservato.pdf", is_private=True)).file

    @pytest.mark.parametrize(("role", "status"), [(None, 404), (Role.CUSTOMER, 404), (Role.SUPPORT, 200)])
    async def test_only_a_permission_opens_them(self, api, session, private, role, status):
        who = await cookie_of(session, role) if role else {}
        answer = await api.get(queries.main_address(private), headers=who)
        assert answer.status_code == status
        if status == 200:
            assert answer.headers["cache-control"] == "private, no-store"

    async def test_a_signed_link_opens_one_until_it_expires(self, api, session, store, private):
        good = signed_address(private, lasts=timedelta(minutes=5))
        other = (await service.take_in(session, store, pictures.PDF + b"\n", "altro.pdf", is_private=True)).file
        key = good.partition("?")[2]
        assert (await api.get(good)).content == pictures.PDF
        assert (await api.get(signed_address(private, lasts=timedelta(seconds=-1)))).status_code == 404
        assert (await api.get(f"{queries.main_address(other)}?{key}")).status_code == 404
        assert (await api.get(good.replace("until=", "until=9"))).status_code == 404


class TestChanges:
    async def test_a_replacement_keeps_the_id_and_old_addresses_lead_to_it(self, api, session, picture, editor):
        old = (await queries.image_views(session, [picture.id]))[picture.id].src
        content = pictures.new_picture("PNG", size=(400, 300))
        answer = await api.put(
            f"{MEDIA}/{picture.id}/content", params={"name": "n.png"}, content=content, headers=editor
        )
        data = answer.json()["data"]
        assert (data["id"], data["width"], data["alt_it"], data["mime"]) == (
            str(picture.id),
            400,
            "La sede",
            "image/png",
        )
        moved = await api.get(old)
        assert (moved.status_code, moved.headers["location"]) == (302, data["url"])
        assert (await api.get(data["url"])).status_code == 200
        touched = await session.scalars(select(PrerenderRequest.name))
        assert f"media:{picture.id}" in set(touched)

    async def test_a_picture_is_not_replaced_by_a_document(self, api, store, picture, editor):
        answer = await api.put(f"{MEDIA}/{picture.id}/content", content=pictures.PDF, headers=editor)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "OTHER_KIND")
        assert not list(store.folder.rglob("*.pdf"))

    async def test_what_is_used_is_not_thrown_away(self, api, picture, editor, monkeypatch):
        async def find(_session: AsyncSession, _media_id: object) -> list[Use]:
            return [Use("Chi siamo", "/admin/pagine/1")]

        monkeypatch.setitem(queries.uses._finders, "prova", find)
        answer = await api.delete(f"{MEDIA}/{picture.id}", headers=editor)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "MEDIA_IN_USE")
        assert "Chi siamo" in answer.json()["error"]["message"]

    async def test_what_is_in_the_trash_is_served_no_more_and_comes_back_with_its_content(
        self, api, session, store, editor
    ):
        content = pictures.new_picture("PNG")
        data = (await upload(api, editor, content, name="a.png")).json()["data"]
        assert (await api.delete(f"{MEDIA}/{data['id']}", headers=editor)).status_code == 204
        assert (await api.get(data["url"])).status_code == 404
        assert (await api.get(data["url"], headers=editor)).headers["cache-control"] == "private, no-store"
        again = (await upload(api, editor, content, name="a.png")).json()["data"]
        assert (again["id"], again["is_duplicate"]) == (data["id"], True)
        assert (await api.get(data["url"])).status_code == 200

    @pytest.mark.parametrize(
        "wrong", [{"focal_x": 11}, {"focal_y": -1}, {"alt_it": "x" * 301}, {"folder": "a\\b"}, {"name": "x"}]
    )
    async def test_a_wrong_description_changes_nothing(self, api, session, picture, editor, wrong):
        answer = await api.put(f"{MEDIA}/{picture.id}", json={"alt_it": "Nuovo"} | wrong, headers=editor)
        await session.refresh(picture)
        assert (answer.status_code, picture.alt["it"]) == (422, "La sede")

    async def test_the_library_is_searched_by_words_folder_and_kind(self, api, session, store, picture, editor):
        await service.take_in(session, store, pictures.PDF, "Listino_100%.pdf", folder="/listini")
        asked = [
            ({"q": "torino"}, ["Sede di Torino.jpg"]),
            ({"q": "SEDE la"}, ["Sede di Torino.jpg"]),
            ({"q": "100%"}, ["Listino_100%.pdf"]),
            ({"q": "%"}, ["Listino_100%.pdf"]),
            ({"folder": "/listini"}, ["Listino_100%.pdf"]),
            ({"kind": "image"}, ["Sede di Torino.jpg"]),
            ({"q": "nessuno"}, []),
            ({"trashed": "true"}, []),
        ]
        for params, names in asked:
            answer = await api.get(MEDIA, params=params, headers=editor)
            assert [row["name"] for row in answer.json()["data"]] == names, params


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=5-", (5, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-900", (0, 99)),
        ("bytes=50-900", (50, 99)),
        ("bytes=100-", None),
        ("bytes=9-3", None),
        ("bytes=-0", None),
        ("bytes=0-1,3-4", (0, 99)),
        ("items=0-1", (0, 99)),
        ("bytes=-", (0, 99)),
        ("bytes=a-b", (0, 99)),
    ],
)
def test_parts_are_read_as_the_standard_says(asked: str, part: tuple[int, int] | None):
    assert part_of(asked, 100) == part


@given(st.from_regex(r"bytes=\d{0,15}-\d{0,15}", fullmatch=True), st.integers(1, 10**6))
def test_a_part_lies_within_the_file(asked: str, size: int):
    found = part_of(asked, size)
    assert found is None or 0 <= found[0] <= found[1] < size
