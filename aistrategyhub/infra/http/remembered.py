"""Answers of the API that are the same for everybody: with an ETag, and kept by each process until something that the
site shows changes, or a minute has passed (prices change by the clock too)."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.text import current_locale
from aistrategyhub.infra.http.envelope import Meta
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


_kept: OrderedDict[tuple[UUID, str, str, str], _Kept] = OrderedDict()


async def remembered(request: Request, make: Make, *, cache: str = _ASK_AGAIN) -> Response:
    """The answer to this address in the language of the moment, made by `make` where none is kept; 304 to whoever has
    it. `cache` is what browsers and proxies are told; what `make` raises is not kept."""
    tenant_id, locale = current_principal().tenant_id, current_locale()
    key = tenant_id, locale, request.url.path, request.url.query
    change = await change_count(tenant_id)
    kept = _kept.get(key)
    if kept is None or change is None or kept.change != change or kept.until < time.monotonic():
        kept = await _made(make, locale, change)
        _keep(key, kept)
    headers = {
        "ETag": kept.tag,
        "Cache-Control": cache,
        "Vary": "Accept-Language",
        "Content-Language": locale,
    }
    if kept.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    meta = Meta().model_dump_json().encode()
    body = b'{"success":true,' + kept.body + b',"meta":' + meta + b"}"
    return Response(body, media_type="application/json", headers=headers)


async def _made(make: Make, locale: str, change: str | None) -> _Kept:
    body = to_json(await make())[1:-1]
    tag = hashlib.sha256(locale.encode() + body).hexdigest()[:32]
    return _Kept(body, f'"{tag}"', change, time.monotonic() + _SECONDS)


def _keep(key: tuple[UUID, str, str, str], made: _Kept) -> None:
    if made.change is None or len(made.body) > _LARGEST:
        return
    _kept[key] = made
    _kept.move_to_end(key)
    held = sum(len(one.body) for one in _kept.values())
    while len(_kept) > _MOST or held > _MOST_BYTES:
        _oldest, gone = _kept.popitem(last=False)
        held -= len(gone.body)
