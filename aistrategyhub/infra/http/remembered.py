"""Answers of the API that are the same for everybody: with an ETag, and kept by each process until something that the
site shows changes, or a minute has passed (prices change by the clock too)."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from aistrategyhub.core.access import current_principal, find_principal
from aistrategyhub.core.text import current_locale
from aistrategyhub.infra.http.envelope import Meta
from aistrategyhub.infra.http.request_context import route_of
from aistrategyhub.infra.shown import change_count

_MOST = 2_000
# Addresses can be made up without end: together the answers of a process take no more than this.
_MOST_BYTES = 16_000_000
_LARGEST = 200_000
_SECONDS = 60.0
# Whoever asks again is told at once that nothing changed; a browser or a proxy never answers for us.
_ASK_AGAIN = "public, no-cache"

Make = Callable[[], Awaitable[Any]]
"""The envelope without `success` and `meta`: `data`, and what else belongs to it."""


@dataclass(frozen=True)
class _Kept:
    body: bytes
    tag: str
    change: str | None
    until: float
    cache: str
    route: Any

    def holds(self, change: str | None) -> bool:
        return change is not None and self.change == change and self.until >= time.monotonic()


Key = tuple[UUID, str, str, bytes]
_kept: OrderedDict[Key, _Kept] = OrderedDict()
_being_made: dict[Key, asyncio.Event] = {}


async def remembered(request: Request, make: Make, *, cache: str = _ASK_AGAIN) -> Response:
    """The answer to this address in the language of the moment, made by `make` where none is kept; 304 to whoever has
    it. `cache` is what browsers and proxies are told; what `make` raises is not kept. Who asks while it is being made
    waits for it; the next are answered by `RememberedAnswers`."""
    key = _key(request.scope)
    change = await change_count(key[0])
    kept = _held(key, change)
    if kept is None and key in _being_made:
        await _being_made[key].wait()
        kept = _held(key, change)
    if kept is None:
        kept = await _made(key, request, change, make, cache)
    return _answer(request.scope, kept)


class RememberedAnswers:
    """Gives an answer that is kept again, before the API is asked for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and find_principal() is not None:
            key = _key(scope)
            kept = _held(key, await change_count(key[0])) if key in _kept else None
            if kept is not None:
                scope["route"] = kept.route
                await _answer(scope, kept)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _key(scope: Scope) -> Key:
    return current_principal().tenant_id, current_locale(), scope["path"], scope["query_string"]


def _held(key: Key, change: str | None) -> _Kept | None:
    kept = _kept.get(key)
    return kept if kept is not None and kept.holds(change) else None


async def _made(key: Key, request: Request, change: str | None, make: Make, cache: str) -> _Kept:
    made = _being_made[key] = asyncio.Event()
    try:
        body = to_json(await make())[1:-1]
        tag = hashlib.sha256(key[1].encode() + body).hexdigest()[:32]
        kept = _Kept(body, f'"{tag}"', change, time.monotonic() + _SECONDS, cache, route_of(request.scope))
        _keep(key, kept)
    finally:
        made.set()
        if _being_made.get(key) is made:
            del _being_made[key]
    return kept


def _answer(scope: Scope, kept: _Kept) -> Response:
    headers = {
        "ETag": kept.tag,
        "Cache-Control": kept.cache,
        "Vary": "Accept-Language",
        "Content-Language": current_locale(),
    }
    if kept.tag in Headers(scope=scope).get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    meta = Meta().model_dump_json().encode()
    body = b'{"success":true,' + kept.body + b',"meta":' + meta + b"}"
    return Response(body, media_type="application/json", headers=headers)


def _keep(key: Key, made: _Kept) -> None:
    if made.change is None or len(made.body) > _LARGEST:
        return
    _kept[key] = made
    _kept.move_to_end(key)
    held = sum(len(one.body) for one in _kept.values())
    while len(_kept) > _MOST or held > _MOST_BYTES:
        _oldest, gone = _kept.popitem(last=False)
        held -= len(gone.body)
