"""Refunds above what is left, decided twice at once, and by the same request twice."""

from decimal import Decimal
from typing import Any

from faults.stage import Stage

_AT_ONCE = 5
_WRONG = ("0", "-1", "0.001", "1000000000", "NaN", "1e3x", "")


async def run(stage: Stage) -> dict[str, int]:
    """However many decide, no more than was paid goes back; one request decides once."""
    asked = 0
    for _ in range(stage.rounds):
        asked += await _too_much_at_once(stage)
        asked += await _all_of_it_at_once(stage)
        asked += await _one_request_repeated(stage)
        asked += await _amounts_that_are_none(stage)
    await stage.settle()
    return {"refunds asked for": asked}


async def _too_much_at_once(stage: Stage) -> int:
    order, _payment = await stage.shop.buy()
    most = str((Decimal(order["total"]) * 6 / 10).quantize(Decimal("0.01")))
    return await _decide(stage, order, decided=1, extent="amount", amount=most)


async def _all_of_it_at_once(stage: Stage) -> int:
    order, _payment = await stage.shop.buy()
    return await _decide(stage, order, decided=1, extent="full")


async def _decide(stage: Stage, order: dict[str, Any], *, decided: int, **asked: Any) -> int:
    answers = await stage.together(*(stage.shop.refund(order, **asked) for _ in range(_AT_ONCE)))
    statuses = sorted(answer.status_code for answer in answers if answer)
    wanted = [201] * decided + [409] * (_AT_ONCE - decided)
    stage.expect(statuses == wanted, f"{_AT_ONCE} refunds at once, {asked}, were answered with {statuses}")
    return len(statuses)


async def _one_request_repeated(stage: Stage) -> int:
    order, _payment = await stage.shop.buy()
    asked = {"extent": "amount", "amount": "1.00", "key": f"repeated:{order['order_id']}"}
    answers = await stage.together(*(stage.shop.refund(order, **asked) for _ in range(_AT_ONCE)))
    made = {answer.json()["data"]["refund_id"] for answer in answers if answer and answer.status_code == 201}
    stage.expect(len(made) == 1, f"one request, repeated {_AT_ONCE} times, decided {len(made)} refunds")
    return len(answers)


async def _amounts_that_are_none(stage: Stage) -> int:
    order, _payment = await stage.shop.buy()
    for amount in _WRONG:
        answer = await stage.shop.refund(order, extent="amount", amount=amount)
        is_refused = answer.status_code in (400, 409, 422)
        stage.expect(is_refused, f"a refund of {amount!r} was answered with {answer.status_code}")
    return len(_WRONG)
