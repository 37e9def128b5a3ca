"""Money that no provider takes: one booking repeated, parts at once, too much, a card meanwhile, one taken back."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx

from faults.shop import Answer, is_paid
from faults.stage import Stage

_AT_ONCE = 5
_TOO_MUCH = Decimal("5.00")
_WRONG = ("0", "-1", "0.001", "10000000000", "NaN", "1e3x", "")


async def run(stage: Stage) -> dict[str, int]:
    """Money is booked once, an order is paid once, and what was too much goes back once."""
    booked = 0
    for _ in range(stage.rounds):
        booked += await _one_booking_repeated(stage)
        booked += await _in_parts_at_once(stage)
        booked += await _beside_a_card(stage)
        booked += await _taken_back(stage)
        booked += await _amounts_that_are_none(stage)
    await stage.settle()
    return {"bookings by hand": booked}


async def _one_booking_repeated(stage: Stage) -> int:
    order = await stage.shop.order()
    key = uuid4().hex
    answers = await stage.together(*(_book(stage, order, order["total"], key=key) for _ in range(_AT_ONCE)))
    made = {answer.json()["data"]["receipt_id"] for answer in answers if answer and answer.status_code == 201}
    stage.expect(len(made) == 1, f"one booking, repeated {_AT_ONCE} times, is {len(made)} bookings")
    await stage.shop.follow(order, is_paid)
    return len(answers)


async def _in_parts_at_once(stage: Stage) -> int:
    """The parts come to more than the price: what is too much goes back by hand, once."""
    order = await stage.shop.order()
    part = (Decimal(order["total"]) / _AT_ONCE).quantize(Decimal("0.01"))
    last = Decimal(order["total"]) - part * (_AT_ONCE - 1) + _TOO_MUCH
    answers = await stage.together(*(_book(stage, order, part) for _ in range(_AT_ONCE - 1)))
    answers += [await _book(stage, order, last)]
    await stage.shop.follow(order, is_paid)
    refund = (await stage.shop.refund(order, extent="surplus", amount=str(_TOO_MUCH))).json()["data"]
    path = f"/api/v1/admin/refunds/{refund['refund_id']}/sent"
    told = [
        stage.shop.ask("POST", path, json={"reference": f"CRO {number}"}, headers=await stage.shop.staff())
        for number in range(_AT_ONCE)
    ]
    statuses = {answer.status_code for answer in await stage.together(*told) if answer}
    stage.expect(statuses == {200}, f"{_AT_ONCE} confirmations of one refund were answered with {statuses}")
    return len(answers)


async def _beside_a_card(stage: Stage) -> int:
    order = await stage.shop.order()
    payment = await stage.shop.start_payment(order)
    await stage.together(stage.shop.confirm(payment, order), _book(stage, order, order["total"]))
    await stage.shop.follow(order, is_paid)
    return 1


async def _taken_back(stage: Stage) -> int:
    order = await stage.shop.order()
    wrong = (await _book(stage, order, "1.00")).json()["data"]
    path = f"/api/v1/admin/receipts/{wrong['receipt_id']}/undo"
    headers = await stage.shop.staff()
    answers = await stage.together(*(stage.shop.ask("POST", path, headers=headers) for _ in range(_AT_ONCE)))
    statuses = {answer.status_code for answer in answers if answer}
    stage.expect(statuses == {200}, f"{_AT_ONCE} times taking one booking back was answered with {statuses}")
    await _book(stage, order, order["total"])
    await stage.shop.follow(order, is_paid)
    return 2


async def _amounts_that_are_none(stage: Stage) -> int:
    order = await stage.shop.order()
    for amount in _WRONG:
        answer = await _book(stage, order, amount)
        stage.expect(answer.status_code in (400, 422), f"a booking of {amount!r} got {answer.status_code}")
    return len(_WRONG)


async def _book(stage: Stage, order: Answer, amount: Any, *, key: str = "") -> httpx.Response:
    body = {"amount": str(amount), "method": "transfer", "received_on": f"{date.today()}", "reference": "TRN"}
    headers = await stage.shop.staff(**({"Idempotency-Key": key} if key else {}))
    return await stage.shop.ask(
        "POST", f"/api/v1/admin/orders/{order['order_number']}/receipts", json=body, headers=headers
    )
