"""F8: the provider answers with errors, before and after it did what was asked, too slowly, or not at all."""

import asyncio
import signal
from decimal import ROUND_DOWN, Decimal
from typing import Any

from faults.processes import Part, playing, send
from faults.stage import Stage

_FAULTS = ("500", "500_after_effect", "429", "silence", "silence_after_effect", "slow")
_BUYERS = 12
_REFUNDS = 6


async def run(stage: Stage) -> dict[str, int]:
    """Nobody is charged twice, no refund leaves twice, and everybody has their order in the end."""
    planned = _plan(stage, "/v1/payment_intents", 3 * stage.rounds)
    sales = await stage.together(*(stage.shop.buy() for _ in range(_BUYERS * stage.rounds)))
    planned += _plan(stage, "/v1/refunds", stage.rounds)
    orders = [sale[0] for sale in sales if sale][: _REFUNDS * stage.rounds]
    await stage.together(*(_give_back(stage, order) for order in orders))
    async with stage.customers(4):
        await asyncio.sleep(1)
        killed = send(signal.SIGKILL, playing(Part.STAND_IN, stage.supervisor))
        await stage.until(lambda: playing(Part.STAND_IN, stage.supervisor), 30, "the provider came back")
        await asyncio.sleep(2)
    await stage.settle()
    stage.stand_in.turn("reset")
    return {"errors of the provider": planned, "kills of the provider": killed}


def _plan(stage: Stage, path: str, times: int) -> int:
    """Each kind of error so many times, in an order of chance; how many."""
    planned: list[dict[str, Any]] = [{"fault": fault} for fault in _FAULTS * times]
    stage.dice.shuffle(planned)
    for one in planned:
        stage.stand_in.turn("api", **one, path=path, seconds=stage.dice.uniform(1, 5))
    return len(planned)


async def _give_back(stage: Stage, order: dict[str, Any]) -> None:
    half = str((Decimal(order["total"]) / 2).quantize(Decimal("0.01"), ROUND_DOWN))
    for number in range(2):
        answer = await stage.shop.refund(order, key=f"{order['order_id']}:{number}", extent="amount", amount=half)
        stage.expect(answer.status_code == 201, f"half of an order was refused: {answer.status_code} {answer.text}")
