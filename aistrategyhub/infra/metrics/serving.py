"""Collects the numbers of all processes of this machine and tells them on a private port.

Web workers and job processes with the same DATA_DIR count into the same folder, and whichever of them gets the port
answers for all; when that one ends, another takes over.
"""

import errno
import os
import socket
import threading
import time
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from typing import IO

import structlog

from aistrategyhub.infra.embedded.folders import private_folder
from aistrategyhub.infra.metrics.instruments import FOLDER_VARIABLE
from aistrategyhub.infra.settings import Settings

log = structlog.get_logger(__name__)

_TRY_EVERY_SECONDS = 2.0

# Open as long as the process lives: the lock says that its numbers still count.
_held: list[IO[str]] = []


def start_metrics(settings: Settings) -> None:
    """Begins to collect, in this process and those it starts, and to answer on METRICS_HOST and METRICS_PORT.

    Nothing happens without a port. Call it before the first number is counted and before workers are forked.
    """
    if settings.metrics_port is None:
        return
    folder = private_folder(settings.data_dir / "metrics" / socket.gethostname())
    _join(folder)
    os.environ[FOLDER_VARIABLE] = str(folder)
    # Before any thread: a worker forked while one imports would wait for ever.
    import prometheus_client.multiprocess  # noqa: F401

    threading.Thread(
        target=_serve, args=(settings.metrics_host, settings.metrics_port, folder), name="metrics", daemon=True
    ).start()


def _join(folder: Path) -> None:
    """Shares the folder with the processes that count in it; the first one throws away what dead ones left."""
    lock = (folder / "lock").open("a")
    try:
        flock(lock, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        pass
    else:
        for left in folder.glob("*.db"):
            left.unlink()
    flock(lock, LOCK_SH)
    _held.append(lock)


def _serve(host: str, port: int, folder: Path) -> None:
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))
    is_said = False
    while True:
        try:
            start_http_server(port, addr=host, registry=registry)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            if not is_said:
                log.info("another process answers for the metrics of this machine", port=port)
                is_said = True
            time.sleep(_TRY_EVERY_SECONDS)
        else:
            log.info("metrics answer", host=host, port=port)
            return
