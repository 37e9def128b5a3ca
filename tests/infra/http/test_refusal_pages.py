"""A person who opens an address that refuses reads a page; a program gets the envelope it expects."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from aistrategyhub.infra.http.envelope import refusal
from aistrategyhub.infra.http.refusal_pages import RefusalPages

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Mode": "navigate"}
ENGLISH = {"Accept-Language": "en-GB"}


async def refuse(request: Request) -> Response:
    return refusal(429, "TOO_MANY_REQUESTS", "Troppe <b>richieste</b>.", **{"Retry-After": "7"})


async def fail(request: Request) -> Response:
    raise ZeroDivisionError("words from inside the house")


async def answer(request: Request) -> Response:
    return JSONResponse({"status": "degraded"}, status_code=503)


async def succeed(request: Request) -> Response:
    return PlainTextResponse("here")


ROUTES = [
    Route("/refused", refuse, methods=["GET", "POST"]),
    Route("/failed", fail),
    Route("/health", answer),
    Route("/found", succeed),
]
APP = RefusalPages(Starlette(routes=ROUTES))


async def ask(path: str, headers: dict[str, str], method: str = "GET") -> httpx.Response:
    transport = httpx.ASGITransport(APP, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.request(method, path, headers=headers)


async def test_a_browser_reads_the_sentence_with_its_markup_harmless() -> None:
    page = await ask("/refused", BROWSER)
    assert page.status_code == 429
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["retry-after"] == "7"
    assert "Troppe &lt;b&gt;richieste&lt;/b&gt;." in page.text
    assert '<html lang="it">' in page.text


async def test_a_fault_says_nothing_of_itself_and_speaks_the_persons_language() -> None:
    page = await ask("/failed", BROWSER | ENGLISH)
    assert page.status_code == 500
    assert "Something did not work on our side." in page.text
    assert "inside the house" not in page.text
    assert 'href="/en"' in page.text


async def test_its_policy_allows_its_own_style_and_nothing_else() -> None:
    policy = (await ask("/refused", BROWSER)).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("path", "headers", "method"),
    [
        pytest.param("/refused", {"Accept": "*/*"}, "GET", id="a program"),
        pytest.param("/refused", BROWSER | {"Sec-Fetch-Mode": "cors"}, "GET", id="a page's own request"),
        pytest.param("/refused", BROWSER, "POST", id="a form"),
        pytest.param("/health", BROWSER, "GET", id="health is read as it is"),
    ],
)
async def test_everybody_else_gets_what_was_said(path: str, headers: dict[str, str], method: str) -> None:
    assert (await ask(path, headers, method)).headers["content-type"] == "application/json"


async def test_what_succeeds_is_left_alone() -> None:
    assert (await ask("/found", BROWSER)).text == "here"
