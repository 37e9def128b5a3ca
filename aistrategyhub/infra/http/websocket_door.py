"""The door of Reflex's websocket: who may open it, how much may pass, and the framework's paths that stay shut.

Reflex accepts a socket without Origin, the same events over HTTP polling, messages of a megabyte and uploads into
anybody's state; none of that is needed by our pages.
"""

import time
from collections import Counter
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aistrategyhub.core.text import _, mark
from aistrategyhub.infra.http.envelope import refusal

log = structlog.get_logger(__name__)

EVENT_PATH = "/_event"
LARGEST_FRAME_BYTES = 64 * 1024
MESSAGES_PER_SECOND = 20.0
BURST = 40.0
SOCKETS_PER_ADDRESS = 200

_POLICY_VIOLATION = 1008
_SHUT_PATHS = ("/_upload", "/_event", "/_health", "/auth-codespace", "/_all_routes")
_NOT_HERE = mark("Qui non c'è nulla: controlla l'indirizzo.")


class WebsocketDoor:
    """Lets a browser's socket in when it comes from our own pages, and closes it when it floods."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(_SHUT_PATHS):
            await refusal(404, "NOT_FOUND", _(_NOT_HERE))(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._let_in(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = scope["client"][0] if scope.get("client") else "unknown"
        if reason := self._why_not(scope, address):
            log.warning("websocket refused", reason=reason)
            await _close_unopened(receive, send)
            return
        self._open[address] += 1
        try:
            await self.app(scope, Budget(receive), send)
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    def _why_not(self, scope: Scope, address: str) -> str:
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        if not origin or urlsplit(origin).netloc != headers.get("host", ""):
            return "foreign or missing origin"
        if self._open[address] >= SOCKETS_PER_ADDRESS:
            return "too many sockets from one address"
        return ""


class Budget:
    """What a socket may send: frames up to 64 KB, 20 a second, 40 at once. More than that ends the socket."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._tokens = BURST
        self._at = time.monotonic()

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        if _size(message) > LARGEST_FRAME_BYTES or not self._take_token():
            log.warning("websocket closed", reason="over budget")
            return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
        return message

    def _take_token(self) -> bool:
        now = time.monotonic()
        self._tokens = min(BURST, self._tokens + (now - self._at) * MESSAGES_PER_SECOND) - 1
        self._at = now
        return self._tokens >= 0


def _size(message: Message) -> int:
    return len(message.get("bytes") or b"") or len((message.get("text") or "").encode())


async def _close_unopened(receive: Receive, send: Send) -> None:
    """Refuses the handshake: the browser sees 403."""
    await receive()
    await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
