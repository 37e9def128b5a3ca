"""SdI through an intermediary: a service that carries files to it, over HTTP; `docs/invoicing.md` has its answers.

Files are put under the key of their transmission, so that putting one twice carries it once. What comes back is read
after a cursor of the service's own.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog

from aistrategyhub.core import clock
from aistrategyhub.integrations.sdi.gateway import (
    Arrival,
    Arrivals,
    Handover,
    OutgoingFile,
    Reading,
    SdiNotConfigured,
    SdiRefused,
    SdiUnavailable,
)

log = structlog.get_logger(__name__)

_SECONDS = 30
_AT_ONCE = 50
_LARGEST_ANSWER = 80_000_000
_LONGEST_WORDS = 500
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
# A no to this very file. Everything else may be a yes later.
_REFUSALS = frozenset({400, 409, 413, 415, 422})


@dataclass(frozen=True, slots=True, kw_only=True)
class IntermediaryAccount:
    """Where the service is, and the token by which it knows the firm."""

    url: str
    token: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise SdiNotConfigured("SDI_INTERMEDIARY_URL", "without https is for servers on this machine only")


class IntermediaryChannel:
    """One account with an intermediary."""

    name = "intermediary"
    is_stand_in = False

    def __init__(self, account: IntermediaryAccount) -> None:
        self._account = account

    async def send(self, file: OutgoingFile, reading: Reading) -> Handover:
        said = {"name": file.name, "content": base64.b64encode(file.content).decode()}
        status, answer = await self._ask("PUT", f"/files/{file.key}", json=said)
        if status in _REFUSALS:
            raise SdiRefused(f"{status} {answer.get('detail', '')}".strip()[:_LONGEST_WORDS])
        return _handover(status, answer)

    async def find_departed(self, file: OutgoingFile, reading: Reading) -> Handover | None:
        status, answer = await self._ask("GET", f"/files/{file.key}")
        return None if status == 404 else _handover(status, answer)

    async def receive(self, reading: Reading) -> Arrivals:
        status, answer = await self._ask("GET", "/arrivals", params={"after": reading.cursor, "limit": f"{_AT_ONCE}"})
        listed, cursor = answer.get("arrivals"), answer.get("cursor")
        if status != 200 or not isinstance(listed, list) or not isinstance(cursor, str):
            raise SdiUnavailable(f"the intermediary answered {status} to what has come")
        receipts, invoices, aside = [], [], 0
        for one in listed:
            arrival = _arrival(one)
            if arrival is None:
                aside += 1
            else:
                (invoices if one.get("kind") == "invoice" else receipts).append(arrival)
        if aside:
            log.warning("arrivals of the intermediary that cannot be read", count=aside)
        invoices.sort(key=lambda arrival: "_MT_" in arrival.name.upper())
        return Arrivals(receipts, replace(reading, cursor=cursor), aside, invoices)

    async def keep(self, arrivals: Arrivals) -> None:
        """The cursor of the reading says how far we came."""

    async def ping(self) -> None:
        status, _answer = await self._ask("GET", "/status")
        if status != 200:
            raise SdiUnavailable(f"the intermediary answered {status}")

    async def _ask(self, method: str, path: str, **what: Any) -> tuple[int, Mapping[str, Any]]:
        """The status and JSON of an answer; an empty one where it holds none. Raises SdiUnavailable."""
        headers = {"Authorization": f"Bearer {self._account.token}", "Accept": "application/json"}
        try:
            async with (
                httpx.AsyncClient(timeout=_SECONDS, headers=headers, follow_redirects=False) as client,
                client.stream(method, self._account.url.rstrip("/") + path, **what) as response,
            ):
                content = await _read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise SdiUnavailable(f"{type(error).__name__}: {error}", has_not_left=True) from error
        except httpx.HTTPError as error:
            raise SdiUnavailable(f"{type(error).__name__}: {error}") from error
        return response.status_code, _json(content)


async def _read(response: httpx.Response) -> bytes:
    """The whole answer, up to what is ever read of one."""
    pieces, size = [], 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > _LARGEST_ANSWER:
            raise SdiUnavailable("the answer of the intermediary is too large")
        pieces.append(piece)
    return b"".join(pieces)


def _json(content: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _handover(status: int, answer: Mapping[str, Any]) -> Handover:
    reference, identifier = answer.get("reference"), answer.get("identifier")
    if status not in (200, 201, 202) or not isinstance(reference, str) or not reference:
        raise SdiUnavailable(f"the intermediary answered {status}")
    return Handover(reference[:200], identifier[:36] if isinstance(identifier, str) and identifier else None)


def _arrival(one: Any) -> Arrival | None:
    """None for what is not as it should be: the others are read all the same."""
    try:
        content = base64.b64decode(one["content"], validate=True)
        at = datetime.fromisoformat(one["arrived_at"]) if one.get("arrived_at") else clock.now()
        return Arrival(str(one["name"]), content, at if at.tzinfo else clock.now())
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        return None
