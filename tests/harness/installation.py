"""One installation as its owner and its buyers see it: its data folder, its database, its mailbox, its API."""

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from aistrategyhub.infra.settings import ROOT
from aistrategyhub.integrations.mail.mailbox import Mailbox, StoredMail
from aistrategyhub.integrations.stripe.standin.keys import StandInKeys

SERVICE = "ai-act-gap-assessment"
GOOD_CARD, REFUSED_CARD = "4242424242424242", "4000000000009995"

_callers = itertools.count(1)


class Moment(StrEnum):
    """Points in the life of a sale."""

    ORDERED = "ordered"
    PAYMENT_STARTED = "payment started"
    CARD_CONFIRMED = "card confirmed"
    PAID = "paid"


@dataclass
class Installation:
    """`environment` is what its commands run with; `database_url` lets in as PostgreSQL's administrator."""

    data_dir: Path
    url: str
    database_url: str
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def stripe_keys(self) -> StandInKeys:
        return StandInKeys.load_or_create(self.data_dir / "stripe")

    @property
    def storage_folder(self) -> Path:
        return self.data_dir / "files"

    def sql(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """The rows of one statement, of every tenant."""
        with psycopg.connect(self.database_url, row_factory=dict_row, connect_timeout=5) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def mailbox(self) -> list[StoredMail]:
        """The mails sent, newest first."""
        return Mailbox(self.data_dir / "mailbox").newest()

    def hub(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Runs a command of `hub` in this installation."""
        command = [sys.executable, "-m", "aistrategyhub.cli", *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120)

    def customer(self, patience: float = 0) -> "Customer":
        return Customer(self, patience)


class Customer:
    """Buys over the API as an integrator does. With patience (seconds), asks again while the product is away."""

    def __init__(self, installation: Installation, patience: float = 0) -> None:
        self._patience = patience
        self._comes_back_to = installation.url
        self._http = httpx.Client(base_url=installation.url, timeout=20, trust_env=False)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One answer of the product. Only a customer with patience gets the next one after a 5xx or none at all."""
        deadline = time.monotonic() + self._patience
        while True:
            headers = {"X-Forwarded-For": _new_address(), **options.get("headers", {})}
            try:
                answer = self._http.request(method, path, **{**options, "headers": headers})
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
            else:
                if answer.status_code < 500 or time.monotonic() > deadline:
                    return answer
            time.sleep(0.25)

    def get(self, path: str, **query: str) -> Any:
        return self._data(self.ask("GET", path, params=query))

    def order(self, buyer: Mapping[str, Any], *, key: str | None = None) -> dict[str, Any]:
        body = {"items": [{"slug": SERVICE}], "buyer": buyer, "terms": True}
        headers = {"Idempotency-Key": key or os.urandom(12).hex()}
        order = self._data(self.ask("POST", "/api/v1/checkout/create-order", json=body, headers=headers))
        self._comes_back_to = order["order_url"]
        return order

    def start_payment(self, order: Mapping[str, Any]) -> dict[str, Any]:
        return self._data(self.ask("POST", "/api/v1/checkout/payment", json={"order_key": order["order_key"]}))

    def confirm(self, payment: Mapping[str, Any], card: str = GOOD_CARD) -> httpx.Response:
        """Types the card in, as the provider's script in a browser does."""
        details = {"number": card, "exp_month": "12", "exp_year": "2034", "cvc": "123"}
        data = {f"payment_method_data[card][{name}]": value for name, value in details.items()}
        data |= {
            "payment_method_data[type]": "card",
            "client_secret": payment["client_secret"],
            "return_url": self._comes_back_to,
        }
        # Repeating a call that got no answer must not be taken for a second card.
        headers = {"Authorization": f"Bearer {payment['publishable_key']}", "Idempotency-Key": os.urandom(12).hex()}
        return self.ask("POST", payment["confirm_url"], data=data, headers=headers)

    def track(self, order: Mapping[str, Any]) -> dict[str, Any]:
        return self.get("/api/v1/orders/track", key=order["order_key"])

    def follow(self, order: Mapping[str, Any], until: Callable[[dict[str, Any]], Any], seconds: float = 60) -> Any:
        """Looks at the order until it is as wanted."""
        deadline = time.monotonic() + seconds
        while not until(tracked := self.track(order)):
            assert time.monotonic() < deadline, f"not within {seconds} s: {json.dumps(tracked, indent=1)}"
            time.sleep(0.2)
        return tracked

    def buy(self, buyer: Mapping[str, Any], at: Callable[[Moment], None] = lambda moment: None) -> dict[str, Any]:
        """A whole sale, up to the invoice with its courtesy copy. Calls `at` at each moment."""
        order = self.order(buyer)
        at(Moment.ORDERED)
        payment = self.start_payment(order)
        at(Moment.PAYMENT_STARTED)
        answer = self.confirm(payment)
        assert answer.status_code == 200, answer.text
        at(Moment.CARD_CONFIRMED)
        self.follow(order, is_paid, seconds=120)
        at(Moment.PAID)
        return self.follow(order, has_documents, seconds=120)

    def _data(self, answer: httpx.Response) -> Any:
        assert answer.is_success, f"{answer.request.url.path}: {answer.status_code} {answer.text}"
        return answer.json()["data"]


def _new_address() -> str:
    """Limits count callers by address, so each request of a test comes from one of its own."""
    number = next(_callers)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def is_paid(tracked: Mapping[str, Any]) -> bool:
    return tracked["status"] == "paid"


def has_documents(tracked: Mapping[str, Any]) -> bool:
    return bool(tracked["invoice"] and tracked["invoice"]["pdf_url"])


def mails_of(mails: Sequence[StoredMail], number: str) -> list[StoredMail]:
    """The mails that carry the invoice of this number."""
    return [mail for mail in mails if mail.subject == f"Fattura {number}"]
