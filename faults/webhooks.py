"""Webhooks as the provider sends them, and as somebody sends them who is not the provider."""

import json
import time
from typing import Any

from aistrategyhub.integrations.stripe.standin.deliveries import sign
from faults.shop import Shop

PATH = "/api/v1/webhooks/stripe"


def body_of(event: dict[str, Any]) -> bytes:
    return json.dumps(event).encode()


def signed(body: bytes, secret: bytes, *, ago: int = 0) -> str:
    """The header that proves these bytes, dated so many seconds ago."""
    return sign(body, secret, int(time.time()) - ago)


async def deliver(shop: Shop, body: bytes, signature: str | bytes | None) -> int:
    """Sends a webhook once; the status of the answer."""
    headers: dict[str, Any] = {"Content-Type": "application/json"}
    if signature is not None:
        headers["Stripe-Signature"] = signature
    return (await shop.once("POST", PATH, content=body, headers=headers)).status_code
