"""Where the faults happen: a product of its own in a folder of its own, people who buy, and the auditor."""

import asyncio
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg

from aistrategyhub.infra.embedded import process
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.infra.external import libpq_url
from aistrategyhub.infra.installation import secret_environment
from aistrategyhub.infra.running import running_product
from aistrategyhub.infra.settings import ROOT, Settings
from bench.lab import Lab
from bench.product import Product
from faults.auditor import audit
from faults.books import Books, MailboxReader, read_ledger, read_rows
from faults.database import Database
from faults.shop import Impatient, Shop
from faults.stand_in import StandIn

# A provider that is quick to send its webhooks again; buyers who are many.
_SETTINGS = {
    "ENVIRONMENT": "test",
    "STRIPE_STANDIN_RETRY_SECONDS": "0.3",
    "STRIPE_STANDIN_LONGEST_RETRY_SECONDS": "2",
    "RATE_LIMIT_FACTOR": "1000",
}
_LOOK_EVERY_SECONDS = 0.5
# What a killed process held is taken up after fifteen seconds, and what failed is tried again after a growing while.
_SETTLED_WITHIN_SECONDS = 150


@dataclass
class Stage:
    """One run. `rounds` is how many times more than by default each fault is driven; `ends_at` (monotonic) is when the
    random kills must be over. What is not as it should be is added to `findings`, one sentence each."""

    data_dir: Path
    supervisor: int
    shop: Shop
    stand_in: StandIn
    database: Database
    dice: random.Random
    rounds: int
    ends_at: float
    began_at: datetime
    findings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._mailbox = MailboxReader(self.data_dir / "mailbox")

    def expect(self, is_so: bool, otherwise: str) -> None:
        """Keeps the sentence when something is not so."""
        if not is_so:
            self.findings.append(otherwise)

    def books(self) -> Books:
        """The books as they are now. The database is read first: what the provider did meanwhile is only more."""
        rows = read_rows(self.database, self.began_at)
        ledger = read_ledger(self.stand_in)
        told = {"mailbox": self._mailbox.message_ids(), "acknowledged": list(self.shop.acknowledged)}
        return Books(**rows, **ledger, **told)

    async def settle(self) -> float:
        """Waits until the auditor has nothing to say; how many seconds that took. What it says in the end is found."""
        began = time.monotonic()
        while True:
            found = await asyncio.to_thread(self._audit)
            took = time.monotonic() - began
            if not found or took > _SETTLED_WITHIN_SECONDS:
                self.findings += found
                return took
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    def _audit(self) -> list[str]:
        try:
            return audit(self.books())
        except (psycopg.Error, httpx.HTTPError) as error:
            return [f"the books cannot be read: {type(error).__name__}: {error}"]

    async def until(self, is_so: Callable[[], Any], seconds: float, otherwise: str) -> float:
        """Waits until something is so; how many seconds that took. What does not come to be is found."""
        began = time.monotonic()
        while not is_so():
            if time.monotonic() - began > seconds:
                self.findings.append(f"not within {seconds:.0f} s: {otherwise}")
                break
            await asyncio.sleep(0.05)
        return time.monotonic() - began

    def tick(self, job: str) -> None:
        """Asks for a job now, as the clock will when it is due."""
        self.database.rows(
            "INSERT INTO work (id, tenant_id, job, payload, key, status, attempts, max_attempts, next_attempt_at,"
            " created_at) SELECT gen_random_uuid(), id, %s, '{}', %s, 'ready', 0, 12, now(), now() FROM tenants",
            job,
            f"faults:{job}:{time.monotonic_ns()}",
        )
        self.database.rows("SELECT pg_notify('work', '')")

    @asynccontextmanager
    async def customers(self, at_once: int) -> AsyncIterator[list[dict[str, Any]]]:
        """People who buy one thing after the other until the block ends, and then finish what they are at. Their sales
        are in the list."""
        sold: list[dict[str, Any]] = []
        is_closing = asyncio.Event()

        async def buy_on() -> None:
            while not is_closing.is_set():
                try:
                    sold.append((await self.shop.buy())[0])
                except Impatient as gave_up:
                    self.findings.append(f"a buyer gave up: {gave_up}")

        async with asyncio.TaskGroup() as people:
            for _ in range(at_once):
                people.create_task(buy_on())
            try:
                yield sold
            finally:
                is_closing.set()

    async def together(self, *acts: Awaitable[Any]) -> list[Any]:
        """All at once; what comes of each. Somebody who gives up is found, and None came of it."""
        came = await asyncio.gather(*acts, return_exceptions=True)
        for one in came:
            if isinstance(one, Impatient):
                self.findings.append(f"a buyer gave up: {one}")
            elif isinstance(one, BaseException):
                raise one
        return [None if isinstance(one, Impatient) else one for one in came]

    @asynccontextmanager
    async def job_hands(self, count: int) -> AsyncIterator[int]:
        """More job processes beside the product's own, which come back at once when they are killed; the process that
        they are children of."""
        postgres, redis = EmbeddedPostgres(self.data_dir), EmbeddedRedis(self.data_dir)
        environment = {
            **os.environ,
            "DATA_DIR": str(self.data_dir),
            "PORT": self.shop.url.rpartition(":")[2],
            "DATABASE_URL": postgres.application_url,
            "REDIS_URL": redis.url,
            "STRIPE_STAND_IN_ADDRESS": running_product(self.data_dir)["stripe_stand_in"],
            **secret_environment(Settings(data_dir=self.data_dir)),
        }
        with (self.data_dir.parent / "hands.log").open("ab") as output:
            command = [sys.executable, "-m", "faults.job_hands", str(count)]
            hands = process.spawn(command, env=environment, cwd=ROOT, output=output)
        try:
            yield hands.pid
        finally:
            process.stop(hands, grace_seconds=10)


@asynccontextmanager
async def open_stage(seed: int, rounds: int, ends_at: float) -> AsyncIterator[Stage]:
    """A product that was started for this run and is gone afterwards. It serves the pages that `make run` serves."""
    with Lab(quick=False) as lab:
        os.environ.update(_SETTINGS)
        with lab.start_product("faults") as product:
            stage = _stage_of(lab.folder / "faults", product, random.Random(seed), rounds, ends_at)
            await stage.shop.open()
            try:
                yield stage
            finally:
                await stage.shop.close()


def _stage_of(data_dir: Path, product: Product, dice: random.Random, rounds: int, ends_at: float) -> Stage:
    database = Database(libpq_url(EmbeddedPostgres(data_dir).superuser_url))
    return Stage(
        data_dir=data_dir,
        supervisor=product.pid,
        shop=Shop(product.url, dice),
        stand_in=StandIn(running_product(data_dir)["stripe_stand_in"], data_dir / "stripe"),
        database=database,
        dice=dice,
        rounds=rounds,
        ends_at=ends_at,
        began_at=database.value("SELECT now()"),
    )
