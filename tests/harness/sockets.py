"""A browser's websocket without the browser: it speaks Reflex's protocol, or whatever else it is told to."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from wsproto import WSConnection
from wsproto.connection import ConnectionType
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)

from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.http.acting import SESSION_COOKIE

_PATIENCE = 10.0
_NAMESPACE = "/_event"
_FROM_HOST = "from the host"


class Rejected(Exception):
    """The handshake was answered with this HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Socket:
    """One websocket of a tab. `values` is what it was told so far, by state and var; `events` what it was told to do;
    `raw` every frame that came; `code` the number it was closed with."""

    def __init__(
        self,
        port: int,
        *,
        cookie: str | None = None,
        token: str | None = None,
        page: str = "/",
        address: str = "127.0.0.1",
    ) -> None:
        self.port = port
        self.address = address
        self.cookie = cookie
        self.token = token or str(new_id())
        self.page = page
        self.values: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.raw: list[str] = []
        self.code: int | None = None
        self.is_connected = False
        self._protocol = WSConnection(ConnectionType.CLIENT)
        self._something = asyncio.Event()
        self._half = ""

    async def __aenter__(self) -> Self:
        await self.open()
        try:
            await self.connect()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(
        self, *, origin: str | None = _FROM_HOST, host: str = "", path: str = _NAMESPACE + "/", query: str = ""
    ) -> None:
        """Opens the websocket. Raises Rejected."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.address, 0))
        host = host or f"localhost:{self.port}"
        headers = [] if self.cookie is None else [(b"Cookie", f"{SESSION_COOKIE}={self.cookie}".encode())]
        if origin is not None:
            headers.append((b"Origin", (f"http://{host}" if origin == _FROM_HOST else origin).encode()))
        query = query or f"EIO=4&transport=websocket&token={self.token}"
        self._write(Request(host=host, target=f"{path}?{query}", extra_headers=headers))
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._reading = asyncio.create_task(self._read())
        async with asyncio.timeout(_PATIENCE):
            await self._opened

    async def connect(self, boot: Mapping[str, Any] | None = None) -> None:
        """Connects to the namespace, with the first event of a page: Reflex's own when there is no other."""
        first = boot or self.event("reflex___state____state.hydrate_and_load")
        self.write(f"40{_NAMESPACE},{json.dumps({'event': first})}")
        await self.until(lambda: self.is_connected)

    def event(self, name: str, payload: Any = None, page: str = "") -> dict[str, Any]:
        """An event as a page sends it."""
        path = page or self.page
        place = {"pathname": path.partition("?")[0], "asPath": path}
        return {"name": name, "payload": payload or {}, "router_data": place}

    def send(self, name: str, payload: Any = None, page: str = "") -> None:
        """Sends an event."""
        self.say("event", self.event(name, payload, page))

    def say(self, kind: str, data: Any) -> None:
        """Sends a message of Socket.IO."""
        self.write(f"42{_NAMESPACE},{json.dumps([kind, data])}")

    def write(self, frame: str | bytes) -> None:
        """Sends a frame as it is."""
        self._write(TextMessage(frame) if isinstance(frame, str) else BytesMessage(frame))

    async def until(self, condition: Callable[[], bool], seconds: float = _PATIENCE) -> None:
        """Waits until what came makes the condition true. Raises TimeoutError, or ConnectionResetError when closed."""
        async with asyncio.timeout(seconds):
            while not condition():
                if self._reading.done():
                    raise ConnectionResetError(f"closed with {self.code}")
                self._something.clear()
                await self._something.wait()

    async def closed(self, seconds: float = _PATIENCE) -> int | None:
        """Waits until the other side closes, and answers its number."""
        async with asyncio.timeout(seconds):
            await asyncio.shield(self._reading)
        return self.code

    def seen(self, state: str, name: str) -> Any:
        """The last value of a var that came."""
        return self.values.get(state, {}).get(f"{name}_rx_state_")

    async def close(self) -> None:
        """Goes away, as a closed tab does."""
        with suppress(Exception):
            self._write(CloseConnection(code=1001))
        self._writer.close()
        self._reading.cancel()
        with suppress(asyncio.CancelledError, OSError):
            await self._reading

    def _write(self, event: Any) -> None:
        self._writer.write(self._protocol.send(event))

    async def _read(self) -> None:
        try:
            while data := await self._reader.read(65536):
                self._protocol.receive_data(data)
                for event in self._protocol.events():
                    self._take(event)
                    self._something.set()
        except OSError:
            pass
        finally:
            self._something.set()
            if not self._opened.done():
                self._opened.set_exception(Rejected(0))

    def _take(self, event: Any) -> None:
        match event:
            case AcceptConnection() if not self._opened.done():
                self._opened.set_result(None)
            case RejectConnection() if not self._opened.done():
                self._opened.set_exception(Rejected(event.status_code))
            case Ping():
                self._write(event.response())
            case CloseConnection():
                self.code = event.code
                with suppress(Exception):
                    self._write(event.response())
            case TextMessage():
                self._half += event.data
                if event.message_finished:
                    frame, self._half = self._half, ""
                    self._hear(frame)

    def _hear(self, frame: str) -> None:
        self.raw.append(frame)
        if frame == "2":
            self.write("3")
        elif frame.startswith(f"40{_NAMESPACE},"):
            self.is_connected = True
        elif frame.startswith(f"42{_NAMESPACE},"):
            kind, *data = json.loads(frame.removeprefix(f"42{_NAMESPACE},"))
            if kind == "new_token":
                self.token = data[0]
            elif kind == "event":
                self._obey(data[0])

    def _obey(self, update: Mapping[str, Any]) -> None:
        for state, changes in (update.get("delta") or {}).items():
            self.values.setdefault(state, {}).update(changes)
        self.events.extend(update.get("events") or [])
