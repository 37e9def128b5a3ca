from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from aistrategyhub.infra import csp
from aistrategyhub.infra.pages import BuiltPages

FILES = {
    "index.html": "<script>home()</script>",
    "servizi/index.html": "<script>servizi()</script>",
    "en/index.html": "<script>english()</script>",
    csp.FALLBACK: "<script>fallback()</script>",
    "404.html": "<script>fallback()</script>",
    "assets/root-abc.js": "",
    "fonts/one.woff2": "",
    "favicon.svg": "",
}


@pytest.fixture
def client(tmp_path: Path) -> httpx.AsyncClient:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    csp.write_hashes(tmp_path)

    async def own(request: Request) -> Response:
        return HTMLResponse("", headers={"content-security-policy": "default-src 'none'", "cache-control": "no-store"})

    async def api(request: Request) -> Response:
        return JSONResponse({})

    routes = [
        Route("/dev/mailbox", own),
        Route("/api/v1/x", api),
        Mount("/", StaticFiles(directory=tmp_path, html=True)),
    ]
    app = BuiltPages(Starlette(routes=routes), site=tmp_path)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def hash_of(code: str) -> str:
    return csp.hashes_of(f"<script>{code}</script>")[0]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/", 200, "home()"),
        ("/servizi", 200, "servizi()"),
        ("/servizi/", 200, "servizi()"),
        ("/servizi?ordine=1", 200, "servizi()"),
        ("/en", 200, "english()"),
        ("/nulla", 404, "fallback()"),
        ("/en/nulla", 404, "fallback()"),
    ],
)
async def test_each_page_is_answered_at_once_with_its_own_policy(
    client: httpx.AsyncClient, path: str, status: int, code: str
) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert hash_of(code) in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "cache"),
    [
        ("/assets/root-abc.js", "public, max-age=31536000, immutable"),
        ("/fonts/one.woff2", "public, max-age=2592000"),
        ("/favicon.svg", None),
        ("/api/v1/x", None),
    ],
)
async def test_only_what_never_changes_is_kept_for_long(
    client: httpx.AsyncClient, path: str, cache: str | None
) -> None:
    answer = await client.get(path)
    assert answer.headers.get("cache-control") == cache
    assert "content-security-policy" not in answer.headers


async def test_a_missing_asset_is_not_remembered(client: httpx.AsyncClient) -> None:
    answer = await client.get("/assets/gone.js")
    assert answer.status_code == 404
    assert "immutable" not in answer.headers["cache-control"]


async def test_a_response_keeps_its_own_policy(client: httpx.AsyncClient) -> None:
    answer = await client.get("/dev/mailbox")
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "ancestors", "options"),
    [
        ("/admin/pagine/1/vista", "frame-ancestors 'self'", "SAMEORIGIN"),
        ("/admin/pagine/1", "frame-ancestors 'none'", None),
        ("/servizi", "frame-ancestors 'none'", None),
    ],
)
async def test_only_what_is_made_to_be_framed_may_be_framed_and_by_us_alone(
    client: httpx.AsyncClient, path: str, ancestors: str, options: str | None
) -> None:
    answer = await client.get(path)
    assert ancestors in answer.headers["content-security-policy"]
    assert answer.headers.get("x-frame-options") == options


@pytest.mark.parametrize(
    ("path", "robots"), [("/anteprima/abc", "noindex"), ("/en/anteprima/abc", "noindex"), ("/", None)]
)
async def test_no_search_engine_keeps_a_preview(client: httpx.AsyncClient, path: str, robots: str | None) -> None:
    assert (await client.get(path)).headers.get("x-robots-tag") == robots
