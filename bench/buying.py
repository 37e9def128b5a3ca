"""Buying over the API as an integrator's program does, with the card that the payment stand-in accepts."""

import asyncio
import random
from http import HTTPStatus
from typing import Any

import httpx

from aistrategyhub.core.ids import new_id

_COMPANY = {
    "company_name": "Officine Bianchi S.r.l.",
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
CARD = {"number": "4242424242424242", "exp_month": "12", "exp_year": "2034", "cvc": "123"}
_PATIENCE_SECONDS = 60
_COMES_BACK_AFTER_SECONDS = 1


class Buyers:
    """Whoever buys from one product, each request from another address, so that no limit per address is met.

    Who is asked to come back later does, with the same request; `turned_away` counts how often.
    """

    def __init__(self, url: str) -> None:
        # Shorter than the server keeps a connection: one that it is about to close is not used again.
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=100, keepalive_expiry=2)
        self._http = httpx.AsyncClient(base_url=url, timeout=_PATIENCE_SECONDS, trust_env=False, limits=limits)
        self._slug = ""
        self.turned_away = 0

    async def __aenter__(self) -> "Buyers":
        services = await self.ask("GET", "/api/v1/services", params={"per_page": 100})
        self._slug = next(service["slug"] for service in services if service["is_buyable"])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def order(self) -> dict[str, Any]:
        """An order of a firm that never bought before."""
        buyer = {**_COMPANY, "email": f"acquisti.{new_id().hex}@officinebianchi.example"}
        body = {"items": [{"slug": self._slug, "quantity": 1}], "buyer": buyer, "terms": True}
        key = {"Idempotency-Key": str(new_id())}
        return await self.ask("POST", "/api/v1/checkout/create-order", json=body, headers=key)

    async def start_payment(self, order: dict[str, Any]) -> dict[str, Any]:
        return await self.ask("POST", "/api/v1/checkout/payment", json={"order_key": order["order_key"]})

    async def confirm(self, payment: dict[str, Any], order: dict[str, Any]) -> None:
        """Types the card in, as the provider's script does in a browser."""
        data = {f"payment_method_data[card][{name}]": value for name, value in CARD.items()}
        data |= {"payment_method_data[type]": "card", "client_secret": payment["client_secret"]}
        headers = {"Authorization": f"Bearer {payment['publishable_key']}"}
        answer = await self._http.post(
            payment["confirm_url"], data=data | {"return_url": order["order_url"]}, headers=headers
        )
        answer.raise_for_status()

    async def track(self, order: dict[str, Any]) -> dict[str, Any]:
        return await self.ask("GET", "/api/v1/orders/track", params={"key": order["order_key"]})

    async def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """An answer that is a success."""
        caller = "10." + ".".join(str(random.randrange(256)) for _ in range(3))
        headers = {**options.pop("headers", {}), "X-Forwarded-For": caller}
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                answer = await self._http.request(method, path, headers=headers, **options)
                if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
                    answer.raise_for_status()
                    return answer
                self.turned_away += 1
                await asyncio.sleep(_COMES_BACK_AFTER_SECONDS)

    async def ask(self, method: str, path: str, **options: Any) -> Any:
        """The data of an answer."""
        return (await self.send(method, path, **options)).json()["data"]
