"""No other site may read our answers: the only CORS rules are Reflex's, and `rxconfig.py` gives them no origin."""

import httpx
import pytest
from reflex.app import App
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route


async def _data(request) -> Response:
    return Response("data")


@pytest.fixture
async def client():
    app = Starlette(routes=[Route("/api/v1/users/me", _data, methods=["GET", "POST"])])
    App._add_cors(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://prova.it") as client:
        yield client


@pytest.mark.parametrize(
    "origin", ["https://altrove.example", "null", "http://prova.it.altrove.example", "http://prova.it"]
)
async def test_no_origin_is_told_that_it_may_read(client, origin):
    asked = {"Origin": origin, "Cookie": "__Host-sid=x"}
    preflight = {**asked, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}

    for answer in (
        await client.get("/api/v1/users/me", headers=asked),
        await client.post("/api/v1/users/me", headers=asked),
        await client.options("/api/v1/users/me", headers=preflight),
    ):
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.status_code == 400
