"""The door of Reflex's websocket: who may open it, how much may pass, and the framework's paths that stay shut.

Reflex accepts a socket without Origin, the same events over HTTP polling, messages of a megabyte, uploads into
anybody's state, and frames that it fails on half-way; none of that is needed by our pages.
"""

import asyncio
import re
import time
from collections import Counter, OrderedDict
from contextlib import suppress

import structlog
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aistrategyhub.core.text import _, mark
from aistrategyhub.infra.http.acting import is_same_origin
from aistrategyhub.infra.http.envelope import refusal
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.settings import get_settings

log = structlog.get_logger(__name__)

EVENT_PATH = "/_event"
LARGEST_FRAME_BYTES = 64 * 1024
MESSAGES_PER_SECOND, MESSAGES_AT_ONCE = 20.0, 40.0
# In each web process, and wider outside production (RATE_LIMIT_FACTOR).
SOCKETS_PER_ADDRESS = 200
MESSAGES_PER_SECOND_OF_ADDRESS, MESSAGES_AT_ONCE_OF_ADDRESS = 200.0, 800.0

_POLICY_VIOLATION = 1008
_FAREWELL_SECONDS = 1.0
# A tab costs a state in Redis, and one that is full forgets those of others.
_COST_OF_OPENING = 10.0
_MOST_ADDRESSES = 10_000
_SHUT_PATHS = ("/_upload", EVENT_PATH, "/_health", "/auth-codespace", "/_all_routes")
_NOT_HERE = mark("Qui non c'è nulla: controlla l'indirizzo.")

# What Reflex's client says: pong, connect, disconnect and three events. python-socketio would let a browser call
# `connect` again with headers of its own making, and python-engineio never cleans up after a frame it cannot read.
_SPOKEN = re.compile(rf'3$|4(?:0{EVENT_PATH},\{{|1{EVENT_PATH},|2{EVENT_PATH},\["(?:event|ping|client_error)")')


class WebsocketDoor:
    """Lets a browser's socket in when it comes from our own pages, and closes it when it floods."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._open: Counter[str] = Counter()
        self._budgets: OrderedDict[str, Budget] = OrderedDict()
        self._wider = get_settings().wider_limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(_SHUT_PATHS):
            await refusal(404, "NOT_FOUND", _(_NOT_HERE))(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._let_in(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = caller_of(scope)
        budget = self._budget_of(address)
        if reason := self._why_not(scope, address, budget):
            log.warning("websocket refused", reason=reason)
            await _close_unopened(receive, send)
            return
        line = Line(receive, send, budget)
        self._open[address] += 1
        try:
            await self.app(scope, line.receive, line.send)
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    def _why_not(self, scope: Scope, address: str, budget: "Budget") -> str:
        if scope["path"].rstrip("/") != EVENT_PATH:
            return "no such path"
        if not is_same_origin(HTTPConnection(scope)):
            return "foreign or missing origin"
        if self._open[address] >= SOCKETS_PER_ADDRESS * self._wider or not budget.take(_COST_OF_OPENING):
            return "too much from one address"
        return ""

    def _budget_of(self, address: str) -> "Budget":
        wide = MESSAGES_PER_SECOND_OF_ADDRESS * self._wider, MESSAGES_AT_ONCE_OF_ADDRESS * self._wider
        budget = self._budgets.setdefault(address, Budget(*wide))
        self._budgets.move_to_end(address)
        if len(self._budgets) > _MOST_ADDRESSES:
            self._budgets.popitem(last=False)
        return budget


class Budget:
    """So many at once, refilled by so many a second."""

    def __init__(self, per_second: float, at_once: float) -> None:
        self._per_second = per_second
        self._at_once = at_once
        self._left = at_once
        self._at = time.monotonic()

    def take(self, cost: float = 1.0) -> bool:
        """Whether there is enough left; takes nothing when there is not."""
        now = time.monotonic()
        self._left = min(self._at_once, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < cost:
            return False
        self._left -= cost
        return True


class Line:
    """One open socket. The first frame that is too large, too many, or not of our pages ends it with 1008."""

    def __init__(self, receive: Receive, send: Send, address: Budget) -> None:
        self._receive = receive
        self._send = send
        self._budgets = (Budget(MESSAGES_PER_SECOND, MESSAGES_AT_ONCE), address)
        self._is_ended = False

    async def receive(self) -> Message:
        """The next message, or the end of the socket."""
        message = await self._receive()
        if message["type"] == "websocket.receive" and (reason := self._why_end(message)):
            log.warning("websocket closed", reason=reason)
            await self._end()
            return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
        return message

    async def send(self, message: Message) -> None:
        """Passes the message on until the socket has been ended."""
        if not self._is_ended:
            await self._send(message)

    async def _end(self) -> None:
        """Says why, and lets what is still under way arrive: a connection cut in the middle of it loses the reason."""
        await self._send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        self._is_ended = True
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                while (await self._receive())["type"] != "websocket.disconnect":
                    pass

    def _why_end(self, message: Message) -> str:
        text = message.get("text")
        if text is None or not _SPOKEN.match(text):
            return "not a message of our pages"
        if len(text) > LARGEST_FRAME_BYTES or len(text.encode(errors="replace")) > LARGEST_FRAME_BYTES:
            return "frame too large"
        if not all(budget.take() for budget in self._budgets):
            return "too many messages"
        return ""


async def _close_unopened(receive: Receive, send: Send) -> None:
    """Refuses the handshake: the browser sees 403."""
    await receive()
    await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
