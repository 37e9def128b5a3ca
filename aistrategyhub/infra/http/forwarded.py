"""Who really called, when proxies stand in between: believed for exactly as many hops as the settings name."""

from ipaddress import ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from aistrategyhub.core.origin import Origin, calling_from


class Forwarded:
    """Takes the caller's address and scheme from the headers that the last `hops` proxies wrote.

    With no proxy (`hops` 0) the headers are anybody's word and are ignored. What it finds is the `Origin` of the
    request from here on.
    """

    def __init__(self, app: ASGIApp, hops: int) -> None:
        self.app = app
        self.hops = hops

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.hops and scope["type"] in ("http", "websocket"):
            scope.update(_as_forwarded(scope, self.hops))
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        with calling_from(_origin_of(scope)):
            await self.app(scope, receive, send)


def caller_of(scope: Scope) -> str:
    """Whom to count a request against."""
    return caller_at(scope["client"][0] if scope.get("client") else "")


def caller_at(address: str) -> str:
    """The same for whoever calls from this address: itself, or the /64 of an IPv6 one, which each line has whole."""
    if not address:
        return "unknown"
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _origin_of(scope: Scope) -> Origin:
    address = scope["client"][0] if scope.get("client") else ""
    return Origin.of(address, Headers(scope=scope).get("user-agent", ""))


def _as_forwarded(scope: Scope, hops: int) -> Scope:
    headers = Headers(scope=scope)
    changes: Scope = {}
    addresses = [part.strip() for part in ",".join(headers.getlist("x-forwarded-for")).split(",") if part.strip()]
    if len(addresses) >= hops:
        changes["client"] = (addresses[-hops], 0)
    if headers.get("x-forwarded-proto", "") == "https":
        changes["scheme"] = {"http": "https", "websocket": "wss"}[scope["type"]]
    return changes
