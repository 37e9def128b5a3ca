"""Grown beyond one machine: two web and three job processes on one PostgreSQL and one Redis that they did not start."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.infra.external import libpq_url
from aistrategyhub.infra.settings import ROOT
from tests.factories.sales import PERSON
from tests.harness.auditor import audit
from tests.harness.installation import Installation
from tests.harness.product import clean_environment
from tests.harness.site import free_port, wait_for
from tests.integrations.stripe.stand_in import PUBLIC_URL, StandIn

pytestmark = pytest.mark.system

SALES = 12
_HUB = [sys.executable, "-m", "aistrategyhub.cli"]
# A job process like any other, with one more job: something that is due every second.
_JOBS = [
    sys.executable,
    "-c",
    """
import asyncio
from datetime import timedelta
from aistrategyhub.core.feature import Job
from aistrategyhub.infra.logging import configure_logging
from aistrategyhub.infra.settings import get_settings
from jobs.__main__ import JobProcess

async def tick(session, payload):
    pass

configure_logging(get_settings(), role="jobs")
asyncio.run(JobProcess(get_settings(), also=[Job("prova.tick", tick, every=timedelta(seconds=1))]).run())
""",
]
_LEADS = "this process keeps the clock"


class Cluster:
    """The processes, and each web server as an installation of its own to buy from."""

    def __init__(self, folder: Path, environment: dict[str, str], database: str) -> None:
        self._folder = folder
        self._environment = environment
        self._started: list[subprocess.Popen[bytes]] = []
        self.web = [Installation(folder, f"http://localhost:{free_port()}", database) for _ in range(2)]
        self.servers: list[subprocess.Popen[bytes]] = []
        self.jobs: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        self.servers = [self._launch([*_HUB, "serve"], PORT=shop.url.rpartition(":")[2]) for shop in self.web]
        self.jobs = [self._launch(_JOBS) for _ in range(3)]
        for shop in self.web:
            shop.customer(patience=60).get("/api/v1/health")
        wait_for(lambda: all("job process ready" in self.said(process) for process in self.jobs), 60)

    def leaders(self) -> list[subprocess.Popen[bytes]]:
        """The living job processes that said they lead."""
        return [process for process in self.jobs if process.poll() is None and _LEADS in self.said(process)]

    def said(self, process: subprocess.Popen[bytes]) -> str:
        return (self._folder / f"{self._started.index(process)}.log").read_text()

    def stop(self) -> None:
        for process in self._started:
            process.terminate()
        for process in self._started:
            process.wait(30)

    def _launch(self, command: list[str], **variables: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{len(self._started)}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment | variables, stdout=log, stderr=subprocess.STDOUT
            )
        self._started.append(process)
        return process


@pytest.fixture(scope="module")
def cluster(
    built_site: Path,
    embedded_postgres: EmbeddedPostgres,
    embedded_redis: EmbeddedRedis,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    urls = embedded_postgres.fresh_database("cluster")
    stand_in = StandIn(folder / "stripe")
    environment = clean_environment(
        ENVIRONMENT="test",
        HOST="127.0.0.1",
        PUBLIC_URL=PUBLIC_URL,
        TRUSTED_PROXY_HOPS="1",
        WEB_WORKERS="1",
        SECRET_KEY="a secret that all processes share, long enough",
        DATA_DIR=str(folder),
        DATABASE_URL=libpq_url(urls.application),
        MIGRATION_DATABASE_URL=libpq_url(urls.owner),
        REDIS_URL=embedded_redis.url,
        STRIPE_STAND_IN_ADDRESS=stand_in.url,
    )
    for step in ("migrate", "seed"):
        subprocess.run([*_HUB, step], cwd=ROOT, env=environment, check=True, capture_output=True)
    running = Cluster(folder, environment, libpq_url(urls.superuser))
    stand_in.webhook_url = f"{running.web[0].url}/api/v1/webhooks/stripe"
    stand_in.start()
    try:
        running.start()
        yield running
    finally:
        running.stop()
        stand_in.stop()
        embedded_postgres.drop_database("cluster")


def test_sales_over_both_webs_are_invoiced_once_while_the_leader_is_killed(cluster: Cluster) -> None:
    shop = cluster.web[0]
    [leader] = cluster.leaders()
    customers = [web.customer(patience=10) for web in cluster.web * (SALES // 2)]
    with ThreadPoolExecutor(4) as shoppers:
        sales = shoppers.map(lambda customer: customer.buy(PERSON), customers)
        wait_for(lambda: shop.sql("SELECT count(*) AS n FROM work WHERE job = 'prova.tick'")[0]["n"] > 2, 20)
        leader.send_signal(signal.SIGKILL)
        leader.wait()
        wait_for(lambda: len(cluster.leaders()) == 1, 60)
        orders = list(sales)
    wait_for(lambda: audit(shop, orders) == [], 60, lambda: "\n".join(audit(shop, orders)))
    for server in cluster.servers:
        assert "/api/v1/checkout/create-order" in cluster.said(server)


def test_one_clock_asks_for_each_moment_once_and_for_most_though_its_process_died(cluster: Cluster) -> None:
    before = len(ticks(cluster.web[0]))
    wait_for(lambda: len(ticks(cluster.web[0])) > before + 5, 20)
    moments = ticks(cluster.web[0])
    assert len(moments) == len(set(moments))
    assert len(moments) > (moments[-1] - moments[0]) / timedelta(seconds=1) / 2
    locks = "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND objid = 7304118 AND granted"
    assert cluster.web[0].sql(f"{locks} AND database = (SELECT oid FROM pg_database WHERE datname = 'cluster')") == [
        {"n": 1}
    ]


def ticks(installation: Installation) -> list[datetime]:
    """The moments for which the planted job was asked for, oldest first."""
    rows = installation.sql("SELECT key FROM work WHERE job = 'prova.tick'")
    return sorted(datetime.fromisoformat(row["key"].split(":", 3)[3]) for row in rows)


def test_every_job_process_takes_part_and_is_counted(cluster: Cluster) -> None:
    living = [process for process in cluster.jobs if process.poll() is None]
    rows = cluster.web[0].sql("SELECT pid FROM job_processes WHERE seen_at > now() - interval '40 seconds'")
    assert {process.pid for process in living} <= {row["pid"] for row in rows}
    wait_for(lambda: all("work done" in cluster.said(process) for process in living), 30)
