"""Twenty browsers pay one order at the same moment."""

from typing import Any

from faults.shop import has_succeeded, is_paid
from faults.stage import Stage

_BROWSERS = 20


async def run(stage: Stage) -> dict[str, int]:
    """They are given one payment, and one of them pays it; the others are told so."""
    orders = [await stage.shop.order() for _ in range(3 * stage.rounds)]
    for order in orders:
        came = await stage.together(*(_pay(stage, order) for _ in range(_BROWSERS)))
        intents = {intent for intent, _status in came if intent}
        paid = sum(status == 200 for _intent, status in came)
        stage.expect(len(intents) == 1, f"{order['order_number']} had {len(intents)} payments at once")
        stage.expect(paid == 1, f"{order['order_number']} was paid by {paid} of {_BROWSERS} browsers")
        await stage.shop.follow(order, is_paid)
    await stage.settle()
    return {"browsers on one order": _BROWSERS * len(orders)}


async def _pay(stage: Stage, order: dict[str, Any]) -> tuple[str, int]:
    """The payment that this browser was given, and how its card was answered: 409 when somebody paid before."""
    started = await stage.shop.ask("POST", "/api/v1/checkout/payment", json={"order_key": order["order_key"]})
    if started.status_code != 200:
        stage.expect(started.status_code == 409, f"a payment was answered with {started.status_code} {started.text}")
        return "", 409
    payment = started.json()["data"]
    answer = await stage.shop.confirm(payment, order)
    return payment["payment_intent_id"], 409 if has_succeeded(answer) else answer.status_code
