"""Numbers of many processes, added up on one loopback port; nothing at all when nobody asks for them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

pytestmark = pytest.mark.system

_PROGRAM = """
import os, sys, time
from decimal import Decimal
from aistrategyhub.infra import metrics
from aistrategyhub.infra.logging import configure_logging
from aistrategyhub.infra.metrics.serving import start_metrics
from aistrategyhub.infra.settings import Settings

configure_logging(Settings(), "jobs")
start_metrics(Settings())
{body}
print("ready", flush=True)
time.sleep(60)
"""

_COUNTS = """
metrics.request_answered("GET", "/api/v1/services", 200, 0.02)
metrics.order_created()
metrics.payment_processed(Decimal("1220.00"))
metrics.invoice_issued("TD01")
metrics.work_picked_up("invoicing.deliver", 0.2)
metrics.work_ended("invoicing.deliver", "done", 1.5)
metrics.set_work_rows("ready", {rows})
metrics.set_active_users(3)
metrics.set_cart_items(7)
metrics.mail_sent("sent")
metrics.rate_limited("sign_in")
metrics.cache_read("hit")
"""

_FORKS = """
for _ in range(2):
    if os.fork() == 0:
        metrics.order_created()
        os._exit(0)
os.wait(); os.wait()
"""

Start = Callable[[str], subprocess.Popen]


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Start]:
    """Starts a process that counts in this test's folder, and waits until it has counted."""
    processes = []

    def start_process(body: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM.format(body=body)],
            env={**os.environ, "DATA_DIR": str(tmp_path), "METRICS_PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        processes.append(process)
        assert process.stdout.readline() == b"ready\n"
        return process

    yield start_process
    for process in processes:
        process.kill()
        process.communicate()


def _ask(port: int, patience: float = 10) -> dict[str, float]:
    """Every sample by name and labels, `work_rows{status=ready}`; waits until somebody answers."""
    deadline = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as answer:
                families = text_string_to_metric_families(answer.read().decode())
                samples = [sample for family in families for sample in family.samples]
                break
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    return {
        sample.name + "".join(f"{{{name}={value}}}" for name, value in sorted(sample.labels.items())): sample.value
        for sample in samples
    }


def test_the_names_are_those_of_the_inventory(start, port):
    start(_COUNTS.format(rows=5))
    found = _ask(port)

    assert found["http_requests_total{endpoint=/api/v1/services}{method=GET}{status=200}"] == 1
    assert found["http_request_duration_seconds_bucket{endpoint=/api/v1/services}{le=0.025}{method=GET}"] == 1
    assert found["orders_created_total"] == 1
    assert found["payments_processed_total"] == 1
    assert found["payment_amount_eur_sum"] == 1220
    assert found["active_users"] == 3
    assert found["cart_items_total"] == 7
    assert found["invoices_issued_total{document_type=TD01}"] == 1
    assert found["work_total{job=invoicing.deliver}{outcome=done}"] == 1
    assert found["work_duration_seconds_count{job=invoicing.deliver}"] == 1
    assert found["work_pickup_seconds_sum{job=invoicing.deliver}"] == pytest.approx(0.2)
    assert found["work_rows{status=ready}"] == 5
    assert found["mails_total{outcome=sent}"] == 1
    assert found["rate_limited_total{limit=sign_in}"] == 1
    assert found["cache_reads_total{outcome=hit}"] == 1


def test_processes_are_added_up_and_the_newest_gauge_counts(start, port):
    start(_COUNTS.format(rows=5))
    start(_COUNTS.format(rows=2))
    found = _ask(port)
    assert found["orders_created_total"] == 2
    assert found["payment_amount_eur_count"] == 2
    assert found["work_rows{status=ready}"] == 2


def test_forked_workers_count_too(start, port):
    start(_FORKS)
    assert _ask(port)["orders_created_total"] == 2


def test_a_killed_process_takes_no_number_away_and_another_answers(start, port):
    first = start(_COUNTS.format(rows=5))
    start(_COUNTS.format(rows=2))
    _ask(port)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert _ask(port)["orders_created_total"] == 2


def test_a_new_start_begins_at_zero(start, port):
    first = start(_COUNTS.format(rows=5))
    _ask(port)
    first.kill()
    first.wait()
    start("metrics.mail_sent('sent')")
    found = _ask(port)
    assert found["mails_total{outcome=sent}"] == 1
    assert found["orders_created_total"] == 0


def test_only_loopback_answers(start, port):
    start(_COUNTS.format(rows=5))
    _ask(port)
    listening = Path("/proc/net/tcp").read_text().splitlines()[1:]
    addresses = [line.split()[1] for line in listening if line.split()[1].endswith(f":{port:04X}")]
    assert addresses
    assert all(address.startswith("0100007F:") for address in addresses)


def test_without_a_port_nothing_is_loaded_or_written(tmp_path):
    code = _PROGRAM.format(body=_COUNTS.format(rows=1))
    code = code.replace("time.sleep(60)", "sys.exit('prometheus_client' in sys.modules)")
    env = {**os.environ, "DATA_DIR": str(tmp_path), "METRICS_PORT": ""}
    ended = subprocess.run([sys.executable, "-c", code], env=env, check=False)
    assert ended.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_stops_the_counting_and_nothing_else(start, port, tmp_path):
    full = "os.posix_fallocate = lambda *_: os.read(-1, 1)"
    start(full + _COUNTS.format(rows=1))
    assert _ask(port) == {}
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["lock"]
