"""Calls of Graph: a fresh token on each, errors told apart by who can mend them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from aistrategyhub.core.clock import now
from aistrategyhub.integrations.mail.gateway import MailRefused, MailThrottled, MailUnavailable
from aistrategyhub.integrations.msgraph.account import GraphAccount
from aistrategyhub.integrations.msgraph.token import TokenSource

_STEP_SECONDS = 20
_MAIL_SECONDS = 60
_LONGEST_PAUSE = timedelta(hours=1)
_UNASKED_PAUSE = timedelta(seconds=60)
# https://learn.microsoft.com/graph/outlook-immutable-id: the id stays when the item moves within its mailbox.
_PREFER = 'IdType="ImmutableId"'
# What only another mail would mend; every other 4xx is about us, and an operator can mend it.
_FINAL = {400, 413, 422}
_THROTTLING = {429, 503, 509}


class NotThere(MailUnavailable):
    """Graph knows no such item, or no such mailbox."""


class Graph:
    """An open connection to the sender's mailbox."""

    def __init__(self, client: httpx.AsyncClient, account: GraphAccount, tokens: TokenSource) -> None:
        self._client = client
        self._tokens = tokens
        self._home = f"{account.base_url}/users/{quote(account.sender, safe='@')}"

    async def ask(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        """The JSON object of a call below the mailbox, {} when Graph answers nothing.

        Raises MailThrottled, NotThere, MailUnavailable or MailRefused.
        """
        return _object(await self._call(method, self._home + path, **content))

    async def follow(self, link: str) -> dict[str, Any]:
        """The next page that an answer names; only where Graph itself is, because our token travels along."""
        if urlsplit(link)[:2] != urlsplit(self._home)[:2]:
            raise MailUnavailable("Graph named a next page on another server")
        return _object(await self._call("GET", link))

    async def raw(self, path: str) -> bytes:
        """A message as it came, in MIME."""
        return (await self._call("GET", self._home + path)).content

    async def put_piece(self, url: str, piece: bytes, first: int, size: int) -> None:
        """One piece of a large file, to the address of its upload session, which needs no token."""
        if not url.startswith("https://"):
            raise MailUnavailable("Graph named an upload address without TLS")
        headers = {"Content-Range": f"bytes {first}-{first + len(piece) - 1}/{size}"}
        _check(await self._send("PUT", url, content=piece, headers=headers))

    async def _call(self, method: str, url: str, **content: Any) -> httpx.Response:
        answer = await self._authorised(method, url, **content)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            await self._tokens.forget()
            answer = await self._authorised(method, url, **content)
        return _check(answer)

    async def _authorised(self, method: str, url: str, headers: dict[str, str] | None = None, **content: Any) -> Any:
        sent = {"Authorization": f"Bearer {await self._tokens.token()}", "Prefer": _PREFER} | (headers or {})
        return await self._send(method, url, headers=sent, **content)

    async def _send(self, method: str, url: str, **content: Any) -> httpx.Response:
        try:
            return await self._client.request(method, url, **content)
        except httpx.HTTPError as error:
            raise MailUnavailable(f"Graph: {type(error).__name__}") from error
        except httpx.InvalidURL as error:
            raise MailUnavailable("Graph named an address that is none") from error


@asynccontextmanager
async def graph(account: GraphAccount, tokens: TokenSource, seconds: float = _MAIL_SECONDS) -> AsyncIterator[Graph]:
    """Graph for a minute at most, or as long as is said. Raises MailUnavailable when that was not enough."""
    client = httpx.AsyncClient(verify=account.trust(), timeout=_STEP_SECONDS, follow_redirects=False)
    try:
        async with asyncio.timeout(seconds), client:
            yield Graph(client, account, tokens)
    except TimeoutError as error:
        raise MailUnavailable(f"Graph: not done within {seconds:g} seconds") from error


def _object(answer: httpx.Response) -> dict[str, Any]:
    if not answer.content:
        return {}
    try:
        told = answer.json()
    except ValueError as error:
        raise MailUnavailable(f"Graph: {answer.status_code} with an unreadable answer") from error
    if not isinstance(told, dict):
        raise MailUnavailable(f"Graph: {answer.status_code} with an unexpected answer")
    return told


def _check(answer: httpx.Response) -> httpx.Response:
    status = answer.status_code
    if answer.is_success:
        return answer
    reason = f"Graph: {status} {_code(answer)}".rstrip()
    pause = _pause(answer)
    if status == httpx.codes.TOO_MANY_REQUESTS or (status in _THROTTLING and pause is not None):
        raise MailThrottled(reason, _UNASKED_PAUSE if pause is None else pause)
    if status == httpx.codes.NOT_FOUND:
        raise NotThere(reason)
    raise MailRefused(reason) if status in _FINAL else MailUnavailable(reason)


def _code(answer: httpx.Response) -> str:
    """Graph's own word for what happened. Its sentence may repeat the recipient, and this ends up in logs."""
    try:
        code = answer.json()["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return ""
    return code[:80] if isinstance(code, str) and code.isidentifier() else ""


def _pause(answer: httpx.Response) -> timedelta | None:
    """Retry-After (RFC 9110, 10.2.3): seconds or a date, an hour at most."""
    text = answer.headers.get("Retry-After", "").strip()
    if not text:
        return None
    try:
        pause = timedelta(seconds=int(text)) if text.isdigit() else parsedate_to_datetime(text) - now()
    except (ValueError, TypeError, OverflowError):
        return _UNASKED_PAUSE
    return min(max(pause, timedelta(seconds=1)), _LONGEST_PAUSE)
