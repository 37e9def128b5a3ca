"""Serves the tree of prerendered pages in front of the application, where no web server does.

Where the tree has nothing, an address may have gone elsewhere; else the application answers.
"""

import mimetypes
import os
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.paths import split_language
from aistrategyhub.core.text import _, speaking
from aistrategyhub.prerender import tree
from aistrategyhub.prerender.compression import SUFFIXES
from aistrategyhub.prerender.negotiation import IDENTITY, choose_encoding, is_known
from aistrategyhub.prerender.paths import UnservablePath, clean_path

_TOLD = re.compile(
    r"/(?:sitemap(?:-\d{1,6})?\.xml|robots\.txt|llms\.txt|manifest\.webmanifest|\.well-known/security\.txt"
    r"|(?:[a-z]{2}/)?feed\.xml)"
)
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
_FEED = "application/atom+xml; charset=utf-8"
_ASSETS = "/assets/"
_ASK_FIRST = "no-cache"
_FOREVER = "public, max-age=31536000, immutable"
# The page's own policy is in the page; this is the part that only a header may say.
_FRAMES = "frame-ancestors 'none'"
_GONE = 410
_SAFE = "/:?#[]@!$&'()*+,;=%-._~"


@dataclass(frozen=True)
class Moved:
    """The address is another one now. `status` is 301 or 302, `to` a path or a whole address."""

    to: str
    status: int = 301


@dataclass(frozen=True)
class Gone:
    """There was a page here, and there is none any more."""


@dataclass(frozen=True)
class Missing:
    """There is no page here and there never was: the application says so, with status 404."""


FindTenant = Callable[[str], Awaitable[UUID]]
Resolve = Callable[[UUID, str], Awaitable[Moved | Gone | Missing | None]]


class PrerenderedPages:
    """ASGI middleware: the tree, then where an address went, then the application.

    `find_tenant` takes a Host header and raises DomainError for an unknown one. `resolve` is asked, with a tenant and
    a path with its query, for what is none of the application's `own`: routes with their parameters
    (`/ordini/[order_key]`), or beginnings that end with a slash.
    """

    def __init__(
        self, app: ASGIApp, root: Path, find_tenant: FindTenant, resolve: Resolve, *, own: Sequence[str] = ()
    ) -> None:
        self.app = app
        self._root = root
        self._find_tenant = find_tenant
        self._resolve = resolve
        self._beginnings = tuple(route for route in own if route.endswith("/") and route != "/")
        # A route that takes whatever is left owns nothing by itself.
        routes = [_pattern(route) for route in own if (not route.endswith("/") or route == "/") and "[[" not in route]
        self._own = re.compile("|".join(routes) or r"(?!)")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = None
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            answer = await self._answer(scope)
        await (answer or self.app)(scope, receive, send)

    async def _answer(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        if scope["path"].startswith(_ASSETS):
            return self._asset(scope, headers)
        try:
            path = scope["path"] if _TOLD.fullmatch(scope["path"]) else clean_path(scope["path"])
            tenant = await self._find_tenant(headers.get("host", ""))
        except DomainError:
            return None
        if found := self._file(tenant, path):
            return _respond(scope, headers, found, _ASK_FIRST)
        return await self._elsewhere(scope, tenant, path)

    def _file(self, tenant: UUID, path: str) -> Path | None:
        served = tree.serving(self._root)
        if served is None:
            return None
        file = served.file(tenant, path[1:]) if _TOLD.fullmatch(path) else served.page(tenant, path)
        return file if file.is_file() else None

    def _asset(self, scope: Scope, headers: Headers) -> Response | None:
        """A hashed file of this build or of the one before, for a tab that was opened then."""
        try:
            name = clean_path(scope["path"])[1:]
        except UnservablePath:
            return None
        for one in filter(None, (tree.serving(self._root), tree.before(self._root))):
            if (one.folder / name).is_file():
                return _respond(scope, headers, one.folder / name, _FOREVER)
        return None

    async def _elsewhere(self, scope: Scope, tenant: UUID, path: str) -> ASGIApp | None:
        locale, inside = split_language(path)
        if f"{path}/".startswith(self._beginnings) or self._own.fullmatch(inside):
            return None
        query = scope["query_string"].decode("latin-1")
        asked = f"?{query}" if query else ""
        found = await self._resolve(tenant, path + asked)
        if isinstance(found, Moved):
            to = quote(found.to, safe=_SAFE) + ("" if set("?#") & set(found.to) else asked)
            return Response(status_code=found.status, headers={"Location": to, "Cache-Control": _ASK_FIRST})
        if isinstance(found, Gone):
            with speaking(locale):
                return _gone()
        return self._say_missing if isinstance(found, Missing) else None

    async def _say_missing(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application's answer; the page that it gives for any address has the status of one that is not there."""

        async def send_as_missing(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                kind = Headers(raw=message["headers"]).get("content-type", "")
                message["status"] = 404 if kind.startswith("text/html") else 200
            await send(message)

        await self.app(scope, receive, send_as_missing)


def _respond(scope: Scope, headers: Headers, file: Path, cache: str) -> Response | None:
    """The file in the encoding that suits the browser; that it has not changed; None when it went away just now."""
    there = {name: file.with_name(file.name + suffix) for name, suffix in SUFFIXES.items()}
    encoding = choose_encoding(
        headers.get("accept-encoding", ""), [name for name, encoded in there.items() if encoded.is_file()]
    )
    try:
        handle = os.open(there.get(encoding, file), os.O_RDONLY)
        try:
            about = os.fstat(handle)
            tag = f'"{about.st_mtime_ns:x}-{about.st_size:x}"'
            answer = {"ETag": tag, "Vary": "Accept-Encoding", "Cache-Control": cache}
            if is_known(tag, headers.get("if-none-match", "")):
                return Response(status_code=304, headers=answer)
            body = os.read(handle, about.st_size) if scope["method"] == "GET" else b""
        finally:
            os.close(handle)
    except FileNotFoundError:
        return None
    answer |= {"Content-Type": _kind(file), "Content-Length": str(about.st_size)}
    if encoding != IDENTITY:
        answer["Content-Encoding"] = encoding
    if file.suffix == ".html":
        answer["Content-Security-Policy"] = _FRAMES
    return Response(body, headers=answer)


def _kind(file: Path) -> str:
    if file.name == "feed.xml":
        return _FEED
    return _KINDS.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def _gone() -> Response:
    """For programs; the edge makes a page of it for people."""
    error = {"code": "GONE", "message": _("Questa pagina non c'è più."), "details": []}
    return JSONResponse({"success": False, "error": error}, _GONE, headers={"Cache-Control": _ASK_FIRST})


def _pattern(route: str) -> str:
    """The expression of a route with its parameters."""
    return "/".join("[^/]+" if part.startswith("[") else re.escape(part) for part in route.split("/"))
