"""Traces over OTLP/HTTP. FastAPI makes a span of each request by itself as soon as there is a provider."""

from collections.abc import Mapping, Sequence
from multiprocessing.util import Finalize
from typing import Any

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status

from aistrategyhub import __version__
from aistrategyhub.infra.http.request_context import shown_path
from aistrategyhub.infra.logging.masks import mask

_SEND_SECONDS = 5
_NEVER_SENT = frozenset(("url.query", "url.full", "client.address", "user_agent.original"))
_SERVICE = "aistrategyhub"


def start_tracing(endpoint: str, role: str) -> trace.Tracer:
    """Sends spans to `<endpoint>/v1/traces` from here on, in batches; the last ones when the process ends."""
    about = {"service.name": _SERVICE, "service.version": __version__, "aistrategyhub.process": role}
    provider = TracerProvider(resource=Resource.create(about), shutdown_on_exit=False)
    exporter = MaskedExporter(OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", timeout=_SEND_SECONDS))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    # Unlike `atexit`, it also runs at the end of a forked worker.
    Finalize(None, provider.shutdown, exitpriority=1)
    return provider.get_tracer(_SERVICE, __version__)


class MaskedExporter(SpanExporter):
    """Passes spans on without queries, keys in paths, messages of exceptions and whatever else looks like a secret."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([_masked_span(span) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)


def _masked_span(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_masked_attributes(span.attributes or {}),
        events=[
            Event(event.name, _masked_attributes(event.attributes or {}), event.timestamp) for event in span.events
        ],
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _masked_attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _masked_value(name, value) for name, value in attributes.items() if name not in _NEVER_SENT}


def _masked_value(name: str, value: Any) -> Any:
    return shown_path(value) if name == "url.path" else mask(value, name)
