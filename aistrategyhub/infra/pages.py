"""Serves the built pages as they deserve: no redirect for a missing slash, a policy each, and caches that never lie."""

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aistrategyhub.infra import csp
from aistrategyhub.infra.frontend import site_dir

_FOREVER = "public, max-age=31536000, immutable"
_A_MONTH = "public, max-age=2592000"
_ASK_FIRST = "no-cache"
_FRAMED = "/vista"
"""How an address ends that one of our own pages shows in a frame. Whatever stands there only shows."""
_UNLISTED = "/anteprima/"
"""What the addresses contain that show what is not published to whoever holds a link: no search engine keeps them."""


class BuiltPages:
    """ASGI middleware around the application that serves the build.

    A response that brings its own policy or cache rule keeps it.
    """

    def __init__(self, app: ASGIApp, *, site: Path | None = None) -> None:
        self.app = app
        hashes = csp.read_hashes((site or site_dir()).resolve())
        self._policies = {_address(page): csp.policy(found) for page, found in hashes.items()}
        self._fallback = csp.policy(hashes[csp.FALLBACK])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].rstrip("/") or "/"
        if path in self._policies and path != "/":
            # Starlette would answer 307 to the address with a slash, in the scheme that it sees.
            scope = {**scope, "path": f"{path}/", "raw_path": f"{path}/".encode()}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(path, MutableHeaders(raw=message.setdefault("headers", [])))
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _complete(self, path: str, headers: MutableHeaders) -> None:
        if headers.get("content-type", "").startswith("text/html"):
            policy = self._policies.get(path, self._fallback)
            if path.endswith(_FRAMED):
                policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
                headers["x-frame-options"] = "SAMEORIGIN"
            if _UNLISTED in path:
                headers["x-robots-tag"] = "noindex"
            headers.setdefault("content-security-policy", policy)
            headers.setdefault("cache-control", _ASK_FIRST)
        elif path.startswith("/assets/"):
            headers.setdefault("cache-control", _FOREVER)
        elif path.startswith("/fonts/"):
            headers.setdefault("cache-control", _A_MONTH)


def _address(page: str) -> str:
    return "/" + page.removesuffix("index.html").removesuffix("/")
