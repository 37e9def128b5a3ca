"""What each answer tells the browser to refuse (SEC-03)."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from aistrategyhub.infra.http.security_headers import SecurityHeaders


async def _plain(request) -> Response:
    return Response("ok")


async def _own(request) -> Response:
    return Response(
        "ok", headers={"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=60"}
    )


@pytest.fixture
async def client():
    app = SecurityHeaders(Starlette(routes=[Route("/api/own", _own), Route("/{path:path}", _plain)]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://prova.it") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/assets/a.js"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ],
)
async def test_every_answer_has_them(client, path, name, value):
    assert (await client.get(path)).headers[name] == value


async def test_devices_that_no_page_needs_are_off(client):
    policy = (await client.get("/")).headers["Permissions-Policy"]
    assert {"camera=()", "geolocation=()", "microphone=()", "usb=()"} <= set(policy.split(", "))


async def test_data_may_load_nothing_and_stand_in_no_frame_and_in_no_cache(client):
    headers = (await client.get("/api/v1/orders")).headers
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(headers["Content-Security-Policy"].split("; "))
    assert headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" not in (await client.get("/apiary")).headers


async def test_tls_is_asked_for_only_over_tls(client):
    assert "Strict-Transport-Security" not in (await client.get("/")).headers
    strict = (await client.get("https://prova.it/")).headers["Strict-Transport-Security"]
    assert strict == "max-age=63072000; includeSubDomains"


async def test_what_a_route_says_itself_stays(client):
    headers = (await client.get("/api/own")).headers
    assert headers.get_list("Cross-Origin-Resource-Policy") == ["cross-origin"]
    assert headers.get_list("Cache-Control") == ["public, max-age=60"]


async def test_a_websocket_passes_untouched():
    seen = []

    async def app(scope, receive, send) -> None:
        seen.extend([receive, send])

    async def receive() -> None: ...

    async def send(message) -> None: ...

    await SecurityHeaders(app)({"type": "websocket", "path": "/_event"}, receive, send)
    assert seen == [receive, send]
