"""No request carries more than its path allows: counted while it streams, whatever Content-Length says."""

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aistrategyhub.core.text import _, mark
from aistrategyhub.infra.http.envelope import refusal

MEGABYTE = 1024 * 1024

_TOO_LARGE = mark("La richiesta è troppo grande: al massimo {megabytes} MB.")


class BodyTooLarge(Exception):
    """More arrived than allowed."""


class BodyLimit:
    """Refuses with 413 what is larger than `default` bytes, or than the first matching prefix of `overrides`."""

    def __init__(self, app: ASGIApp, *, default: int = MEGABYTE, overrides: Sequence[tuple[str, int]] = ()) -> None:
        self.app = app
        self.default = default
        self.overrides = overrides

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = next((size for prefix, size in self.overrides if scope["path"].startswith(prefix)), self.default)
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdigit() or int(declared) > limit:
            await _refuse(limit)(scope, receive, send)
            return
        has_answered = False

        async def note_answer(message: Message) -> None:
            nonlocal has_answered
            has_answered = True
            await send(message)

        try:
            await self.app(scope, _counted(receive, limit), note_answer)
        except BodyTooLarge:
            if not has_answered:
                await _refuse(limit)(scope, receive, send)


def _counted(receive: Receive, limit: int) -> Receive:
    arrived = 0

    async def counting() -> Message:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > limit:
            raise BodyTooLarge
        return message

    return counting


def _refuse(limit: int) -> ASGIApp:
    return refusal(413, "BODY_TOO_LARGE", _(_TOO_LARGE, megabytes=limit // MEGABYTE or "1"))
