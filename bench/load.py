"""Many clients that ask for the same address, each as fast as it is answered."""

import asyncio
import json
import random
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench.figures import percentile

_PATIENCE_SECONDS = 30
_SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Load:
    """What came of it. `failed` counts every answer that is no success, and every request without one."""

    requests: int
    seconds: float
    median_ms: float
    p95_ms: float
    failed: int

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def press(url: str, *, clients: int, seconds: float) -> Load:
    """Asks with wrk where it is installed, else with a client of our own, which costs the machine more itself."""
    if shutil.which("wrk"):
        return _press_with_wrk(url, clients, seconds)
    return asyncio.run(press_with_own_client(url, clients=clients, seconds=seconds))


def _press_with_wrk(url: str, clients: int, seconds: float) -> Load:
    options = ["-t1", f"-c{clients}", f"-d{max(1, round(seconds))}s", f"--timeout={_PATIENCE_SECONDS}s"]
    command = ["wrk", *options, "-s", str(_SCRIPT), url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Load(**json.loads(said.strip().splitlines()[-1]))


async def press_with_own_client(url: str, *, clients: int, seconds: float) -> Load:
    """The same with asyncio and plain sockets."""
    times: list[float] = []
    began = time.perf_counter()
    answers = [_ask_until(began + seconds, url, times) for _ in range(clients)]
    failed = sum(await asyncio.gather(*answers))
    took = time.perf_counter() - began
    return Load(len(times), took, statistics.median(times) * 1e3, percentile(times, 95) * 1e3, failed)


async def _ask_until(deadline: float, url: str, times: list[float]) -> int:
    """How many of this client's requests failed; the seconds of each go to `times`."""
    address, failed = urlsplit(url), 0
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    while time.perf_counter() < deadline:
        began = time.perf_counter()
        writer.write(_request(address.path, address.netloc))
        failed += await _read_status(reader) != 200
        times.append(time.perf_counter() - began)
    writer.close()
    return failed


def _request(path: str, host: str) -> bytes:
    caller = "10." + ".".join(str(random.randrange(256)) for _ in range(3))
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: {caller}\r\n\r\n".encode()


async def _read_status(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next(line for line in head.splitlines() if line.startswith("content-length:"))
    await reader.readexactly(int(length.partition(":")[2]))
    return int(head.split(maxsplit=2)[1])
