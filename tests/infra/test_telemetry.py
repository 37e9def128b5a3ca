"""What leaves for Sentry and OpenTelemetry: enough to mend an error, nothing about a person; nothing when not asked."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import brotli
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

pytestmark = pytest.mark.system

_UNPACK = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}

_PROGRAM = """
import logging, sys
import structlog
from aistrategyhub.infra.logging import bind_request, configure_logging
from aistrategyhub.infra.settings import Settings
from aistrategyhub.infra.telemetry import span, start_telemetry

settings = Settings()
configure_logging(settings, "web")
log = structlog.get_logger("aistrategyhub.features.orders")
"""

_START = 'start_telemetry(settings, "web")\n'

_AN_ERROR = """
bind_request(request_id="r-1", tenant_id="t-1", user_id="u-1")

def place(password, order):
    raise ValueError("no stock for canary@example.it, password=canary-1")

log.warning("only a warning")
try:
    place("canary-2", {"note": "canary-3"})
except ValueError:
    log.exception("order of canary@example.it failed", buyer={"name": "canary-4"}, order_number="ORD-2026-00001")
"""

_REQUESTS = """
import asyncio, httpx
from fastapi import FastAPI
from aistrategyhub.infra.http.request_context import RequestContext

api = FastAPI()

@api.get("/orders/{key}")
async def order(key: str):
    with span("work", job="invoicing.deliver", email="canary@example.it"):
        return {}

async def call():
    transport = httpx.ASGITransport(app=RequestContext(api))
    async with httpx.AsyncClient(transport=transport, base_url="http://prova.it") as client:
        address = "/orders/canary-canary-CANARY-1234567890?email=canary@example.it"
        await client.get(address, headers={"Cookie": "sid=canary", "User-Agent": "canary"})

asyncio.run(call())
"""


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Where a local stand-in of Sentry and of a collector listens, and what it was sent."""
    received: list[tuple[str, bytes]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, _UNPACK[self.headers.get("Content-Encoding", "identity")](body)))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()


def _run(code: str, start: str = _START, **env: str) -> subprocess.CompletedProcess:
    clean = {"SENTRY_DSN": "", "OTEL_EXPORTER_OTLP_ENDPOINT": "", "LOG_FORMAT": "json", "NO_PROXY": "127.0.0.1"}
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM + start + code],
        env={**os.environ, **clean, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_an_error_reaches_sentry_without_what_could_name_a_person(receiver):
    address, received = receiver
    _run(_AN_ERROR, SENTRY_DSN=f"http://key@{address}/1", ENVIRONMENT="test")

    ((path, envelope),) = received
    event = json.loads(envelope.splitlines()[2])
    assert path == "/api/1/envelope/"
    assert event["logentry"]["message"] == "order of [email] failed"
    assert event["tags"] == {"request_id": "r-1", "tenant_id": "t-1", "user_id": "u-1", "process": "web"}
    assert event["extra"]["order_number"] == "ORD-2026-00001"
    assert event["environment"] == "test"
    (error,) = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "no stock for [email], password=***")
    assert [frame["function"] for frame in error["stacktrace"]["frames"]] == ["<module>", "place"]
    assert all("vars" not in frame for frame in error["stacktrace"]["frames"])
    assert b"canary" not in envelope


def test_the_last_words_of_a_forked_worker_are_sent(receiver):
    address, received = receiver
    code = """
import multiprocessing

def worker():
    start_telemetry(settings, "web")
    with span("in a worker"):
        log.error("in a worker")

process = multiprocessing.get_context("fork").Process(target=worker)
process.start()
process.join()
"""
    _run(code, "", SENTRY_DSN=f"http://key@{address}/1", OTEL_EXPORTER_OTLP_ENDPOINT=f"http://{address}")
    assert sorted(path for path, _body in received) == ["/api/1/envelope/", "/v1/traces"]
    assert all(b"in a worker" in body for _path, body in received)


def test_a_repeated_error_is_sent_as_often_as_it_is_logged(receiver):
    address, received = receiver
    ended = _run("for n in range(500): log.error(f'failed {n}')", SENTRY_DSN=f"http://key@{address}/1")
    assert len(ended.stderr.splitlines()) == len(received) == 20


def test_a_request_and_its_steps_become_a_trace_without_its_query(receiver):
    address, received = receiver
    _run(_REQUESTS, OTEL_EXPORTER_OTLP_ENDPOINT=f"http://{address}")

    spans = {}
    for path, body in received:
        assert path == "/v1/traces"
        assert b"canary" not in body.lower()
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            about = {item.key: item.value.string_value for item in resource.resource.attributes}
            assert (about["service.name"], about["aistrategyhub.process"]) == ("aistrategyhub", "web")
            spans |= {span.name: span for scope in resource.scope_spans for span in scope.spans}
    request, step = spans["GET /orders/{key}"], spans["work"]
    attributes = {item.key: item.value.string_value for item in request.attributes}
    assert attributes["url.path"] == "/orders/***"
    assert attributes["http.route"] == "/orders/{key}"
    assert step.trace_id == request.trace_id
    assert {item.key: item.value.string_value for item in step.attributes} == {
        "job": "invoicing.deliver",
        "email": "***",
    }


@pytest.mark.parametrize("variable", ["SENTRY_DSN", "OTEL_EXPORTER_OTLP_ENDPOINT"])
def test_a_receiver_that_is_gone_holds_nobody_up(variable):
    value = {"SENTRY_DSN": "http://key@127.0.0.1:9/1", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}[variable]
    ended = _run(_AN_ERROR + "with span('work'): log.info('still here')", **{variable: value})
    assert "still here" in ended.stderr


def test_nothing_is_loaded_when_nobody_asks():
    code = """
theirs = ("sentry_sdk", "opentelemetry.sdk", "opentelemetry.exporter")
loaded = [name for name in sys.modules if name.startswith(theirs)]
with span("work"):
    sys.stdout.write(str(loaded))
"""
    assert _run(code).stdout == "[]"
