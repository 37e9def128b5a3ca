"""How long a sale takes, from the card to the invoice."""

import asyncio
import random
import time
from dataclasses import dataclass
from typing import Any

import httpx

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.orders.models import OrderStatus
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
_BUYER = {
    "company_name": "Officine Bianchi S.r.l.",
    "email": "acquisti@officinebianchi.example",
    "vat_number": "12345678903",
    "sdi_code": "M5UXCR1",
    "billing_address": {
        "street": "Corso Regio Parco 9",
        "city": "Torino",
        "zip": "10152",
        "province": "TO",
        "country": "IT",
    },
}
_CARD = {
    "payment_method_data[type]": "card",
    "payment_method_data[card][number]": "4242424242424242",
    "payment_method_data[card][exp_month]": "12",
    "payment_method_data[card][exp_year]": "2034",
    "payment_method_data[card][cvc]": "123",
}


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
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE_SECONDS, trust_env=False) as http:
        services = await _ask(http, "GET", "/api/v1/services", params={"per_page": 100})
        slug = next(service["slug"] for service in services if service["is_buyable"])
        await _buy(http, slug)
        one_by_one = [await _buy(http, slug) for _ in range(alone)]
        gate = asyncio.Semaphore(_AT_ONCE)

        async def buy_in_turn() -> Sale:
            async with gate:
                return await _buy(http, slug)

        return one_by_one, list(await asyncio.gather(*(buy_in_turn() for _ in range(together))))


async def _buy(http: httpx.AsyncClient, slug: str) -> Sale:
    body = {"items": [{"slug": slug, "quantity": 1}], "buyer": _BUYER}
    key = {"Idempotency-Key": str(new_id())}
    order = await _ask(http, "POST", "/api/v1/checkout/create-order", json=body, headers=key)
    payment = await _ask(http, "POST", "/api/v1/checkout/payment", json={"order_key": order["order_key"]})
    confirmed_at = time.perf_counter()
    await _confirm(http, payment, order["order_url"])
    return await _follow(http, order["order_key"], confirmed_at)


async def _confirm(http: httpx.AsyncClient, payment: dict[str, Any], return_url: str) -> None:
    answer = await http.post(
        payment["confirm_url"],
        data=_CARD | {"client_secret": payment["client_secret"], "return_url": return_url},
        headers={"Authorization": f"Bearer {payment['publishable_key']}"},
    )
    answer.raise_for_status()


async def _follow(http: httpx.AsyncClient, order_key: str, confirmed_at: float) -> Sale:
    paid = None
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            order = await _ask(http, "GET", "/api/v1/orders/track", params={"key": order_key})
            passed = time.perf_counter() - confirmed_at
            if paid is None and order["status"] != OrderStatus.AWAITING_PAYMENT:
                paid = passed
            if paid is not None and order["invoice"] and order["invoice"]["pdf_url"]:
                return Sale(paid, passed)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)


async def _ask(http: httpx.AsyncClient, method: str, path: str, **options: Any) -> Any:
    """The data of an answer; every request comes from another address, so that no limit per address is met."""
    caller = "10." + ".".join(str(random.randrange(256)) for _ in range(3))
    headers = {**options.pop("headers", {}), "X-Forwarded-For": caller}
    answer = await http.request(method, path, headers=headers, **options)
    answer.raise_for_status()
    return answer.json()["data"]
