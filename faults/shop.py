"""Buyers and staff, who use the product over its API and try again while it is away."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from math import inf
from typing import Any

import httpx

from aistrategyhub.features.accounts.seed import DEMO_PASSWORD, PEOPLE

Answer = dict[str, Any]

GOOD_CARD, REFUSED_CARD = "4242424242424242", "4000000000009995"
_OWNER = {"email": PEOPLE[0].email, "password": DEMO_PASSWORD}
_LOOK_EVERY_SECONDS = 0.2
_TRY_EVERY_SECONDS = 0.25
_PROOF_LASTS_SECONDS = 300.0
_AWAY = frozenset({429, 500, 502, 503, 504})
_COMPANY = {
    "company_name": "Officine Bianchi S.r.l.",
    "vat_number": "12345678903",
    "sdi_code": "M5UXCR1",
    "billing_address": {"street": "Corso Regio Parco 9", "city": "Torino", "zip": "10152", "province": "TO"},
}


class Impatient(Exception):
    """A buyer gave up: what they wanted did not happen within their patience."""


class Shop:
    """The API of one product. `patience` is for how many seconds somebody without an answer asks again.

    `acknowledged` are all orders that the API confirmed to their buyers, as it told them.
    """

    def __init__(self, url: str, dice: random.Random, *, patience: float = 90) -> None:
        self.url = url
        self.patience = patience
        self.acknowledged: list[Answer] = []
        self.service = ""
        self._dice = dice
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=0)
        # A connection to a process that was killed is no use to the next request.
        self._http = httpx.AsyncClient(base_url=url, timeout=20, trust_env=False, limits=limits)
        self._staff: dict[str, str] = {}
        self._proved_at = -inf
        self._proving = asyncio.Lock()

    async def open(self) -> None:
        """Chooses what to buy, and lets the owner sign in."""
        await self.staff()
        services = (await self.told("GET", "/api/v1/services", params={"per_page": 100}))["data"]
        self.service = next(one["slug"] for one in services if one["is_buyable"])

    async def close(self) -> None:
        await self._http.aclose()

    async def once(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request, whatever comes of it, from an address that nobody had before. Raises httpx.TransportError."""
        caller = "10." + ".".join(str(self._dice.randrange(256)) for _ in range(3))
        headers = {"X-Forwarded-For": caller, **options.pop("headers", {})}
        return await self._http.request(method, path, headers=headers, **options)

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The first answer that says something: as long as their patience lasts, people try again."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                answer = await self.once(method, path, **options)
            except httpx.TransportError as error:
                if time.monotonic() > deadline:
                    raise Impatient(f"{method} {path}: {type(error).__name__}") from error
            else:
                if answer.status_code not in _AWAY or time.monotonic() > deadline:
                    return answer
            await asyncio.sleep(_TRY_EVERY_SECONDS)

    async def told(self, method: str, path: str, **options: Any) -> Answer:
        """A whole answer. Raises Impatient when it is a refusal."""
        answer = await self.ask(method, path, **options)
        if not answer.is_success:
            raise Impatient(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json()

    async def staff(self, **headers: str) -> dict[str, str]:
        """The headers of the owner's browser. They prove who they are again before the product asks for it."""
        async with self._proving:
            if time.monotonic() - self._proved_at >= _PROOF_LASTS_SECONDS:
                signed_in = await self.ask("POST", "/api/v1/auth/login", json=_OWNER)
                self._staff = {"Cookie": f"__Host-sid={signed_in.cookies['__Host-sid']}", "Origin": self.url}
                self._proved_at = time.monotonic()
        return {**self._staff, **headers}

    def order_body(self, *, quantity: Any = 1, **more: Any) -> Answer:
        """An order of a buyer whom nobody has seen before."""
        email = f"acquisti.{self._dice.getrandbits(48):x}@officinebianchi.example"
        items = [{"slug": self.service, "quantity": quantity}]
        return {"items": items, "buyer": _COMPANY | {"email": email}, "terms": True} | more

    async def order(self, *, quantity: int = 1) -> Answer:
        """An order, placed once however often it is asked for."""
        key = {"Idempotency-Key": f"{self._dice.getrandbits(96):x}"}
        body = self.order_body(quantity=quantity)
        placed = (await self.told("POST", "/api/v1/checkout/create-order", json=body, headers=key))["data"]
        self.acknowledged.append(placed)
        return placed

    async def start_payment(self, order: Answer) -> Answer:
        body = {"order_key": order["order_key"]}
        return (await self.told("POST", "/api/v1/checkout/payment", json=body))["data"]

    async def confirm(self, payment: Answer, order: Answer, card: str = GOOD_CARD) -> httpx.Response:
        """Types the card in, as the provider's script does in a browser. Every try has a key of its own: an error is
        remembered under the key, and a payment succeeds once anyway. A payment found to have succeeded is an answer."""
        data = {
            "payment_method_data[type]": "card",
            "payment_method_data[card][number]": card,
            "payment_method_data[card][exp_month]": "12",
            "payment_method_data[card][exp_year]": "2034",
            "payment_method_data[card][cvc]": "123",
            "client_secret": payment["client_secret"],
            "return_url": order["order_url"],
        }
        headers = {"Authorization": f"Bearer {payment['publishable_key']}"}
        return await self.ask("POST", payment["confirm_url"], data=data, headers=headers)

    async def track(self, order: Answer) -> Answer:
        return (await self.told("GET", "/api/v1/orders/track", params={"key": order["order_key"]}))["data"]

    async def follow(self, order: Answer, until: Callable[[Answer], Any], seconds: float | None = None) -> Answer:
        """Looks at the order until it is as wanted. Raises Impatient."""
        deadline = time.monotonic() + (seconds or self.patience)
        while not until(tracked := await self.track(order)):
            if time.monotonic() > deadline:
                raise Impatient(f"{order['order_number']} is still {tracked['status']}")
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        return tracked

    async def pay(self, order: Answer) -> Answer:
        """Starts a payment and confirms it; the payment."""
        payment = await self.start_payment(order)
        answer = await self.confirm(payment, order)
        if not answer.is_success and not has_succeeded(answer):
            raise Impatient(f"{order['order_number']}: the card gave {answer.status_code} {answer.text[:300]}")
        return payment

    async def buy(self) -> tuple[Answer, Answer]:
        """A whole sale, up to the order that says it is paid; the order and its payment."""
        order = await self.order()
        payment = await self.pay(order)
        await self.follow(order, is_paid)
        return order, payment

    async def refund(self, order: Answer, *, key: str = "", **asked: Any) -> httpx.Response:
        """The owner decides a refund."""
        path = f"/api/v1/admin/orders/{order['order_number']}/refunds"
        headers = await self.staff(**({"Idempotency-Key": key} if key else {}))
        return await self.ask("POST", path, json=asked, headers=headers)


def is_paid(tracked: Mapping[str, Any]) -> bool:
    """Whether the money is there, wherever the order went since."""
    return tracked["status"] not in ("pending", "awaiting_payment")


def has_succeeded(answer: httpx.Response) -> bool:
    """Whether a card was refused only because the payment had gone through before."""
    return answer.status_code == 400 and "already succeeded" in answer.text
