"""Who is calling: finds the tenant from the host name and the person from the cookie, before any room runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import HTTPConnection, cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import _, mark, speaking
from aistrategyhub.infra.http.envelope import refusal, refusal_of
from aistrategyhub.infra.logging import bind_request

SESSION_COOKIE = "__Host-sid"


@dataclass(frozen=True)
class Program:
    """A caller that shows a token with every request instead of a cookie."""

    token: str
    ip_address: str | None


class InvalidToken(DomainError):
    """The bearer token is none of ours, has expired, or was revoked (RFC 6750, 3.1)."""

    code = "INVALID_TOKEN"
    kind = Kind.UNAUTHENTICATED
    sentence = mark("Il token non è valido, è scaduto o è stato revocato.")


class FindPrincipal(Protocol):
    """Says who a host name stands for, with a browser's cookie or a program's token. Raises InvalidToken."""

    async def __call__(self, host: str, cookie: str | None, program: Program | None = None) -> Principal: ...


_API = "/api/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FOREIGN = mark("La richiesta arriva da un altro sito e non è stata eseguita.")


class ActingPrincipal:
    """Sets principal and language for HTTP requests that `concerns` says are ours.

    A request that changes something must not come from another site's page, sign-in included. With a session
    cookie it is a browser's, and browsers always send Origin on it, so a missing one is refused too. With a bearer
    token it is a program's: no browser adds one by itself, so cookies count for nothing and Origin need not fit.
    On routes that `is_for_others` says pages of other sites may call, everybody is a stranger to those: a cookie counts
    only where our own page calls, and a token nowhere.
    """

    def __init__(
        self,
        app: ASGIApp,
        find_principal: FindPrincipal,
        concerns: Callable[[str], bool],
        is_for_others: Callable[[str], bool] = lambda path: False,
    ) -> None:
        self.app = app
        self.find_principal = find_principal
        self.concerns = concerns
        self.is_for_others = is_for_others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.concerns(scope["path"]):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        with speaking(preferred_locale(connection)):
            is_for_others = self.is_for_others(scope["path"])
            is_strange = is_for_others and not is_our_page(connection)
            program = None if is_for_others else _program(connection)
            cookie = None if program or is_strange else connection.cookies.get(SESSION_COOKIE)
            if (
                not program
                and not is_strange
                and scope["method"] not in SAFE_METHODS
                and _is_foreign(connection, cookie)
            ):
                await refusal(403, "FOREIGN_ORIGIN", _(_FOREIGN))(scope, receive, send)
                return
            try:
                principal = await self.find_principal(connection.headers.get("host", ""), cookie, program)
            except InvalidToken as error:
                refused = refusal_of(error)
                refused.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
                await refused(scope, receive, send)
                return
            except DomainError as error:
                await refusal_of(error)(scope, receive, send)
                return
            bind_request(tenant_id=principal.tenant_id, user_id=principal.person_id)
            with acting_as(principal):
                await self.app(scope, receive, send)


def is_same_origin(connection: HTTPConnection) -> bool:
    """Whether the request's Origin is the host it was sent to, over TLS when the request itself came over TLS."""
    scheme, _separator, host = connection.headers.get("origin", "").partition("://")
    schemes = ("https",) if connection.scope["scheme"] in ("https", "wss") else ("http", "https")
    return scheme in schemes and bool(host) and host == connection.headers.get("host", "")


def is_our_page(connection: HTTPConnection) -> bool:
    """Whether a page of ours calls. Where one reads it names no origin: a page of another site always does (Fetch
    standard, 3.1), except with requests that cannot carry a header of their own."""
    reads = connection.scope["method"] in SAFE_METHODS
    return is_same_origin(connection) or (reads and "origin" not in connection.headers)


def session_cookie(headers: Mapping[str, str]) -> str | None:
    """The session cookie among the headers of a handshake, read as it is read from requests."""
    return cookie_of(headers, SESSION_COOKIE)


def cookie_of(headers: Mapping[str, str], name: str) -> str | None:
    """A cookie among the headers of a handshake."""
    return cookie_parser(headers.get("cookie", "")).get(name)


def preferred_locale(connection: HTTPConnection) -> str:
    """`en` when the query or the first accepted language says so, else Italian."""
    asked = connection.query_params.get("locale") or connection.headers.get("accept-language", "")
    return "en" if asked.lower().startswith("en") else "it"


def _program(connection: HTTPConnection) -> Program | None:
    """The program that calls the API; elsewhere a bearer token is for somebody else, such as the payment stand-in."""
    if not connection.url.path.startswith(_API):
        return None
    scheme, _separator, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    return Program(token.strip(), connection.client.host if connection.client else None)


def _is_foreign(connection: HTTPConnection, cookie: str | None) -> bool:
    return bool(cookie or "origin" in connection.headers) and not is_same_origin(connection)
