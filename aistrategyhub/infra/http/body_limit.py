"""A body that says it is too large is refused in the envelope; one that does not say is cut by FastAPI's own limit."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from aistrategyhub.core.text import _, mark
from aistrategyhub.infra.http.envelope import refusal

LARGEST_BODY_BYTES = 1024 * 1024

_TOO_LARGE = mark("La richiesta è troppo grande.")


class BodyLimit:
    """Refuses with 413 a request whose Content-Length is over the limit, or no number."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            declared = Headers(scope=scope).get("content-length", "0")
            if not declared.isdecimal() or int(declared) > LARGEST_BODY_BYTES:
                await refusal(413, "BODY_TOO_LARGE", _(_TOO_LARGE))(scope, receive, send)
                return
        await self.app(scope, receive, send)
