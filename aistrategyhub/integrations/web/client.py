"""The web over HTTP/1.1. What is connected to is the very address that was looked at: a name that answers otherwise the
second time (DNS rebinding) gains nothing."""

import asyncio
import socket
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from aistrategyhub.integrations.web.addresses import is_public, site_of
from aistrategyhub.integrations.web.gateway import (
    USER_AGENT,
    AddressRefused,
    BodyTooLarge,
    ElsewhereRefused,
    Fetched,
    ServerAway,
)

MayConnect = Callable[[str, int], bool]

_MOST_REDIRECTS = 5
_STEP_SECONDS = 10.0
_CALL_SECONDS = 25.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK, _LONGEST_HEADER = 200, 200


class GuardedWeb:
    """Fetches from servers that `may_connect` lets in, by their address and port."""

    def __init__(self, may_connect: MayConnect = is_public) -> None:
        self._backend = _GuardedBackend(may_connect)

    async def fetch(self, url: str, *, most_bytes: int, etag: str = "", last_modified: str = "") -> Fetched:
        """See WebGateway."""
        asked = [("If-None-Match", etag)] if etag else []
        asked += [("If-Modified-Since", last_modified)] if last_modified else []
        try:
            async with asyncio.timeout(_CALL_SECONDS), self._pool() as pool:
                return await _follow(pool, url, asked, most_bytes)
        except TimeoutError as error:
            raise ServerAway("too slow") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise ServerAway(type(error).__name__) from error

    def _pool(self) -> httpcore.AsyncConnectionPool:
        return httpcore.AsyncConnectionPool(network_backend=self._backend, max_connections=1, retries=0)


async def _follow(
    pool: httpcore.AsyncConnectionPool, url: str, asked: list[tuple[str, str]], most_bytes: int
) -> Fetched:
    site = site_of(url)
    for _redirect in range(_MOST_REDIRECTS + 1):
        answer = await _get(pool, url, asked, most_bytes)
        if not isinstance(answer, str):
            return answer
        url = urljoin(url, answer)
        if site_of(url) != site:
            raise ElsewhereRefused(site_of(url))
    raise ServerAway("too many redirects")


async def _get(
    pool: httpcore.AsyncConnectionPool, url: str, asked: list[tuple[str, str]], most_bytes: int
) -> Fetched | str:
    """What the server answers, or where it redirects to."""
    headers = [("User-Agent", USER_AGENT), ("Accept-Encoding", "identity"), *asked]
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), _STEP_SECONDS)
    sent = [(name.encode(), value.encode("latin-1", "ignore")) for name, value in headers]
    async with pool.stream("GET", _ascii(url), headers=sent, extensions={"timeout": timeout}) as response:
        told = _headers(response.headers)
        if response.status in _REDIRECTS and told.get("location"):
            return told["location"]
        body = b""
        if response.status == _OK:
            # Packed bodies were not asked for, and nothing here unpacks any.
            if told.get("content-encoding", "identity") not in ("", "identity"):
                raise ServerAway("a packed body")
            body = await _body(response, most_bytes)
        return Fetched(
            url=url,
            status=response.status,
            content_type=told.get("content-type", "")[:_LONGEST_HEADER],
            body=body,
            etag=_kept(told.get("etag", "")),
            last_modified=_kept(told.get("last-modified", "")),
        )


async def _body(response: httpcore.Response, most_bytes: int) -> bytes:
    body = bytearray()
    async for piece in response.aiter_stream():
        body += piece
        if len(body) > most_bytes:
            raise BodyTooLarge(f"more than {most_bytes} bytes")
    return bytes(body)


def _ascii(url: str) -> str:
    """An address as HTTP sends it (RFC 3987, 3.1). Raises AddressRefused."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
    except (UnicodeError, ValueError) as error:
        raise AddressRefused("no address") from error
    place = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    quoted = "".join(sign if "!" <= sign <= "~" else "".join(f"%{b:02X}" for b in sign.encode()) for sign in target)
    return f"{parts.scheme}://{place}{port}{quoted}"


def _headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1").strip() for name, value in headers}


def _kept(value: str) -> str:
    """A validator as it is shown again; one that is too long to keep is none."""
    return value if len(value) <= _LONGEST_HEADER and value.isprintable() else ""


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves by itself, and connects to what it looked at."""

    def __init__(self, may_connect: MayConnect) -> None:
        self._may_connect = may_connect
        self._real = httpcore.AnyIOBackend()

    # The signature is that of httpcore.
    async def connect_tcp(self, host: str, port: int, timeout: float | None = None, *args: Any, **more: Any) -> Any:  # noqa: ASYNC109
        async with asyncio.timeout(timeout):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(place[0]) for _f, _t, _p, _n, place in found))
        # One private address among public ones is somebody's attempt: none of them is used.
        if not addresses or not all(self._may_connect(address, port) for address in addresses):
            raise AddressRefused(host)
        return await self._real.connect_tcp(addresses[0], port, timeout, *args, **more)

    async def connect_unix_socket(self, path: str, *args: Any, **more: Any) -> Any:
        raise AddressRefused(path)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
