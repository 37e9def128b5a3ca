"""The payment stand-in from outside: its switches, and its ledger as it tells it over Stripe's own API."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

Record = dict[str, Any]

_PAGE = 100
_PATIENCE_SECONDS = 20


class StandIn:
    """`docs/stripe-stand-in.md` describes the switches. Whoever may open `folder` knows the keys."""

    def __init__(self, address: str, folder: Path) -> None:
        keys = json.loads((folder / "keys.json").read_text())
        self.webhook_secret: bytes = keys["webhook_secret"].encode()
        headers = {"Authorization": f"Bearer {keys['secret_key']}"}
        self._http = httpx.Client(base_url=address, headers=headers, timeout=_PATIENCE_SECONDS, trust_env=False)
        self._known: dict[str, list[Record]] = {}

    def listed(self, kind: str) -> list[Record]:
        """Every `charges`, `refunds` or `events` that it ever made, the oldest first, as each was when first listed."""
        known = self._known.setdefault(kind, [])
        while True:
            query = {"limit": _PAGE} | ({"ending_before": known[-1]["id"]} if known else {})
            page = self._answer("GET", f"/v1/{kind}", params=query)
            if not known and page["has_more"]:
                known += self._all_from_the_newest(kind, page["data"])
                return known
            known += reversed(page["data"])
            if not page["has_more"]:
                return known

    def events_of(self, intent_id: str) -> dict[str, Record]:
        """The events about a payment, by their type."""
        return {one["type"]: one for one in self.listed("events") if intent_id in _names(one["data"]["object"])}

    def refund(self, intent_id: str, amount_minor: int) -> Record:
        """Gives money back as somebody does in the provider's dashboard."""
        return self._answer("POST", "/v1/refunds", data={"payment_intent": intent_id, "amount": str(amount_minor)})

    def turn(self, switch: str, **values: Any) -> Record:
        """Turns a switch: `api`, `deliveries`, `release` or `reset`."""
        return self._answer("POST", f"/_control/{switch}", json=values)

    @contextmanager
    def turned(self, switch: str, **values: Any) -> Iterator[None]:
        """A switch turned for the length of a block, and all of them off again after it."""
        self.turn(switch, **values)
        try:
            yield
        finally:
            self.turn("reset")

    def _all_from_the_newest(self, kind: str, newest: list[Record]) -> list[Record]:
        found, has_more = list(newest), True
        while has_more:
            page = self._answer("GET", f"/v1/{kind}", params={"limit": _PAGE, "starting_after": found[-1]["id"]})
            found, has_more = [*found, *page["data"]], page["has_more"]
        return found[::-1]

    def _answer(self, method: str, path: str, **options: Any) -> Record:
        answer = self._http.request(method, path, **options)
        answer.raise_for_status()
        return answer.json()


def _names(about: Record) -> tuple[str, str]:
    return about["id"], about.get("payment_intent") or ""
