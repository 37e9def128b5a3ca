import io
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
import structlog

from aistrategyhub.infra.logging import configure_logging
from aistrategyhub.infra.settings import Settings


class Captured(io.StringIO):
    """What a process would write on standard error."""

    is_terminal = False

    def isatty(self) -> bool:
        return self.is_terminal

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Captured]]:
    """Configures logging as a process would, `configured(role="web", log_level="DEBUG")`, until the test ends."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in list(root.manager.loggerDict)}

    def configure(role: str = "web", *, is_terminal: bool = False, **settings: str) -> Captured:
        stderr = Captured()
        stderr.is_terminal = is_terminal
        monkeypatch.setattr(sys, "stderr", stderr)
        configure_logging(
            Settings(**{"log_format": "json", "log_level": "INFO", "database_url": None, **settings}), role
        )
        return stderr

    structlog.contextvars.clear_contextvars()
    yield configure
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()
    logging.captureWarnings(False)
    root.handlers[:], level, sys.excepthook, threading.excepthook = before
    root.setLevel(level)
    for name in list(root.manager.loggerDict):
        logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))
