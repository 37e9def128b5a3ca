"""A coupon for one order is in fifty carts that are ordered at once; one cart is ordered in five tabs at once."""

from dataclasses import dataclass
from typing import Any

import httpx

from faults.stage import Stage

_CARTS = 50
_TABS = 5
_COOKIE = "__Host-cart"


@dataclass(frozen=True)
class _Cart:
    """A cart as its browser holds it: the cookie, and what it showed last."""

    headers: dict[str, str]
    version: str


async def run(stage: Stage) -> dict[str, int]:
    """One order keeps the coupon, whoever comes later is told; a cart is ordered once."""
    for number in range(stage.rounds):
        code = f"UNA{stage.dice.getrandbits(32):08X}{number}"
        body = {"code": code, "percent": "10", "most_uses": "1"}
        await stage.shop.told("POST", "/api/v1/coupons", json=body, headers=await stage.shop.staff())
        carts = await stage.together(*(_fill(stage, code) for _ in range(_CARTS)))
        answers = await stage.together(*(_order(stage, cart) for cart in carts if cart))
        await _pay_for_the_one(stage, f"{_CARTS} carts with {code}", answers)
        cart = await _fill(stage)
        answers = await stage.together(*(_order(stage, cart) for _ in range(_TABS)))
        await _pay_for_the_one(stage, f"a cart in {_TABS} tabs", answers)
    await stage.settle()
    return {"carts with one coupon": _CARTS * stage.rounds, "tabs with one cart": _TABS * stage.rounds}


async def _fill(stage: Stage, code: str = "") -> _Cart:
    """Something in a new cart, and the coupon with it."""
    body = {"slug": stage.shop.service, "quantity": 1}
    filled = await stage.shop.ask("POST", "/api/v1/cart/items", json=body)
    headers = {"Cookie": f"{_COOKIE}={filled.cookies[_COOKIE]}", "Origin": stage.shop.url}
    told = filled.json()
    if code:
        told = await stage.shop.told("POST", "/api/v1/cart/coupon", json={"code": code}, headers=headers)
        refusal = told["data"]["coupon"]["refusal"]
        stage.expect(refusal is None, f"{code} was refused in a cart before anybody had used it: {refusal}")
    return _Cart(headers, told["data"]["version"])


async def _order(stage: Stage, cart: _Cart) -> httpx.Response:
    buyer: dict[str, Any] = stage.shop.order_body()["buyer"]
    body = {"version": cart.version, "buyer": buyer, "terms": True}
    return await stage.shop.ask("POST", "/api/v1/checkout/create-order-from-cart", json=body, headers=cart.headers)


async def _pay_for_the_one(stage: Stage, what: str, answers: list[httpx.Response]) -> None:
    orders = {one.json()["data"]["order_id"]: one.json()["data"] for one in answers if one and one.status_code == 201}
    refused = sorted(one.status_code for one in answers if one and one.status_code != 201)
    stage.expect(len(orders) == 1, f"{what} made {len(orders)} orders")
    stage.expect(set(refused) <= {409, 422}, f"{what} were refused with {set(refused)}")
    for order in orders.values():
        stage.shop.acknowledged.append(order)
        await stage.shop.pay(order)
