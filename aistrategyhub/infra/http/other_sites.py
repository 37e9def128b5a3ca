"""Routes that pages of other sites may call (CORS; Fetch standard, 3.3): each origin must have been let in.

They are never answered with credentials, and whoever is signed in here is a stranger to them.
"""

from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aistrategyhub.core.text import _, mark
from aistrategyhub.infra.http.acting import is_our_page
from aistrategyhub.infra.http.envelope import refusal

MayCall = Callable[[str, str], Awaitable[bool]]
"""Whether pages of an origin may call a path, on the tenant of the request."""

_METHODS = "GET, POST, PUT, DELETE"
_HEADERS = "Content-Type, Last-Event-ID, Widget-Session"
_TOLD = "Retry-After"
# Chromium remembers an answer for two hours at most.
_REMEMBERED_SECONDS = "7200"
_NOT_LET_IN = mark("Questo sito non è tra quelli che possono mostrare l’assistente.")


class OtherSites:
    """Answers preflights, refuses origins that were not let in, and tells the browser of the others that it may read.

    Our own pages pass, also where they read and so name no origin: no other site's page can send such a request.
    """

    def __init__(self, app: ASGIApp, concerns: Callable[[str], bool], may_call: MayCall) -> None:
        self.app = app
        self.concerns = concerns
        self.may_call = may_call

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.concerns(scope["path"]):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        origin = connection.headers.get("origin", "")
        if is_our_page(connection):
            await self.app(scope, receive, _with({"Vary": "Origin"}, send))
        elif not origin or not await self.may_call(scope["path"], origin):
            await refusal(403, "FOREIGN_ORIGIN", _(_NOT_LET_IN), Vary="Origin")(scope, receive, send)
        elif scope["method"] == "OPTIONS" and "access-control-request-method" in connection.headers:
            await _preflight(origin)(scope, receive, send)
        else:
            told = {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": _TOLD, "Vary": "Origin"}
            await self.app(scope, receive, _with(told, send))


def _preflight(origin: str) -> Response:
    headers = {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": _HEADERS,
        "Access-Control-Max-Age": _REMEMBERED_SECONDS,
        "Vary": "Origin",
    }
    return Response(status_code=204, headers=headers)


def _with(headers: dict[str, str], send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers)
        await send(message)

    return send_with_headers
