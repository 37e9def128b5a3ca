"""Redis started by the product itself, on a Unix socket in its data folder."""

import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from aistrategyhub.infra.embedded import process
from aistrategyhub.infra.embedded.binaries import redis_server
from aistrategyhub.infra.embedded.folders import (
    forget_short_folder,
    last_lines,
    open_log,
    private_folder,
    socket_folder,
)
from aistrategyhub.infra.problems import Problem

_SOCKET_NAME = "redis.sock"
_START_SECONDS = 10
_STOP_SECONDS = 5
_PREDECESSOR_SECONDS = _STOP_SECONDS + 5


class EmbeddedRedis:
    """One redis-server in one data folder: `with EmbeddedRedis(folder) as server: ...`.

    It keeps nothing on disk: Redis holds only what may be lost (screen state, rate limits, caches), the truth is
    in PostgreSQL. When its 64 MB are full it forgets what was used least recently among the keys that expire
    (volatile-lru): idle tabs and old cache entries go, while the screen somebody is using and the counter of
    somebody who is guessing passwords were touched a moment ago and stay. A key without expiry is never dropped.
    """

    name = "Redis"

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir.resolve() / "redis"
        self.log = data_dir.resolve() / "log" / "redis.log"
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self._socket))}"

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The server's process, when this object started it."""
        return self._server

    def is_running(self) -> bool:
        """Whether a server of this data folder answers, whoever started it."""
        if not self.folder.exists():
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(2)
            try:
                probe.connect(str(self._socket))
                probe.sendall(b"PING\r\n")
                return probe.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def start(self) -> None:
        """Starts the server and returns when it answers. Raises Problem, with the end of its log, when it cannot."""
        private_folder(self.folder)
        self._wait_for_predecessor()
        with open_log(self.log) as log:
            self._server = process.spawn(
                [redis_server(), *self._options()],
                output=log.fileno(),
                cwd=self.folder,
                env={},
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Ends the server, if this object started it."""
        if self._server is None:
            return
        process.stop(self._server, first=signal.SIGTERM, grace_seconds=_STOP_SECONDS)
        self._server = None
        forget_short_folder(self.folder)

    @property
    def _socket(self) -> Path:
        return socket_folder(self.folder, _SOCKET_NAME) / _SOCKET_NAME

    def _options(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "maxmemory": "64mb",
            "maxmemory-policy": "volatile-lru",
            "databases": "4",
        }
        return [word for name, value in settings.items() for word in (f"--{name}", value)]

    def _wait_for_predecessor(self) -> None:
        """After a SIGKILL of the product its Redis ends a moment later; a living one of another product does not."""
        deadline = time.monotonic() + _PREDECESSOR_SECONDS
        while self.is_running():
            if time.monotonic() > deadline:
                raise Problem(
                    f"Another Redis already serves {self._socket}.",
                    "hub run  # after stopping the other AIStrategyHub of this DATA_DIR",
                )
            time.sleep(0.1)
        with suppress(FileNotFoundError):
            self._socket.unlink()

    def _wait_until_ready(self) -> None:
        assert self._server is not None
        deadline = time.monotonic() + _START_SECONDS
        while not self.is_running():
            if self._server.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise Problem(
                    f"The embedded Redis does not start; its log {self.log} ends with:\n{last_lines(self.log)}",
                    f"less {self.log}",
                )
            time.sleep(0.02)
