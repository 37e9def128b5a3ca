"""Redis started by the product itself, on a Unix socket in its data folder."""

import socket
import time
from pathlib import Path
from urllib.parse import quote

from aistrategyhub.infra.embedded import process
from aistrategyhub.infra.embedded.binaries import redis_server
from aistrategyhub.infra.embedded.folders import last_lines, open_log, socket_folder
from aistrategyhub.infra.embedded.server import EmbeddedServer
from aistrategyhub.infra.problems import Problem

_SOCKET_NAME = "redis.sock"
_START_SECONDS = 10


class EmbeddedRedis(EmbeddedServer):
    """One redis-server in one data folder: `with EmbeddedRedis(folder) as server: ...`.

    It keeps nothing on disk: Redis holds only what may be lost (screen state, rate limits, caches), the truth is
    in PostgreSQL. When its 64 MB are full it forgets what was used least recently among the keys that expire
    (volatile-lru): idle tabs and old cache entries go, while the screen somebody is using and the counter of
    somebody who is guessing passwords were touched a moment ago and stay. A key without expiry is never dropped.
    """

    name = "Redis"
    _kind = "redis"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self._socket))}"

    @property
    def _socket(self) -> Path:
        return socket_folder(self.folder, _SOCKET_NAME) / _SOCKET_NAME

    @property
    def _pid_file(self) -> Path:
        return self.folder / "redis.pid"

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(2)
            try:
                probe.connect(str(self._socket))
                probe.sendall(b"PING\r\n")
                return probe.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def _start(self) -> None:
        self._socket.unlink(missing_ok=True)
        with open_log(self.log) as log:
            self._server = process.spawn(
                [redis_server(), *self._options()], output=log.fileno(), cwd=self.folder, env={}
            )
        self._wait_until_ready()

    def _options(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "pidfile": str(self._pid_file),
            "save": "",
            "appendonly": "no",
            "maxmemory": "64mb",
            "maxmemory-policy": "volatile-lru",
            "databases": "4",
        }
        return [word for name, value in settings.items() for word in (f"--{name}", value)]

    def _wait_until_ready(self) -> None:
        assert self._server is not None
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise Problem(
                    f"The embedded Redis does not start; its log {self.log} ends with:\n{last_lines(self.log)}",
                    f"less {self.log}",
                )
            time.sleep(0.02)
