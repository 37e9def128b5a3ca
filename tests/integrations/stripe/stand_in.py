"""A stand-in of Stripe in a process of its own, and a receiver for its webhooks."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from aistrategyhub.integrations.stripe.client import StripeGateway
from aistrategyhub.integrations.stripe.standin.keys import StandInKeys

ROOT = Path(__file__).parents[3]
PUBLIC_URL = "http://localhost:3999"
GOOD_CARD = {"number": "4242424242424242", "exp_month": "12", "exp_year": "2034", "cvc": "123"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class StandIn:
    """Starts, kills and asks one stand-in."""

    folder: Path
    webhook_url: str = ""
    public_url: str = PUBLIC_URL
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def keys(self) -> StandInKeys:
        return StandInKeys.load_or_create(self.folder)

    def command(self) -> list[str]:
        options = {
            "--data-dir": str(self.folder),
            "--listen": f"127.0.0.1:{self.port}",
            "--webhook-url": self.webhook_url,
            "--public-url": self.public_url,
            "--retry-seconds": "0.1",
            "--longest-retry-seconds": "0.4",
        }
        program = [sys.executable, "-m", "aistrategyhub.integrations.stripe.standin"]
        return [*program, *(word for pair in options.items() for word in pair)]

    def start(self) -> "StandIn":
        self.process = subprocess.Popen(
            self.command(), cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/_control/health", timeout=1).status_code == 200:
                    return self
            except httpx.HTTPError:
                assert self.process.poll() is None, "the stand-in ended at once"
                time.sleep(0.05)
        raise AssertionError("the stand-in did not answer in 20 s")

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(10)

    def gateway(self, secret_key: str | None = None) -> StripeGateway:
        return StripeGateway(
            secret_key or self.keys.secret_key,
            self.keys.webhook_secret,
            self.url,
            publishable_key=self.keys.publishable_key,
            is_stand_in=True,
        )

    async def ask(
        self, method: str, path: str, data: dict[str, str] | None = None, *, key: str | None = None, **headers: str
    ) -> httpx.Response:
        """One raw call, with the secret key unless another one is given."""
        sent = {"Authorization": f"Bearer {key or self.keys.secret_key}"} | headers
        async with httpx.AsyncClient(base_url=self.url, timeout=20, verify=False) as client:
            if method == "GET":
                return await client.get(path, params=data, headers=sent)
            return await client.request(method, path, data=data, headers=sent)

    async def control(self, switch: str, **values: Any) -> dict[str, Any]:
        """One switch turned, or with `state` nothing but a look."""
        headers = {"Authorization": f"Bearer {self.keys.secret_key}"}
        async with httpx.AsyncClient(base_url=self.url, headers=headers, timeout=20, verify=False) as client:
            method = "GET" if switch == "state" else "POST"
            answer = await client.request(method, f"/_control/{switch}", json=values)
            assert answer.status_code == 200, answer.text
            return answer.json()

    async def create(self, amount: int = 122000) -> dict[str, Any]:
        answer = await self.ask("POST", "/v1/payment_intents", {"amount": str(amount), "currency": "eur"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def confirm(self, intent: dict[str, Any], card: dict[str, str] = GOOD_CARD, **more: str) -> httpx.Response:
        """Pays as Stripe.js does: publishable key, client secret, card."""
        data = {"client_secret": intent["client_secret"], "return_url": f"{PUBLIC_URL}/ordine"}
        data |= {"payment_method_data[type]": "card"}
        data |= {f"payment_method_data[card][{name}]": value for name, value in card.items()}
        path = f"/v1/payment_intents/{intent['id']}/confirm"
        return await self.ask("POST", path, data | more, key=self.keys.publishable_key)


@dataclass
class Delivery:
    """One webhook as it came in."""

    body: bytes
    signature: str


class Receiver:
    """A webhook endpoint on a free port that writes down what comes and answers `status`."""

    def __init__(self) -> None:
        self.port = free_port()
        self.status = 200
        self.deliveries: list[Delivery] = []
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1/webhooks/stripe"

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def close(self) -> None:
        if self._server:
            self._server.close()

    async def wait_for(self, count: int, seconds: float = 10.0) -> list[Delivery]:
        await wait_until(lambda: len(self.deliveries) >= count, seconds)
        return self.deliveries

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = await reader.readexactly(int(headers["content-length"]))
        self.deliveries.append(Delivery(body, headers["stripe-signature"]))
        writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


async def wait_until(is_so: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.02)
