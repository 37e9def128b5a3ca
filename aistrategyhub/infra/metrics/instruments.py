"""The instruments themselves, made when the first number is counted: nothing of Prometheus is loaded before."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import structlog

log = structlog.get_logger(__name__)

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_WORK_SECONDS = (0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)
_EURO = (10, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 25000)
_FILE_KINDS = ("counter", "histogram", "gauge_mostrecent")
_FILE_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Instruments:
    """The metrics of the product, by the names they have in Prometheus' text further down."""

    requests: Any
    request_seconds: Any
    orders_created: Any
    payments_processed: Any
    payment_amount: Any
    payments_failed: Any
    active_users: Any
    cart_items: Any
    invoices_issued: Any
    mails: Any
    work: Any
    work_seconds: Any
    work_pickup_seconds: Any
    work_rows: Any
    rate_limited: Any
    cache_reads: Any


def find_instruments() -> Instruments | None:
    """What this process counts with; None when nobody collects or the disk has no room."""
    return _make_instruments() if FOLDER_VARIABLE in os.environ else None


@cache
def _make_instruments() -> Instruments | None:
    """Made once per process, at its first number."""
    from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

    try:
        _reserve_files()
    except OSError as error:
        log.warning("no metrics of this process: their folder cannot be written", error=error.strerror)
        return None
    own = {"registry": CollectorRegistry()}
    now = {"multiprocess_mode": "mostrecent", **own}
    return Instruments(
        requests=Counter("http_requests_total", "HTTP requests", ["method", "endpoint", "status"], **own),
        request_seconds=Histogram(
            "http_request_duration_seconds",
            "Time to answer an HTTP request",
            ["method", "endpoint"],
            buckets=_REQUEST_SECONDS,
            **own,
        ),
        orders_created=Counter("orders_created_total", "Orders placed", **own),
        payments_processed=Counter("payments_processed_total", "Payments that went through", **own),
        payment_amount=Histogram("payment_amount_eur", "Amounts of those payments", buckets=_EURO, **own),
        payments_failed=Counter("payments_failed_total", "Payments refused or broken off", **own),
        active_users=Gauge("active_users", "People with a live session", **now),
        cart_items=Gauge("cart_items_total", "Items in all carts", **now),
        invoices_issued=Counter("invoices_issued_total", "Documents numbered", ["document_type"], **own),
        mails=Counter("mails_total", "Mails by outcome", ["outcome"], **own),
        work=Counter("work_total", "Work rows by outcome of an attempt", ["job", "outcome"], **own),
        work_seconds=Histogram("work_duration_seconds", "Time of an attempt", ["job"], buckets=_WORK_SECONDS, **own),
        work_pickup_seconds=Histogram(
            "work_pickup_seconds", "Wait of a row until its first attempt", ["job"], buckets=_WORK_SECONDS, **own
        ),
        work_rows=Gauge("work_rows", "Work rows by status", ["status"], **now),
        rate_limited=Counter("rate_limited_total", "Refusals by a rate limit", ["limit"], **own),
        cache_reads=Counter("cache_reads_total", "Reads of the cache by outcome", ["outcome"], **own),
    )


def _reserve_files() -> None:
    """Takes the room on the disk before the files are mapped: writing into a hole of a full disk kills the process.
    Each appears whole, because whoever adds up may read at any moment."""
    for kind in _FILE_KINDS:
        target = Path(os.environ[FOLDER_VARIABLE]) / f"{kind}_{os.getpid()}.db"
        draft = target.with_suffix(".new")
        try:
            with draft.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, _FILE_BYTES)
            draft.replace(target)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
