"""Every request has an id, taken from the caller when it looks like one, and leaves one line in the log and one count.

Neither names the caller nor repeats what a path may carry: the key of an order is the right to see it.
"""

import re
import time
from collections.abc import Mapping
from contextvars import ContextVar
from ipaddress import ip_address
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aistrategyhub.core.ids import new_id
from aistrategyhub.infra import metrics
from aistrategyhub.infra.logging import bind_request

HEADER = "X-Request-ID"

log = structlog.get_logger(__name__)

_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_FILES = ("/assets/", "/fonts/")
_HEALTH = ("/health", "/api/v1/health")
_SLUG = re.compile(r"[a-z0-9]{1,20}(?:[-_.][a-z0-9]{1,20})*")
_LONGEST_WORD = 20
_LONGEST_PATH = 200
_WENT_AWAY = 499

_REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)


def current_request_id() -> str | None:
    """The id of the request being answered; None outside one."""
    return _REQUEST_ID.get()


class RequestContext:
    """Gives each request and each websocket its id; measures, counts and logs each request when it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request_id = _request_id_of(scope)
        token = _REQUEST_ID.set(request_id)
        structlog.contextvars.clear_contextvars()
        bind_request(request_id=request_id)
        try:
            if scope["type"] == "http":
                await self._answer(scope, receive, send, request_id)
            else:
                await self.app(scope, receive, send)
        finally:
            structlog.contextvars.clear_contextvars()
            _REQUEST_ID.reset(token)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        began = time.perf_counter()
        status = _WENT_AWAY

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception:
            status = 500
            raise
        finally:
            _note(scope, status, time.perf_counter() - began)


def endpoint_of(scope: Scope) -> str:
    """What was asked for, as one of few words: the template of the route that answered, else `api` (refused before
    its route), `asset` or `page`."""
    route = route_of(scope)
    template = getattr(route, "path_format", None)
    if template and not isinstance(route, Mount):
        return template
    if scope["path"].startswith("/api/"):
        return "api"
    return "asset" if scope["path"].startswith(_FILES) else "page"


def route_of(scope: Scope) -> Any:
    """The route that answered, or None."""
    return scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")


def shown_path(path: str) -> str:
    """The path without what only its holder should know: keys and tokens are long words that no slug is."""
    words = [word if len(word) <= _LONGEST_WORD or _SLUG.fullmatch(word) else "***" for word in path.split("/")]
    return "/".join(words)[:_LONGEST_PATH]


def shown_network(address: str) -> str:
    """The network that an address is in, too large to be a person: /24, or /48 of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    bits = 24 if parsed.version == 4 else 48
    hidden = parsed.max_prefixlen - bits
    return f"{type(parsed)(int(parsed) >> hidden << hidden)}/{bits}"


def _request_id_of(scope: Scope) -> str:
    given = Headers(scope=scope).get(HEADER, "")
    return given if _ACCEPTABLE.fullmatch(given) else str(new_id())


def _note(scope: Scope, status: int, seconds: float) -> None:
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    endpoint = endpoint_of(scope)
    metrics.request_answered(method, endpoint, status, seconds)
    is_routine = scope["path"].startswith((*_FILES, "/api/v1/health/")) or scope["path"] in _HEALTH
    say = log.debug if is_routine else log.info
    say("request answered", method=method, **_where(scope, endpoint), status=status, seconds=round(seconds, 4))


def _where(scope: Scope, endpoint: str) -> Mapping[str, Any]:
    client = scope.get("client")
    return {
        "endpoint": endpoint,
        "path": shown_path(scope["path"]),
        "network": shown_network(client[0]) if client else "unknown",
    }
