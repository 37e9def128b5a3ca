"""How long a sale takes, from the card to the invoice."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from aistrategyhub.features.orders.models import OrderStatus
from bench.buying import Buyers
from bench.figures import Figure, Section, sampled
from bench.lab import Lab

_AT_ONCE = 4
_LOOK_EVERY_SECONDS = 0.05
_PATIENCE_SECONDS = 60
_PAID_AIM_SECONDS = 2
_HOW = (
    "Over the API as an integrator: order, payment, the stand-in's card that succeeds. The clock starts when the"
    " buyer confirms the card (the request is sent) and stops when GET /api/v1/orders/track, asked every 50 ms,"
    " first says paid, then first has the address of the PDF: webhook, stored event, job, fact, numbered invoice"
    " checked against the official schema, PDF and queued mail lie between. One sale after the other, then four at"
    " once, on one job process."
)


@dataclass(frozen=True)
class Sale:
    """Seconds after the card was confirmed."""

    paid: float
    invoiced: float


def measure(lab: Lab) -> Section:
    """Sales one by one, and four at once."""
    alone, together = asyncio.run(_sell(lab.product.url, lab.times(30, 5), lab.times(32, 8)))
    return Section("sale", "Sale", _HOW, [*_figures("One at a time", alone), *_figures("Four at once", together)])


def _figures(label: str, sales: list[Sale]) -> list[Figure]:
    return [
        sampled(f"{label}: card to paid", [sale.paid for sale in sales], "s", at_most=_PAID_AIM_SECONDS),
        sampled(f"{label}: card to invoice", [sale.invoiced for sale in sales], "s"),
    ]


async def _sell(url: str, alone: int, together: int) -> tuple[list[Sale], list[Sale]]:
    async with Buyers(url) as buyers:
        await _buy(buyers)
        one_by_one = [await _buy(buyers) for _ in range(alone)]
        gate = asyncio.Semaphore(_AT_ONCE)

        async def buy_in_turn() -> Sale:
            async with gate:
                return await _buy(buyers)

        return one_by_one, list(await asyncio.gather(*(buy_in_turn() for _ in range(together))))


async def _buy(buyers: Buyers) -> Sale:
    order = await buyers.order()
    payment = await buyers.start_payment(order)
    confirmed_at = time.perf_counter()
    await buyers.confirm(payment, order)
    return await _follow(buyers, order, confirmed_at)


async def _follow(buyers: Buyers, order: dict[str, Any], confirmed_at: float) -> Sale:
    paid = None
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            tracked = await buyers.track(order)
            passed = time.perf_counter() - confirmed_at
            if paid is None and tracked["status"] != OrderStatus.AWAITING_PAYMENT:
                paid = passed
            if paid is not None and tracked["invoice"] and tracked["invoice"]["pdf_url"]:
                return Sale(paid, passed)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
