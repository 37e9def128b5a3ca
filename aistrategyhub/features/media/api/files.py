"""Files as browsers get them: for ever when public, through who asks or a signed link when private."""

import re
from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.ids import read_id
from aistrategyhub.features.media import queries
from aistrategyhub.features.media.links import opens
from aistrategyhub.features.media.models import MediaFile, MediaKind
from aistrategyhub.features.media.permissions import MediaPermission
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for

files_router = APIRouter()

_FOREVER = "public, max-age=31536000, immutable"
_NOWHERE = "private, no-store"
_NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'; sandbox"
_A_DRAWING = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
_SHOWN = (MediaKind.IMAGE, MediaKind.VECTOR, MediaKind.VIDEO)
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@files_router.api_route("/media/{media_id}/{name}", methods=["GET", "HEAD"])
@public("what is public is for everybody; what is private asks for a person's permission or a signed link")
async def serve(
    request: Request,
    media_id: str,
    name: str,
    until: Annotated[int, Query(ge=0, le=10**11)] = 0,
    key: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """A file, or one of its sizes. An address of an older version leads to the present one."""
    row_id = read_id(media_id)
    if row_id is None:
        raise queries.MediaNotFound
    async with unit_of_work() as session:
        served = await queries.find_served(session, row_id, name)
    if _is_hidden(served.file) and not _may_see(served.file, until, key):
        raise queries.MediaNotFound
    if served.moved_to:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(served.moved_to + query, 302, headers={"Cache-Control": "no-cache"})
    headers = _headers(served.file, served.mime, name)
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return await _send(request, served, headers)


def _is_hidden(file: MediaFile) -> bool:
    """Whether it is not for everybody: private, or in the trash, where who works here still looks at it."""
    return file.is_private or file.trashed_at is not None


def _may_see(file: MediaFile, until: int, key: str) -> bool:
    principal = current_principal()
    is_own = principal.person_id is not None and principal.person_id == file.uploaded_by
    has_link = file.trashed_at is None and opens(file.id, until, key)
    return is_own or principal.may(MediaPermission.READ) or has_link


def _headers(file: MediaFile, mime: str, name: str) -> dict[str, str]:
    """What a browser may do with the file: show pictures and videos, save everything else, run nothing."""
    disposition = "inline" if file.kind in _SHOWN else "attachment"
    headers = {
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(file.name, safe='')}",
        "Cache-Control": _NOWHERE if _is_hidden(file) else _FOREVER,
        "Content-Security-Policy": _A_DRAWING if file.kind is MediaKind.VECTOR else _NOTHING_RUNS,
        "Cross-Origin-Resource-Policy": "same-origin" if _is_hidden(file) else "cross-origin",
        "Content-Type": mime,
        "Accept-Ranges": "bytes",
        "ETag": f'"{name}"',
    }
    return headers | ({"X-Robots-Tag": "noindex"} if _is_hidden(file) else {})


async def _send(request: Request, served: queries.Served, headers: dict[str, str]) -> Response:
    first, last, status = 0, served.bytes - 1, 200
    asked = request.headers.get("range", "")
    if asked and request.headers.get("if-range", headers["ETag"]) == headers["ETag"]:
        found = part_of(asked, served.bytes)
        if found is None:
            return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{served.bytes}"})
        first, last = found
        status = 206
        headers["Content-Range"] = f"bytes {first}-{last}/{served.bytes}"
    headers["Content-Length"] = str(last - first + 1)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    content: AsyncIterator[bytes] = await storage_for(get_settings()).stream(served.key, first, last)
    return StreamingResponse(content, status_code=status, headers=headers)


def part_of(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a Range header with one part (RFC 9110, 14.1.2); None when it cannot be given. What is no
    such header stands for the whole."""
    match = _RANGE.fullmatch(asked.strip())
    if match is None or match.groups() == ("", ""):
        return (0, size - 1)
    start, end = match.groups()
    first = int(start) if start else max(0, size - int(end))
    last = min(int(end), size - 1) if start and end else size - 1
    return (first, last) if first <= last else None
