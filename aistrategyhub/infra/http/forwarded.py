"""Who really called, when proxies stand in between: believed for exactly as many hops as the settings name."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send


class Forwarded:
    """Takes the caller's address and scheme from the headers that the last `hops` proxies wrote.

    With no proxy (`hops` 0) the headers are anybody's word and are ignored.
    """

    def __init__(self, app: ASGIApp, hops: int) -> None:
        self.app = app
        self.hops = hops

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.hops and scope["type"] in ("http", "websocket"):
            scope.update(_as_forwarded(scope, self.hops))
        await self.app(scope, receive, send)


def _as_forwarded(scope: Scope, hops: int) -> Scope:
    headers = Headers(scope=scope)
    changes: Scope = {}
    addresses = [part.strip() for part in headers.get("x-forwarded-for", "").split(",") if part.strip()]
    if len(addresses) >= hops:
        changes["client"] = (addresses[-hops], 0)
    if headers.get("x-forwarded-proto", "") == "https":
        changes["scheme"] = {"http": "https", "websocket": "wss"}[scope["type"]]
    return changes
