"""A body that says it is too large is refused in the envelope; one that does not say is cut by FastAPI's own limit."""

import asyncio
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aistrategyhub.core.text import _, mark
from aistrategyhub.infra.http.envelope import refusal

LARGEST_BODY_BYTES = 1024 * 1024
# Where files are uploaded. The route itself refuses sooner, by what kind of file it is.
UPLOADS = (
    "/api/v1/media",
    "/api/v1/bots",
    "/api/v1/catalog/imports",
    "/api/v1/admin/milestones",
    "/api/v1/quote-requests/files",
    "/api/v1/admin/received-invoices",
)
LARGEST_UPLOAD_BYTES = 200 * 1024 * 1024

_TOO_LARGE = mark("La richiesta è troppo grande.")
_MOST_READ_IN_VAIN_BYTES = 32 * 1024 * 1024
_MOST_READ_IN_VAIN_SECONDS = 5


class BodyLimit:
    """Refuses with 413 a request whose Content-Length is over the limit of its path, or no number.

    Whatever the answer, what is left of a body is read before it: a proxy that is still writing when the connection
    closes tells its client 502 and not our refusal.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        body = Body(receive, is_there="content-length" in headers or "transfer-encoding" in headers)

        async def send_after_reading(message: Message) -> None:
            if message["type"] == "http.response.start":
                await body.read_in_vain()
            await send(message)

        app = (
            refusal(413, "BODY_TOO_LARGE", _(_TOO_LARGE))
            if _says_too_much(headers, largest_body(scope["path"]))
            else self.app
        )
        await app(scope, body.receive, send_after_reading)


class Body:
    """What is received of a request, and whether that is all."""

    def __init__(self, receive: Receive, *, is_there: bool) -> None:
        self._receive = receive
        self._is_read = not is_there

    async def receive(self) -> Message:
        message = await self._receive()
        self._is_read = self._is_read or not message.get("more_body", False)
        return message

    async def read_in_vain(self) -> None:
        """Reads the rest, unless there is far too much of it or it comes too slowly."""
        read = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(_MOST_READ_IN_VAIN_SECONDS):
                while not self._is_read and read < _MOST_READ_IN_VAIN_BYTES:
                    read += len((await self.receive()).get("body", b""))


def largest_body(path: str) -> int:
    """How many bytes a request to this path may send."""
    takes_files = any(path == place or path.startswith(f"{place}/") for place in UPLOADS)
    return LARGEST_UPLOAD_BYTES if takes_files else LARGEST_BODY_BYTES


def _says_too_much(headers: Headers, largest: int) -> bool:
    declared = headers.get("content-length", "0")
    return not declared.isdecimal() or int(declared) > largest
