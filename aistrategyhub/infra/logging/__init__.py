"""Logs of every process: JSON lines (text in a terminal) on standard error, masked, bounded, with who asked what.

Warnings and errors of web and jobs are kept in the database as well (`system_logs`).

Everybody logs through `structlog.get_logger(__name__)`; what libraries log through `logging` comes out the same way.
"""

import logging
import sys
import threading
from types import TracebackType
from typing import Any, Literal

import structlog
from structlog.contextvars import bind_contextvars

from aistrategyhub.infra.logging.kept import KeptLines
from aistrategyhub.infra.logging.lines import JsonLines, TextLines
from aistrategyhub.infra.logging.repeats import RepeatFilter
from aistrategyhub.infra.settings import Settings

__all__ = ["GRANIAN_LOGGING", "Role", "bind_request", "configure_logging"]

Role = Literal["web", "jobs", "cli", "supervisor"]

# Loggers that come with handlers of their own.
_FOLDED_IN = ("_granian", "granian.access", "uvicorn", "uvicorn.access", "uvicorn.error", "reflex", "alembic", "stripe")
# Loggers that tell every request they make, addresses with queries included.
_TALKATIVE = (
    "alembic.runtime.plugins",
    "apscheduler",
    "asyncio",
    "boto3",
    "botocore",
    "fontTools",
    "httpcore",
    "httpx",
    "stripe",
    "urllib3",
    "weasyprint.progress",
)

# For granian's `log_dictconfig`: it configures logging itself, again in every worker.
GRANIAN_LOGGING: dict[str, Any] = {
    "handlers": {},
    "loggers": {
        "_granian": {"handlers": [], "level": "INFO", "propagate": True},
        "granian.access": {"handlers": [], "level": "INFO", "propagate": True},
    },
}


def configure_logging(settings: Settings, role: Role) -> None:
    """Sends everything that this process logs to standard error, as LOG_LEVEL and LOG_FORMAT say.

    Web and jobs that have a DATABASE_URL keep warnings and errors there too. A command of a person (`cli`) only says
    what is wrong, unless LOG_LEVEL is DEBUG. May be called again.
    """
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(TextLines(role) if _wants_text(settings) else JsonLines(role))
    handlers = [handler, *_keeping(settings, role)]
    repeats = RepeatFilter()
    for each in handlers:
        each.addFilter(repeats)
    root = logging.getLogger()
    before, root.handlers[:] = root.handlers[:], handlers
    for kept in before:
        if isinstance(kept, KeptLines):
            kept.close()
    root.setLevel(_level(settings, role))
    _fold_in_libraries()
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    if role != "cli":
        sys.excepthook = _log_unhandled
        threading.excepthook = lambda told: _log_unhandled(told.exc_type, told.exc_value, told.exc_traceback)


def bind_request(**ids: object) -> None:
    """Adds ids (`request_id`, `tenant_id`, `user_id`) to every line of the current request or work."""
    bind_contextvars(**{name: str(value) for name, value in ids.items() if value is not None})


def _keeping(settings: Settings, role: Role) -> list[logging.Handler]:
    if role not in ("web", "jobs") or settings.database_url is None:
        return []
    return [KeptLines(settings.database_url, role)]


def _wants_text(settings: Settings) -> bool:
    if settings.log_format == "auto":
        return sys.stderr.isatty()
    return settings.log_format == "text"


def _level(settings: Settings, role: Role) -> int:
    level = logging.getLevelNamesMapping()[settings.log_level]
    return max(level, logging.WARNING) if role == "cli" and level > logging.DEBUG else level


def _fold_in_libraries() -> None:
    logging.captureWarnings(True)
    for name in _FOLDED_IN:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def _log_unhandled(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    structlog.get_logger("aistrategyhub").critical("unhandled exception", exc_info=(kind, error, trace))
