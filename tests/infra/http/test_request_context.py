"""Each request: one id, one line, one count, and no word of who asked or what only they should know."""

import httpx
import pytest
import structlog
from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from aistrategyhub.infra import metrics
from aistrategyhub.infra.http.request_context import (
    RequestContext,
    current_request_id,
    shown_network,
    shown_path,
)
from aistrategyhub.infra.logging import bind_request

KEY = "AZDwoKAAcACAAAAAAAAAAaB3xQ9Zr4v1LkPzYdWm0sE"


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": b"pagina"})


def _app() -> RequestContext:
    app, router = FastAPI(), APIRouter()

    @router.get("/orders/{order_key}/invoice.pdf")
    async def invoice(order_key: str) -> JSONResponse:
        bind_request(tenant_id="tenant-1", user_id="person-1")
        return JSONResponse({"id": current_request_id(), "bound": structlog.contextvars.get_contextvars()})

    @router.get("/broken")
    async def broken() -> None:
        raise ZeroDivisionError

    app.include_router(router, prefix="/api/v1")
    app.router.routes.append(Mount("", app=_page))
    return RequestContext(app)


@pytest.fixture
async def client():
    transport = httpx.ASGITransport(app=_app(), client=("203.0.113.77", 40000), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://prova.it") as client:
        yield client


@pytest.fixture
def counted(monkeypatch):
    counts = []
    monkeypatch.setattr(metrics, "request_answered", lambda *about: counts.append(about))
    return counts


class TestId:
    async def test_it_is_told_back_and_known_to_the_route_and_the_log(self, client):
        answer = await client.get(f"/api/v1/orders/{KEY}/invoice.pdf", headers={"X-Request-ID": "cliente-0001"})
        assert answer.headers["x-request-id"] == "cliente-0001"
        assert answer.json()["id"] == "cliente-0001"
        assert answer.json()["bound"]["request_id"] == "cliente-0001"

    @pytest.mark.parametrize(
        "given", [None, "", "short", "x" * 65, "a b c d e", "riga\\nfalsa", "<script>x</script>", "é" * 9]
    )
    async def test_a_strange_one_is_replaced(self, client, given):
        headers = {} if given is None else {"X-Request-ID": given.encode()}
        first, second = [(await client.get("/", headers=headers)).headers["x-request-id"] for _ in range(2)]
        assert first != second
        assert len(first) == 36

    async def test_nothing_is_left_over_for_the_next_request(self, client):
        await client.get(f"/api/v1/orders/{KEY}/invoice.pdf")
        assert structlog.contextvars.get_contextvars() == {}
        assert current_request_id() is None
        bound = (await client.get(f"/api/v1/orders/{KEY}/invoice.pdf")).json()["bound"]
        assert set(bound) == {"request_id", "tenant_id", "user_id"}

    async def test_a_websocket_has_one_and_passes_untouched(self):
        seen = []

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            seen.extend([current_request_id(), receive, send])

        async def receive() -> None: ...

        async def send(message) -> None: ...

        await RequestContext(app)({"type": "websocket", "path": "/_event", "headers": []}, receive, send)
        assert len(seen[0]) == 36
        assert seen[1:] == [receive, send]


class TestLine:
    async def _logged(self, client, path: str, method: str = "GET") -> dict:
        with structlog.testing.capture_logs() as lines:
            await client.request(method, path)
        (line,) = [line for line in lines if line["event"] == "request answered"]
        return line

    async def test_it_says_what_was_answered_and_not_to_whom(self, client):
        line = await self._logged(client, f"/api/v1/orders/{KEY}/invoice.pdf?email=mario@rossi.it")
        assert {name: line[name] for name in ("method", "endpoint", "path", "status", "network", "log_level")} == {
            "method": "GET",
            "endpoint": "/api/v1/orders/{order_key}/invoice.pdf",
            "path": "/api/v1/orders/***/invoice.pdf",
            "status": 200,
            "network": "203.0.113.0/24",
            "log_level": "info",
        }
        assert 0 <= line["seconds"] < 5
        assert KEY not in str(line)
        assert "mario" not in str(line)

    async def test_an_error_is_a_500_and_still_a_line(self, client):
        assert (await self._logged(client, "/api/v1/broken"))["status"] == 500

    async def test_assets_and_health_are_details(self, client):
        for path in ("/assets/index-C3po.js", "/health", "/api/v1/health/db"):
            assert (await self._logged(client, path))["log_level"] == "debug"


class TestCount:
    @pytest.mark.parametrize(
        ("method", "path", "about"),
        [
            ("GET", f"/api/v1/orders/{KEY}/invoice.pdf", ("GET", "/api/v1/orders/{order_key}/invoice.pdf", 200)),
            ("GET", "/api/v1/broken", ("GET", "/api/v1/broken", 500)),
            ("GET", f"/ordine/{KEY}", ("GET", "page", 200)),
            ("GET", "/wp-admin/setup.php", ("GET", "page", 200)),
            ("GET", "/api/v1/no-such-thing", ("GET", "api", 200)),
            ("GET", "/assets/index-C3po.js", ("GET", "asset", 200)),
            ("PROPFIND", "/", ("OTHER", "page", 200)),
        ],
    )
    async def test_labels_are_few_whatever_is_asked(self, client, counted, method, path, about):
        await client.request(method, path)
        assert [entry[:3] for entry in counted] == [about]

    async def test_a_caller_who_went_away_is_counted_as_such(self, counted):
        async def never_answers(scope: Scope, receive: Receive, send: Send) -> None: ...

        scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "client": None}
        await RequestContext(never_answers)(scope, None, None)
        assert counted[0][2] == 499


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "/"),
        ("/servizi/piano-di-adeguamento-alla-direttiva-nis2", "/servizi/piano-di-adeguamento-alla-direttiva-nis2"),
        ("/assets/index-C3po-4x.js", "/assets/index-C3po-4x.js"),
        (f"/en/ordine/{KEY}", "/en/ordine/***"),
        ("/fatture/0190f0a0-0000-7000-8000-000000000001", "/fatture/0190f0a0-0000-7000-8000-000000000001"),
        ("/reset/" + "a1" * 32, "/reset/***"),
        ("/" + "a/" * 500, ("/" + "a/" * 500)[:200]),
    ],
)
def test_keys_in_a_path_are_hidden(path, shown):
    assert shown_path(path) == shown


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1234:5678::1", "2001:db8:1234::/48"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_becomes_its_network(address, network):
    assert shown_network(address) == network
