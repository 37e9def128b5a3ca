"""What a browser must not choose: amounts altered on their way, quantities that are none."""

from collections.abc import Iterator
from typing import Any

from faults.shop import GOOD_CARD
from faults.stage import Stage

_QUANTITIES: tuple[Any, ...] = (0, -1, 10**9, 10**30, 1.5, "1.5", "", None, [], {"$gt": 0}, "1e2")
_SMALLER = {
    "total": "0.01",
    "amount": "0.01",
    "price": "0.01",
    "unit_price": "0.01",
    "discount": "99",
    "currency": "HUF",
}
_REFUSED = frozenset({400, 401, 403, 404, 405, 409, 422})


async def run(stage: Stage) -> dict[str, int]:
    """Each is refused with nothing created, and what is paid is what was ordered."""
    before = stage.database.value("SELECT count(*) FROM orders")
    asked = 0
    for body in _orders(stage):
        answer = await stage.shop.ask("POST", "/api/v1/checkout/create-order", json=body)
        stage.expect(answer.status_code in _REFUSED, f"{body['items']} was answered with {answer.status_code}")
        asked += 1
    for quantity in _QUANTITIES:
        body = {"slug": stage.shop.service, "quantity": quantity}
        answer = await stage.shop.ask("POST", "/api/v1/cart/items", json=body)
        stage.expect(answer.status_code in _REFUSED, f"{quantity!r} in a cart was answered with {answer.status_code}")
        asked += 1
    stage.expect(stage.database.value("SELECT count(*) FROM orders") == before, "an order came of a refused request")
    asked += await _another_amount_for_the_provider(stage)
    await stage.settle()
    return {"amounts and quantities that are none": asked}


def _orders(stage: Stage) -> Iterator[dict[str, Any]]:
    for quantity in _QUANTITIES:
        yield stage.shop.order_body(quantity=quantity)
    for name, value in _SMALLER.items():
        whole = stage.shop.order_body()
        yield whole | {name: value}
        yield whole | {"items": [whole["items"][0] | {name: value}]}
    yield stage.shop.order_body() | {"items": []}
    yield stage.shop.order_body() | {"items": [{"slug": stage.shop.service, "quantity": 1}] * 51}


async def _another_amount_for_the_provider(stage: Stage) -> int:
    """With what its page was given, a browser tries to pay less."""
    order = await stage.shop.order()
    payment = await stage.shop.start_payment(order)
    key = {"Authorization": f"Bearer {payment['publishable_key']}"}
    intent = payment["confirm_url"].removesuffix("/confirm")
    card = {"payment_method_data[type]": "card", "payment_method_data[card][number]": GOOD_CARD}
    secret = {"client_secret": payment["client_secret"]}
    tries = [
        (intent, {"amount": "1"}),
        (intent, {"amount": "1", **secret}),
        (payment["confirm_url"], {"amount": "1", **secret, **card}),
        (payment["confirm_url"], {"amount_to_capture": "1", **secret, **card}),
        (payment["confirm_url"], card),
        (f"{intent}/cancel", secret),
        (intent.rpartition("/")[0], {"amount": "1", "currency": "eur"}),
    ]
    for path, data in tries:
        answer = await stage.shop.ask("POST", path, data=data, headers=key)
        stage.expect(answer.status_code in _REFUSED, f"{path} with {sorted(data)} gave {answer.status_code}")
    body = {"order_key": order["order_key"], "amount": "0.01"}
    answer = await stage.shop.ask("POST", "/api/v1/checkout/payment", json=body)
    stage.expect(answer.status_code == 422, f"a payment of another amount was answered with {answer.status_code}")
    await stage.shop.pay(order)
    return len(tries) + 1
