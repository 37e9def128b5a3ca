"""The whole product as `make run` starts it, in a folder and on a port of its own."""

import http.client
import json
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aistrategyhub.infra.embedded import process
from aistrategyhub.infra.embedded.folders import last_lines
from aistrategyhub.infra.ports import free_port
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import ROOT
from bench.processes import cpu_seconds

_LONGEST_START_SECONDS = 300
_LOOK_EVERY_SECONDS = 0.02
_GRACE_SECONDS = 60


class Product:
    """A product that runs until `stop`, or the end of a `with` block.

    `seconds` went by from its first process to the first `/health` answered with 200, `cpu_seconds` of processor
    time were used until then, and `healthy_after_seconds` until every part said that it is well.

    It believes one proxy: clients that say another X-Forwarded-For each time are as many visitors, and the limits
    per address stay as they are.
    """

    def __init__(self, data_dir: Path, environment: Mapping[str, str]) -> None:
        port = free_port()
        self.url = f"http://localhost:{port}"
        self.log = data_dir.with_suffix(".log")
        own = {"DATA_DIR": str(data_dir), "PORT": str(port), "HOST": "127.0.0.1", "TRUSTED_PROXY_HOPS": "1"}
        began = time.monotonic()
        with self.log.open("wb") as output:
            command = [sys.executable, "-m", "aistrategyhub.cli", "run"]
            self._process = process.spawn(command, env={**environment, **own}, cwd=ROOT, output=output)
        try:
            self._wait(port, lambda health: True)
            self.seconds, self.cpu_seconds = time.monotonic() - began, cpu_seconds(self.pid)
            self._wait(port, lambda health: health["status"] == "healthy")
            self.healthy_after_seconds = time.monotonic() - began
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process that started all others."""
        return self._process.pid

    def stop(self) -> None:
        """Stops every process of it."""
        process.stop(self._process, grace_seconds=_GRACE_SECONDS)

    def _wait(self, port: int, is_enough: Any) -> None:
        deadline = time.monotonic() + _LONGEST_START_SECONDS
        while True:
            health = _health(port)
            if health is not None and is_enough(health):
                return
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise Problem(f"The product did not start:\n{last_lines(self.log, 20)}", "make run")
            time.sleep(_LOOK_EVERY_SECONDS)


def _health(port: int) -> dict[str, Any] | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/health")
        answer = connection.getresponse()
        return json.loads(answer.read()) if answer.status == 200 else None
    return None
