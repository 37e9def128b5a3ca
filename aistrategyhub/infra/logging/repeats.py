"""Lets a warning through a few times a minute and counts the rest, so that nobody can fill the disk with one."""

import logging
import re
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

_PERIOD_SECONDS = 60.0
_PER_MESSAGE = 20
_PER_LOGGER = 200
_MOST_KEYS = 2_000
# What differs from one repetition to the next: numbers, ids, quoted values.
_VARIABLE = re.compile(r"\"[^\"]{0,500}\"|'[^']{0,500}'|[0-9a-fA-F-]{8,}|\d+")


@dataclass
class _Count:
    began: float
    passed: int = 0
    left_out: int = 0


class RepeatFilter(logging.Filter):
    """Per message of a logger 20 warnings or errors a minute, per logger 200. The next line that passes carries how
    many were `left_out`. Information and critical lines always pass; so does a record that has passed already, so the
    same filter may sit on several handlers."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: OrderedDict[tuple[str, ...], _Count] = OrderedDict()
        self._lock = Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        if not logging.WARNING <= record.levelno < logging.CRITICAL:
            return True
        decided = getattr(record, "_passes", None)
        if decided is None:
            decided = record._passes = self._decide(record)
        return decided

    def _decide(self, record: logging.LogRecord) -> bool:
        with self._lock:
            message = self._count(record.name, record.levelname, _VARIABLE.sub("#", template_of(record)[:200]))
            logger = self._count(record.name)
            if message.passed >= _PER_MESSAGE or logger.passed >= _PER_LOGGER:
                message.left_out += 1
                return False
            message.passed += 1
            logger.passed += 1
            record.left_out, message.left_out = message.left_out, 0
            return True

    def _count(self, *key: str) -> _Count:
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = _Count(time.monotonic())
        elif time.monotonic() - count.began >= _PERIOD_SECONDS:
            count.began, count.passed = time.monotonic(), 0
        self._counts.move_to_end(key)
        if len(self._counts) > _MOST_KEYS:
            self._counts.popitem(last=False)
        return count


def template_of(record: logging.LogRecord) -> str:
    """The message before values are put into it, whoever logged it."""
    return str(record.msg.get("event", "")) if isinstance(record.msg, dict) else str(record.msg)
