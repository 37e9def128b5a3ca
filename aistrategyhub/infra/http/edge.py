"""The edge, in order: what a request passes on its way to the pages and the API."""

import re
from collections.abc import Callable

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from aistrategyhub.core.text import _, mark, speaking
from aistrategyhub.infra.http.acting import ActingPrincipal, FindPrincipal, preferred_locale
from aistrategyhub.infra.http.body_limit import BodyLimit
from aistrategyhub.infra.http.envelope import refusal, refusal_of
from aistrategyhub.infra.http.forwarded import Forwarded, caller_of
from aistrategyhub.infra.http.other_sites import MayCall, OtherSites
from aistrategyhub.infra.http.refusal_pages import RefusalPages
from aistrategyhub.infra.http.remembered import RememberedAnswers
from aistrategyhub.infra.http.request_context import RequestContext
from aistrategyhub.infra.http.security_headers import SecurityHeaders
from aistrategyhub.infra.http.websocket_door import WebsocketDoor
from aistrategyhub.infra.rate_limits import TooManyRequests, hit, limit_of_route
from aistrategyhub.infra.settings import get_settings

_OURS = ("/api/", "/dev/", "/media/")
_FEED = "/feed.xml"
_FOR_OTHERS = "/api/v1/widget/"
_NOT_FOUND = mark("A questo indirizzo non c’è nulla.")
_IN_NO_ADDRESS = re.compile(r"[\0\n]")
_HEALTH = ("/api/v1/health", "/health")


def edge(find_principal: FindPrincipal, may_call: MayCall) -> Callable[[ASGIApp], ASGIApp]:
    """Wraps the application in the whole edge, outermost first: id, caller's address, headers, door, limits, caller.

    `may_call` decides which other sites may call the widget's routes.
    """

    def wrap(app: ASGIApp) -> ASGIApp:
        app = NoSuchAddress(RememberedAnswers(app))
        app = OtherSites(app, _is_for_others, may_call)
        app = ActingPrincipal(app, find_principal, _needs_a_principal, _is_for_others)
        app = RateGate(app)
        app = BodyLimit(app)
        app = WebsocketDoor(app)
        app = RefusalPages(app)
        app = SecurityHeaders(app)
        app = Forwarded(app, get_settings().trusted_proxy_hops)
        return RequestContext(app)

    return wrap


class RateGate:
    """Counts each request of an address against the limit of its path."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = limit_of_route(scope["path"]) if scope["type"] == "http" else None
        if limit is not None:
            verdict = await hit(limit, caller_of(scope))
            if not verdict.allowed:
                with speaking(preferred_locale(HTTPConnection(scope))):
                    refused = refusal_of(TooManyRequests(retry_after=verdict.retry_after_seconds))
                await refused(scope, receive, send)
                return
        await self.app(scope, receive, send)


class NoSuchAddress:
    """Finds nothing at an address of the API that holds a NUL, which no text of PostgreSQL can, or a line break, with
    which Reflex's own routes would not even come to the edge: so it stands before them too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _IN_NO_ADDRESS.search(scope["path"]) and scope["path"].startswith(_OURS):
            with speaking(preferred_locale(HTTPConnection(scope))):
                refused = refusal(404, "NOT_FOUND", _(_NOT_FOUND))
            await refused(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _needs_a_principal(path: str) -> bool:
    return (path.startswith(_OURS) or path.endswith(_FEED)) and not path.startswith(_HEALTH)


def _is_for_others(path: str) -> bool:
    return path.startswith(_FOR_OTHERS)
