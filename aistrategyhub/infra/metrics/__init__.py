"""What Prometheus reads (OBS-03, OBS-05). Functions that count cost nothing until METRICS_PORT is set.

Every process keeps its numbers in files of one folder; `infra.metrics.serving` adds them up for whoever asks. No label
has a value that a caller could make up.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.infra.metrics.instruments import find_instruments


def are_collected() -> bool:
    """Whether anybody will read what is counted: reason enough to look a number up."""
    return find_instruments() is not None


def after_commit(session: AsyncSession, count: Callable[..., None], *values: Any) -> None:
    """Counts when the transaction of this session is committed: `after_commit(session, order_created)`."""
    if are_collected():
        event.listen(session.sync_session, "after_commit", lambda _session: count(*values), once=True)


def request_answered(method: str, endpoint: str, status: int, seconds: float) -> None:
    """An HTTP request was answered; `endpoint` is the template of its route, never the path itself."""
    if metrics := find_instruments():
        metrics.requests.labels(method, endpoint, str(status)).inc()
        metrics.request_seconds.labels(method, endpoint).observe(seconds)


def order_created() -> None:
    """An order was placed."""
    if metrics := find_instruments():
        metrics.orders_created.inc()


def payment_processed(amount: Decimal) -> None:
    """A payment of this many euro went through."""
    if metrics := find_instruments():
        metrics.payments_processed.inc()
        metrics.payment_amount.observe(float(amount))


def payment_failed() -> None:
    """A payment was refused or broke off."""
    if metrics := find_instruments():
        metrics.payments_failed.inc()


def invoice_issued(document_type: str) -> None:
    """A document (TD01, TD04...) got its number."""
    if metrics := find_instruments():
        metrics.invoices_issued.labels(document_type).inc()


def mail_sent(outcome: str) -> None:
    """A mail was taken by its carrier (`sent`) or refused for good (`failed`)."""
    if metrics := find_instruments():
        metrics.mails.labels(outcome).inc()


def work_picked_up(job: str, waited_seconds: float) -> None:
    """A worker took a row this long after it was due for the first time."""
    if metrics := find_instruments():
        metrics.work_pickup_seconds.labels(job).observe(waited_seconds)


def work_ended(job: str, outcome: str, seconds: float) -> None:
    """A row was worked on this long and is `done`, `failed` (will be tried again) or `dead`."""
    if metrics := find_instruments():
        metrics.work.labels(job, outcome).inc()
        metrics.work_seconds.labels(job).observe(seconds)


def set_work_rows(status: str, count: int) -> None:
    """How many rows of the work table have this status now."""
    if metrics := find_instruments():
        metrics.work_rows.labels(status).set(count)


def set_active_users(count: int) -> None:
    """How many people have a live session now."""
    if metrics := find_instruments():
        metrics.active_users.set(count)


def set_cart_items(count: int) -> None:
    """How many items lie in all carts now."""
    if metrics := find_instruments():
        metrics.cart_items.set(count)


def rate_limited(limit: str) -> None:
    """Somebody was refused by the limit of this name."""
    if metrics := find_instruments():
        metrics.rate_limited.labels(limit).inc()


def cache_read(outcome: str) -> None:
    """The cache was asked: `hit`, `miss`, or `gone` without Redis."""
    if metrics := find_instruments():
        metrics.cache_reads.labels(outcome).inc()
