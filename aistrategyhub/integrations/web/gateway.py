"""What rooms ask of the web, in words of our own."""

from dataclasses import dataclass
from typing import Protocol

USER_AGENT = "AIStrategyHub-Assistant/1.0"


@dataclass(frozen=True)
class Fetched:
    """What a server answered. `url` is where it was found after redirects; `body` is empty unless `status` is 200."""

    url: str
    status: int
    content_type: str = ""
    body: bytes = b""
    etag: str = ""
    last_modified: str = ""


class FetchFailed(Exception):
    """Nothing was fetched."""


class AddressRefused(FetchFailed):
    """The address, or one that it redirects to, is not that of a public web server."""


class ElsewhereRefused(FetchFailed):
    """The page redirects to another site."""


class BodyTooLarge(FetchFailed):
    """The server sends more than was wanted."""


class ServerAway(FetchFailed):
    """The server cannot be reached, is too slow, or does not speak HTTP: the same may work later."""


class WebGateway(Protocol):
    """Whoever fetches. A call ends within half a minute."""

    async def fetch(self, url: str, *, most_bytes: int, etag: str = "", last_modified: str = "") -> Fetched:
        """The page at this address, after redirects within its site; 304 where it is still the one with this `etag` or
        `last_modified`. Raises AddressRefused, ElsewhereRefused, BodyTooLarge, ServerAway."""
        ...
