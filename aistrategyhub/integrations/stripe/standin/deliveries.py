"""Webhooks on their way: signed, sent, and sent again with growing delays until the receiver says 2xx."""

import asyncio
import hashlib
import hmac
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from aistrategyhub.core import clock
from aistrategyhub.integrations.stripe.standin.faults import Faults
from aistrategyhub.integrations.stripe.standin.ledger import Ledger, json_body
from aistrategyhub.integrations.stripe.standin.shapes import show_event

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 10.0
AT_ONCE = 4
# Stripe gives up after three days: docs.stripe.com/webhooks#automatic-retries
GIVE_UP_AFTER_SECONDS = 3 * 24 * 3600


@dataclass(frozen=True)
class RetryPace:
    """The first wait and the longest one; each wait doubles the one before."""

    first_seconds: float = 1.0
    longest_seconds: float = 60.0

    def wait(self, attempts: int) -> float:
        """How long to wait after so many failed attempts, give or take a quarter."""
        seconds = min(self.first_seconds * 2 ** min(attempts - 1, 30), self.longest_seconds)
        return seconds * random.uniform(0.75, 1.25)


class Deliveries:
    """Sends every event owed to one webhook address. Owes survive a restart; timers do not need to."""

    def __init__(self, ledger: Ledger, faults: Faults, url: str | None, webhook_secret: str, pace: RetryPace) -> None:
        self._ledger = ledger
        self._faults = faults
        self._url = url
        self._secret = webhook_secret.encode()
        self._pace = pace
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[str] = []
        self._client = httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False)

    def start(self) -> None:
        """Takes up what an earlier life still owed, and listens for news."""
        self._ledger.when_events_are_recorded = self._receive
        self._receive(list(self._ledger.pending))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    async def release(self, event_ids: Sequence[str] = ()) -> list[str]:
        """Sends held events one after the other, in the order given or as they came; returns their ids."""
        released = list(event_ids) or list(self._held)
        self._held = [event_id for event_id in self._held if event_id not in released]
        for event_id in released:
            await self._deliver(event_id)
        return released

    def resend(self, event_id: str) -> None:
        """Sends an event once more, delivered or not, as the dashboard's "Resend" does."""
        self._spawn(self._send(event_id, is_tampered=False))

    @property
    def held(self) -> list[str]:
        return list(self._held)

    def _receive(self, event_ids: list[str]) -> None:
        if not self._url:
            return
        for event_id in event_ids:
            switches = self._faults.delivery
            if switches.hold or switches.reorder:
                self._held.append(event_id)
            else:
                self._spawn(self._deliver(event_id))
        self._release_reordered()

    def _release_reordered(self) -> None:
        wanted = self._faults.delivery.reorder
        if wanted and len(self._held) >= wanted:
            batch, self._held = self._held[::-1], []
            self._spawn(self._deliver_in_order(batch))

    async def _deliver_in_order(self, event_ids: list[str]) -> None:
        for event_id in event_ids:
            await self._deliver(event_id)

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, event_id: str) -> None:
        """One attempt; a failed one plans the next."""
        switches = self._faults.delivery
        if switches.drop > 0:
            switches.drop -= 1
            self._ledger.record_attempt(event_id, None, is_over=True)
            return
        await asyncio.sleep(switches.delay_ms / 1000)
        answers = await asyncio.gather(
            *(self._send(event_id, is_tampered=self._takes_tampering()) for _ in range(switches.duplicate))
        )
        self._settle(event_id, answers)

    def _settle(self, event_id: str, answers: Sequence[int | None]) -> None:
        arrived = any(answer is not None and 200 <= answer < 300 for answer in answers)
        event = self._ledger.find("event", event_id)
        age = clock.now().timestamp() - event["created"]
        is_over = arrived or age > GIVE_UP_AFTER_SECONDS
        self._ledger.record_attempt(event_id, answers[0], is_over=is_over)
        if not is_over:
            wait = self._pace.wait(self._ledger.pending.get(event_id, 1))
            logger.info("webhook %s not accepted (%s), again in %.1f s", event_id, answers[0], wait)
            self._spawn(self._deliver_later(event_id, wait))

    async def _deliver_later(self, event_id: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._deliver(event_id)

    def _takes_tampering(self) -> bool:
        switches = self._faults.delivery
        if switches.tamper <= 0:
            return False
        switches.tamper -= 1
        return True

    async def _send(self, event_id: str, *, is_tampered: bool) -> int | None:
        """The receiver's status, or None when there was no answer."""
        event = self._ledger.find("event", event_id)
        shown = show_event(event, pending_webhooks=1)
        body = json_body(shown)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": sign(body, self._secret, int(clock.now().timestamp())),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        if is_tampered:
            shown["data"]["object"]["amount"] = shown["data"]["object"].get("amount", 0) + 1
            body = json_body(shown)
        async with self._gate:
            try:
                return (await self._client.post(self._url, content=body, headers=headers)).status_code
            except httpx.HTTPError:
                return None


def sign(body: bytes, secret: bytes, at: int) -> str:
    """Stripe's signature header for a body: docs.stripe.com/webhooks#verify-manually."""
    signature = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signature}"
