"""Keeps warnings and errors in `system_logs` too, without ever slowing or breaking whoever logs them."""

import json
import logging
import os
import threading
import time
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import psycopg

from aistrategyhub.core.ids import new_id, read_id
from aistrategyhub.infra.logging.lines import facts_of

_MOST_WAITING = 100
_MOST_A_MINUTE = 120
_WRITE_EVERY_SECONDS = 1.0
_SECONDS_TO_CLOSE = 2.0
_LONGEST_MESSAGE = 1_000
_LONGEST_CONTEXT = 8_000
# Columns of their own, or, as the caller's network, not kept.
_NOT_CONTEXT = ("timestamp", "level", "message", "exception", "request_id", "tenant_id", "user_id", "network")
_ROOMS = "aistrategyhub.features."
_INSERT = """
    INSERT INTO system_logs
        (id, tenant_id, level, module, message, stack_trace, context, user_id, request_id, created_at)
    VALUES (%(id)s, %(tenant_id)s, %(level)s, %(module)s, %(message)s, %(stack_trace)s, %(context)s::jsonb,
        %(user_id)s, %(request_id)s, %(created_at)s)
"""


class KeptLines(logging.Handler):
    """Hands lines of level warning and above to a thread that writes them into the database at `url`, each second.

    At most 100 wait and 120 a minute are taken; what is beyond, or meets a database that is away, is dropped, and the
    next line that is written is followed by one that says how many. It logs nothing itself. The queue has no lock:
    a fork in the middle of a line hangs nobody, and the child starts a thread of its own.
    """

    def __init__(self, url: str, process: str) -> None:
        super().__init__(logging.WARNING)
        self._url = url
        self._process = process
        self._waiting: deque[dict[str, Any]] = deque()
        self._dropped = 0
        self._minute = (0, 0)
        self._writer: threading.Thread | None = None
        self._closing = threading.Event()
        self._pid = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Puts the line where the writer finds it, or counts it as dropped."""
        if threading.current_thread() is self._writer:
            return
        if len(self._waiting) >= _MOST_WAITING or not self._fits_this_minute():
            self._dropped += 1
            return
        try:
            self._waiting.append(_row(facts_of(record, self._process)))
            self._wake()
        except Exception:
            self._dropped += 1

    def close(self) -> None:
        """Writes what still waits, for two seconds at most. A later line starts over: `logging.config` closes every
        handler there is, also those that stay in use."""
        if self._writer is not None and self._pid == os.getpid():
            self._closing.set()
            self._writer.join(_SECONDS_TO_CLOSE)
            self._pid = 0
        super().close()

    def _fits_this_minute(self) -> bool:
        minute, taken = self._minute
        present = int(time.monotonic() // 60)
        taken = taken + 1 if minute == present else 1
        self._minute = (present, taken)
        return taken <= _MOST_A_MINUTE

    def _wake(self) -> None:
        if self._pid == os.getpid():
            return
        self._pid, self._closing = os.getpid(), threading.Event()
        self._writer = threading.Thread(target=self._write_on, name="kept-lines", daemon=True)
        self._writer.start()

    def _write_on(self) -> None:
        closing = self._closing
        connection: psycopg.Connection | None = None
        while True:
            ends = closing.wait(_WRITE_EVERY_SECONDS)
            connection = self._write(connection)
            if ends:
                break
        if connection is not None:
            connection.close()

    def _write(self, connection: psycopg.Connection | None) -> psycopg.Connection | None:
        """Writes what waits; the connection for the next time, none after a failure."""
        rows: list[dict[str, Any]] = []
        written = 0
        try:
            while self._waiting:
                rows.append(self._waiting.popleft())
            if rows:
                connection = connection or _connect(self._url)
                for row in rows:
                    connection.execute(_INSERT, row)
                    written += 1
                self._tell_dropped(connection)
        except Exception:
            self._dropped += len(rows) - written
            with suppress(psycopg.Error):
                if connection is not None:
                    connection.close()
            return None
        return connection

    def _tell_dropped(self, connection: psycopg.Connection) -> None:
        if not (dropped := self._dropped):
            return
        facts = {"level": "warning", "logger": __name__, "message": "lines were not kept", "dropped": dropped}
        connection.execute(_INSERT, _row({**facts, "timestamp": datetime.now(UTC).isoformat()}))
        self._dropped -= dropped


def _connect(url: str) -> psycopg.Connection:
    return psycopg.connect(
        url.replace("postgresql+psycopg://", "postgresql://", 1),
        autocommit=True,
        connect_timeout=2,
        application_name="aistrategyhub logs",
    )


def _row(facts: dict[str, Any]) -> dict[str, Any]:
    """The masked facts of a line as columns."""
    context = json.dumps(_storable({name: value for name, value in facts.items() if name not in _NOT_CONTEXT}))
    return {
        "id": new_id(),
        "tenant_id": read_id(facts.get("tenant_id", "")),
        "level": facts["level"],
        "module": _module(facts["logger"])[:120],
        "message": _storable(facts["message"])[:_LONGEST_MESSAGE],
        "stack_trace": _storable(facts.get("exception")),
        "context": context if len(context) <= _LONGEST_CONTEXT else '{"truncated": true}',
        "user_id": read_id(facts.get("user_id", "")),
        "request_id": _storable(facts.get("request_id", ""))[:64] or None,
        "created_at": datetime.fromisoformat(facts["timestamp"]),
    }


def _module(logger: str) -> str:
    return logger.removeprefix(_ROOMS).partition(".")[0] if logger.startswith(_ROOMS) else logger


def _storable(value: Any) -> Any:
    """Without what PostgreSQL refuses in text: the zero character and halves of surrogate pairs."""
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="replace").decode()
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, list) else value
