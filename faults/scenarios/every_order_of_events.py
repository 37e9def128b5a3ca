"""F5: four webhooks of a sale and of a refund of it arrive in each of their 24 orders."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations
from typing import Any

from faults.stage import Stage

_TOLD = ("charge.succeeded", "payment_intent.succeeded", "refund.created", "charge.refunded")


async def run(stage: Stage) -> dict[str, int]:
    """However they arrive, the same books: paid, a quarter given back, an invoice and a credit note."""
    arrivals = list(permutations(_TOLD)) * stage.rounds
    with stage.stand_in.turned("deliveries", hold=True):
        sales = [one for one in await stage.together(*(_sell(stage) for _ in arrivals)) if one]
        await asyncio.gather(
            *(_release(stage, intent, arrival) for (_order, intent), arrival in zip(sales, arrivals, strict=False))
        )
        stage.stand_in.turn("release")
    await stage.settle()
    ids = [order["order_id"] for order, _intent in sales]
    ends = stage.database.rows(
        "SELECT o.status, o.refunded * 4 - o.total AS off, count(i.id) AS documents FROM orders o"
        " LEFT JOIN invoices i ON i.tenant_id = o.tenant_id AND i.order_id = o.id"
        " WHERE o.id = ANY(%s) GROUP BY o.id, o.status, o.refunded, o.total",
        ids,
    )
    stage.expect(
        all(one["status"] == "paid" and abs(one["off"]) < Decimal("0.04") for one in ends) and len(ends) == len(ids),
        f"orders of the same events ended differently: {ends}",
    )
    return {"orders of four events": len(sales)}


async def _sell(stage: Stage) -> tuple[dict[str, Any], str]:
    order = await stage.shop.order()
    payment = await stage.shop.pay(order)
    intent = payment["payment_intent_id"]
    await asyncio.to_thread(stage.stand_in.refund, intent, int(Decimal(order["total"]) * 25))
    return order, intent


async def _release(stage: Stage, intent: str, arrival: Sequence[str]) -> None:
    events = stage.stand_in.events_of(intent)
    names = [events[kind]["id"] for kind in arrival]
    await asyncio.to_thread(stage.stand_in.turn, "release", events=names)
