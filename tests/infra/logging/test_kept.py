"""Warnings and errors reach the database, or are counted; whoever logs them never notices."""

import logging
import logging.config
import os
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.db import transaction
from aistrategyhub.infra.embedded.postgres import DatabaseUrls
from aistrategyhub.infra.logging import GRANIAN_LOGGING, bind_request
from aistrategyhub.infra.logging.kept import KeptLines
from aistrategyhub.infra.system_logs import SystemLog, purge_old

TOLD = "lines were not kept"
ORDERS = "aistrategyhub.features.orders.service"


@pytest.fixture
def keeping(configured: Callable[..., Any], committed: DatabaseUrls) -> Iterator[Callable[[], KeptLines]]:
    """Configures logging as a web process of the test's own database; the handler that keeps lines is given back."""
    made: list[KeptLines] = []

    def configure(url: str = committed.application, role: str = "web") -> KeptLines:
        configured(role, database_url=url)
        [handler] = [each for each in logging.getLogger().handlers if isinstance(each, KeptLines)]
        made.append(handler)
        return handler

    yield configure
    for handler in made:
        handler.close()


async def _rows() -> list[SystemLog]:
    async with transaction() as session:
        return list((await session.execute(select(SystemLog).order_by(SystemLog.id))).scalars())


def _log_failure(log: Any, words: str) -> None:
    try:
        raise ValueError(words)
    except ValueError:
        log.exception("order failed", order_id="o-1")


def _nobody_listens() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"postgresql://nobody@127.0.0.1:{taken.getsockname()[1]}/nothing"


async def test_an_error_is_kept_with_all_that_it_says(keeping: Callable[..., KeptLines]) -> None:
    handler, tenant, person = keeping(), new_id(), new_id()
    bind_request(request_id="richiesta-1", tenant_id=tenant, user_id=person)
    log = structlog.get_logger(ORDERS)
    log.info("order placed")
    _log_failure(log, "boom")
    handler.close()

    [row] = await _rows()
    assert (row.level, row.module, row.message) == ("error", "orders", "order failed")
    assert (row.tenant_id, row.user_id, row.request_id) == (tenant, person, "richiesta-1")
    assert "ValueError: boom" in row.stack_trace
    assert row.context["order_id"] == "o-1"
    assert row.context["process"] == "web"
    assert abs(now() - row.created_at) < timedelta(minutes=1)


async def test_what_is_kept_is_masked_and_holds_no_address_of_the_caller(keeping: Callable[..., KeptLines]) -> None:
    handler = keeping()
    log = structlog.get_logger(ORDERS)
    _log_failure(log, "anna@example.it said password=segreta1")
    log.warning("mail to anna@example.it refused", client_secret="sk_live_abc", network="198.51.100.0/24", ip="1.2.3.4")
    handler.close()

    kept = " ".join(str(row.model_dump()) for row in await _rows())
    for secret in ("anna@example.it", "segreta1", "sk_live_abc", "198.51.100", "1.2.3.4"):
        assert secret not in kept
    assert "[email]" in kept


async def test_long_and_hostile_text_is_cut_and_kept(keeping: Callable[..., KeptLines]) -> None:
    handler = keeping()
    log = structlog.get_logger("some.library")
    log.warning("a\0b\ud800" + "x " * 2_000, value="\0\ud800", **{f"field{number}": "y " * 900 for number in range(9)})
    log.warning("short", value="\0\ud800")
    _log_failure(log, "z " * 20_000)
    handler.close()

    long, short, failed = await _rows()
    assert long.message.startswith("ab?x x")
    assert len(long.message) == 1_000
    assert long.context == {"truncated": True}
    assert short.context["value"] == "?"
    assert 7_000 < len(failed.stack_trace) < 8_100


async def test_a_storm_fills_neither_memory_nor_the_database(
    keeping: Callable[..., KeptLines], monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = keeping()
    monkeypatch.setattr(handler, "_wake", lambda: None)
    logger = logging.getLogger("storm")
    for number in range(150):
        logger.critical("line %d", number)
    assert len(handler._waiting) == 100
    monkeypatch.undo()
    handler._waiting.popleft()
    handler._minute = (0, 0)
    logger.critical("after the storm")
    handler.close()

    rows = await _rows()
    [told] = [row for row in rows if row.message == TOLD]
    assert (told.level, told.context["dropped"]) == ("warning", 50)
    assert len(rows) == 101


async def test_no_more_than_so_many_a_minute(
    keeping: Callable[..., KeptLines], monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = keeping()
    monkeypatch.setattr(handler, "_wake", lambda: None)
    monkeypatch.setattr(time, "monotonic", lambda: 600.0)
    logger = logging.getLogger("storm")
    for number in range(130):
        logger.critical("line %d", number)
        handler._waiting.clear()
    assert handler._dropped == 10
    monkeypatch.setattr(time, "monotonic", lambda: 660.0)
    logger.critical("a minute later")
    assert len(handler._waiting) == 1


async def test_a_database_that_is_away_costs_the_line_alone(
    keeping: Callable[..., KeptLines], committed: DatabaseUrls
) -> None:
    handler = keeping(_nobody_listens())
    began = time.monotonic()
    structlog.get_logger(ORDERS).warning("lost")
    assert time.monotonic() - began < 0.5
    assert handler._write(None) is None
    assert handler._dropped == 1

    handler._url = committed.application
    structlog.get_logger(ORDERS).warning("found again")
    handler.close()
    assert [row.message for row in await _rows()] == ["found again", TOLD]


async def test_another_process_gets_a_writer_of_its_own(keeping: Callable[..., KeptLines]) -> None:
    handler = keeping()
    structlog.get_logger(ORDERS).warning("of the parent")
    parents = handler._writer
    handler._closing.set()
    parents.join(10)
    handler._pid = os.getpid() + 1
    structlog.get_logger(ORDERS).warning("of the child")
    assert handler._writer is not parents
    handler.close()
    assert {row.message for row in await _rows()} == {"of the parent", "of the child"}


async def test_lines_are_kept_after_granian_configures_logging_again(keeping: Callable[..., KeptLines]) -> None:
    handler = keeping()
    structlog.get_logger(ORDERS).warning("before")
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, **GRANIAN_LOGGING})
    structlog.get_logger(ORDERS).warning("after")
    handler.close()
    assert [row.message for row in await _rows()] == ["before", "after"]


@pytest.mark.parametrize("role", ["cli", "supervisor"])
def test_only_web_and_jobs_keep_lines(configured: Callable[..., Any], role: str) -> None:
    configured(role, database_url="postgresql://nobody@127.0.0.1:1/nothing")
    assert not any(isinstance(handler, KeptLines) for handler in logging.getLogger().handlers)


async def test_lines_older_than_thirty_days_are_deleted(committed: DatabaseUrls) -> None:
    async with transaction() as session:
        for message, days in (("old", 31), ("young", 29)):
            at = now() - timedelta(days=days)
            session.add(SystemLog(level="error", module="orders", message=message, created_at=at))
    assert await purge_old() == 1
    assert [row.message for row in await _rows()] == ["young"]
