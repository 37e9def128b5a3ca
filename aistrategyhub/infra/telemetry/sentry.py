"""What is logged as an error goes to Sentry too: the same facts, the same mask."""

import logging
from multiprocessing.util import Finalize
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.utils import event_from_exception

from aistrategyhub import __version__
from aistrategyhub.infra.logging.lines import exc_info_of, facts_of
from aistrategyhub.infra.logging.masks import MASK, is_secret_name, mask_long_text
from aistrategyhub.infra.logging.repeats import RepeatFilter
from aistrategyhub.infra.settings import Settings

_TAGS = ("request_id", "tenant_id", "user_id", "process")
# Their own troubles must not make new events.
_SENDERS = ("sentry_sdk", "urllib3", "opentelemetry")
_NEVER_SENT = ("request", "user", "breadcrumbs", "server_name")
_FLUSH_SECONDS = 2


def start_sentry(settings: Settings, role: str) -> None:
    """Sends errors to SENTRY_DSN from here on. No integration is switched on: they would send requests and queries."""
    assert settings.sentry_dsn is not None
    sentry_sdk.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        environment=settings.environment.value,
        release=__version__,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[DedupeIntegration()],
        before_send=masked_event,
    )
    logging.getLogger().addHandler(ErrorsToSentry(role))
    # Unlike `atexit`, it also runs at the end of a forked worker.
    Finalize(None, sentry_sdk.flush, args=(_FLUSH_SECONDS,), exitpriority=1)


class ErrorsToSentry(logging.Handler):
    """Turns error records into events, at most as many as the log has lines."""

    def __init__(self, process: str) -> None:
        super().__init__(logging.ERROR)
        self._process = process
        self.addFilter(RepeatFilter())

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(_SENDERS):
            return
        try:
            sentry_sdk.capture_event(*self._event(record))
        except Exception:
            self.handleError(record)

    def _event(self, record: logging.LogRecord) -> tuple[dict[str, Any], dict[str, Any]]:
        facts = facts_of(record, self._process)
        event: dict[str, Any] = {
            "level": "fatal" if record.levelno >= logging.CRITICAL else "error",
            "logger": record.name,
            "logentry": {"message": facts["message"]},
            "tags": {name: facts[name] for name in _TAGS if name in facts},
            "extra": {name: value for name, value in facts.items() if name not in (*_TAGS, "exception", "message")},
        }
        if exc_info := exc_info_of(record):
            told, hint = event_from_exception(exc_info, client_options=sentry_sdk.get_client().options)
            return {**told, **event}, hint
        return event, {}


def masked_event(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The event without what could name a person, whichever part of the library put it there."""
    return {name: _masked(value, name) for name, value in event.items() if name not in _NEVER_SENT}


def _masked(value: Any, name: str = "") -> Any:
    if isinstance(value, str):
        return MASK if is_secret_name(name) else mask_long_text(value)
    if isinstance(value, dict):
        return {key: _masked(item, str(key)) for key, item in value.items() if key != "vars"}
    if isinstance(value, list | tuple):
        return [_masked(item, name) for item in value]
    return value
