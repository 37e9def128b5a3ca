"""F12: deadlocks that happen, and deadlocks and serialization errors that PostgreSQL is made to report."""

import asyncio
from contextlib import suppress
from typing import Any

import psycopg

from faults.refusing import DEADLOCK, SERIALIZATION, met, refusing
from faults.shop import is_paid
from faults.stage import Stage

_TIMES = 3
# What a sale writes, and how.
_WRITES = (
    ("orders", "INSERT"),
    ("orders", "UPDATE"),
    ("payments", "INSERT"),
    ("payments", "UPDATE"),
    ("invoices", "INSERT"),
)


async def run(stage: Stage) -> dict[str, int]:
    """Whoever lost is tried again, by the work or by the buyer, and the sale ends as if nothing had been."""
    deadlocks = 0
    for _ in range(_TIMES * stage.rounds):
        deadlocks += await _a_real_one(stage)
    stage.expect(deadlocks > 0, "no deadlock came about")
    reported = 0
    for table, event in _WRITES * stage.rounds:
        for sqlstate in (DEADLOCK, SERIALIZATION):
            with refusing(stage.database, table, event, sqlstate, times=1):
                order, _payment = await stage.shop.buy()
                await _is_invoiced(stage, order)
                reported += min(met(stage.database), 1)
    await stage.settle()
    return {"deadlocks": deadlocks, "conflicts reported": reported}


async def _is_invoiced(stage: Stage, order: dict[str, Any]) -> None:
    invoices = "SELECT count(*) FROM invoices WHERE order_id = %s"
    await stage.until(lambda: stage.database.value(invoices, order["order_id"]) == 1, 60, "an invoice was issued")


async def _a_real_one(stage: Stage) -> int:
    """We hold the order and want its payment; whoever books the payment holds it and wants the order."""
    order = await stage.shop.order()
    payment = await stage.shop.start_payment(order)
    before = _counted(stage)
    with suppress(psycopg.errors.DeadlockDetected), stage.database.connect() as connection:
        connection.execute("SELECT 1 FROM orders WHERE id = %s FOR UPDATE", (order["order_id"],))
        await stage.shop.confirm(payment, order)
        await stage.until(lambda: _waits(stage), 30, "somebody waited for the order")
        await asyncio.to_thread(_want, connection, payment["payment_id"])
    await stage.shop.follow(order, is_paid)
    return _counted(stage) - before


def _want(connection: psycopg.Connection[Any], payment_id: str) -> None:
    connection.execute("SELECT 1 FROM payments WHERE id = %s FOR UPDATE", (payment_id,))


def _waits(stage: Stage) -> bool:
    return stage.database.value("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0


def _counted(stage: Stage) -> int:
    return stage.database.value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
