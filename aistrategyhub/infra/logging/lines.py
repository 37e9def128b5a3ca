"""What a log line says, as JSON for machines or as text for a terminal."""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from structlog.contextvars import get_contextvars

from aistrategyhub.core.access import find_principal
from aistrategyhub.infra.logging.masks import mask, mask_long_text, mask_text, shortened

_LONGEST_LINE = 16_000
_LONGEST_TRACEBACK = 8_000
_MOST_FRAMES = 30
_ALWAYS = (
    "timestamp",
    "level",
    "logger",
    "message",
    "function",
    "line",
    "process",
    "pid",
    "request_id",
    "tenant_id",
    "user_id",
    "exception",
)
_SHOWN_IN_TEXT_ALREADY = frozenset(("timestamp", "level", "logger", "message", "function", "line", "process", "pid"))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
    "left_out",
    "_passes",
    "_logger",
    "_name",
}
_OF_EVERY_EVENT = frozenset(("event", "positional_args", "exc_info", "stack_info"))

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class JsonLines(logging.Formatter):
    """One JSON object per record, at most 16,000 characters."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record, self._process)
        line = json.dumps(facts, ensure_ascii=False)
        if len(line) <= _LONGEST_LINE:
            return line
        kept = {name: facts[name] for name in _ALWAYS if name in facts}
        return json.dumps({**kept, "truncated": True}, ensure_ascii=False)


class TextLines(logging.Formatter):
    """`10:05:17 WARNING aistrategyhub.infra.redis: Redis is gone  error=ConnectionError`, traceback below."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record, self._process)
        exception = facts.pop("exception", None)
        moment = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        said = [f"{moment} {record.levelname:<7} {record.name}: {_printable(facts['message'])}"]
        said += [f"{name}={_shown(value)}" for name, value in facts.items() if name not in _SHOWN_IN_TEXT_ALREADY]
        line = shortened("  ".join(said), _LONGEST_LINE)
        return f"{line}\n{exception}" if exception else line


def facts_of(record: logging.LogRecord, process: str) -> dict[str, Any]:
    """All that a line says about a record, masked: fixed names first, then what the caller added."""
    message, added = _parts(record)
    context = {**get_contextvars(), **added}
    facts = {
        "timestamp": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": mask_text(message),
        "function": record.funcName,
        "line": record.lineno,
        "process": process,
        "pid": record.process,
        **_who(context),
    }
    for name, value in context.items():
        facts[f"{name}_" if name in facts else name] = mask(value, name)
    if left_out := getattr(record, "left_out", 0):
        facts["left_out"] = left_out
    if exc_info := exc_info_of(record):
        facts["exception"] = exception_text(exc_info)
    return facts


def exception_text(exc_info: ExcInfo) -> str:
    """The traceback with its causes: no local variables, no row data, at most the last 30 frames of each."""
    told = traceback.TracebackException(*exc_info, limit=-_MOST_FRAMES, capture_locals=False, compact=True)
    text = "".join(told.format()).rstrip()
    if len(text) > 2 * _LONGEST_TRACEBACK:
        text = f"{text[:_LONGEST_TRACEBACK]}\n  ...\n{text[-_LONGEST_TRACEBACK:]}"
    text = mask_long_text(text)
    if len(text) <= _LONGEST_TRACEBACK:
        return text
    half = _LONGEST_TRACEBACK // 2
    return f"{text[:half]}\n  ...\n{text[-half:]}"


def exc_info_of(record: logging.LogRecord) -> ExcInfo | None:
    """The exception that a record tells of, whether structlog or the standard library made it."""
    given = record.msg.get("exc_info") if isinstance(record.msg, dict) else record.exc_info
    if given is True:
        given = sys.exc_info()
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    return given if isinstance(given, tuple) and given[0] is not None else None


def _parts(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    """Message and added values of a record, whoever made it."""
    if not isinstance(record.msg, dict):
        added = {name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}
        return _filled(str(record.msg), record.args), added
    added = {name: value for name, value in record.msg.items() if name not in _OF_EVERY_EVENT}
    return _filled(str(record.msg.get("event", "")), record.msg.get("positional_args")), added


def _filled(template: str, arguments: Any) -> str:
    """A template whose values do not fit stands beside them: a mistake in a log call must not lose the line."""
    try:
        return template % arguments if arguments else template
    except (TypeError, ValueError, KeyError):
        return f"{template} {arguments!r}"


def _who(context: dict[str, Any]) -> dict[str, str]:
    """The ids of request, tenant and person: bound ones, else those of whoever is acting now."""
    principal = find_principal()
    found = {
        "request_id": context.pop("request_id", None),
        "tenant_id": context.pop("tenant_id", None) or (principal and principal.tenant_id),
        "user_id": context.pop("user_id", None) or (principal and principal.person_id),
    }
    return {name: mask_text(str(value)) for name, value in found.items() if value}


def _printable(text: str) -> str:
    """Without control characters: a logged value can neither forge a line nor command the terminal."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def _shown(value: Any) -> str:
    return _printable(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
