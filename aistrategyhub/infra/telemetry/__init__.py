"""Errors to Sentry and traces to OpenTelemetry, each only when its setting names where to send them.

Without SENTRY_DSN and OTEL_EXPORTER_OTLP_ENDPOINT nothing of their libraries is loaded. What leaves is masked like the
logs: no request body, header, cookie, query, local variable or row data.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from aistrategyhub.infra.settings import Settings

__all__ = ["span", "start_telemetry"]

_tracers: list[Any] = []


def start_telemetry(settings: Settings, role: str) -> None:
    """Begins to send what the settings ask for. Call it after `configure_logging`, once in each process that works:
    the senders are threads, which do not survive a fork."""
    if settings.sentry_dsn is not None:
        from aistrategyhub.infra.telemetry.sentry import start_sentry

        start_sentry(settings, role)
    if settings.otel_exporter_otlp_endpoint is not None:
        from aistrategyhub.infra.telemetry.tracing import start_tracing

        _tracers.append(start_tracing(settings.otel_exporter_otlp_endpoint, role))


def span(name: str, **attributes: str | int | float | bool) -> AbstractContextManager[Any]:
    """A step of the trace under way, when traces are sent; requests of the API have theirs from FastAPI."""
    if not _tracers:
        return nullcontext()
    return _tracers[-1].start_as_current_span(name, attributes=attributes, record_exception=False)
