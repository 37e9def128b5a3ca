"""A command finds the embedded servers that another process started, or starts them for itself."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from aistrategyhub.infra.embedded import services
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.infra.external import libpq_url
from aistrategyhub.infra.settings import Settings

pytestmark = pytest.mark.system

_HOLDER = """
import sys, time
from pathlib import Path
from aistrategyhub.infra.embedded import services
from aistrategyhub.infra.settings import Settings
with services(Settings(_env_file=None, data_dir=Path(sys.argv[1]))) as found:
    print(found.database_url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sv")


@pytest.fixture(autouse=True)
def embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


def settings_for(data_dir: Path, **others: object) -> Settings:
    return Settings(_env_file=None, data_dir=data_dir, **others)


def who_am_i(url: str) -> str:
    with psycopg.connect(libpq_url(url)) as connection:
        return connection.execute("SELECT current_user").fetchone()[0]


def hold(data_dir: Path) -> tuple[subprocess.Popen, str]:
    """Another process that uses the services until it is told to end."""
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(data_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    return holder, holder.stdout.readline().strip()


def let_go(holder: subprocess.Popen) -> None:
    holder.stdin.close()
    holder.wait(30)
    holder.stdout.close()


@pytest.fixture
def other(data_dir: Path) -> Iterator[tuple[subprocess.Popen, str]]:
    holder, url = hold(data_dir)
    yield holder, url
    if holder.poll() is None:
        let_go(holder)


def test_servers_run_for_the_duration_of_the_block(data_dir):
    with services(settings_for(data_dir)) as found:
        assert who_am_i(found.database_url) == "hub_web"
        assert who_am_i(found.migration_database_url) == "hub_owner"
        with redis.from_url(found.redis_url) as client:
            assert client.ping()

    assert not EmbeddedPostgres(data_dir).is_running()
    assert not EmbeddedRedis(data_dir).is_running()


def test_servers_of_another_process_are_used_and_left_running(data_dir, other):
    with services(settings_for(data_dir)) as found:
        assert found.database_url == other[1]
        assert who_am_i(found.database_url) == "hub_web"

    assert EmbeddedPostgres(data_dir).is_running()
    assert EmbeddedRedis(data_dir).is_running()


def test_whoever_started_the_servers_waits_for_those_who_use_them(data_dir, other):
    holder, _ = other
    with services(settings_for(data_dir)) as found:
        holder.stdin.close()
        with pytest.raises(subprocess.TimeoutExpired):
            holder.wait(1)
        assert who_am_i(found.database_url) == "hub_web"
    holder.wait(20)

    assert not EmbeddedPostgres(data_dir).is_running()


def test_two_commands_started_together_share_one_server(data_dir):
    answers: list[str] = []

    def ask() -> None:
        holder, url = hold(data_dir)
        answers.append(who_am_i(url))
        time.sleep(0.3)
        let_go(holder)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert answers == ["hub_web"] * 3


def test_servers_of_a_killed_process_are_started_again(data_dir, other):
    holder, _ = other
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()

    with services(settings_for(data_dir)) as found:
        assert who_am_i(found.database_url) == "hub_web"


def test_named_servers_are_used_as_they_are_and_nothing_is_started(tmp_path, embedded_postgres):
    named = settings_for(tmp_path, database_url=embedded_postgres.application_url, redis_url="redis://127.0.0.1:1/0")

    with services(named) as found:
        assert found.database_url == embedded_postgres.application_url
        assert found.migration_database_url == embedded_postgres.application_url
        assert found.redis_url == "redis://127.0.0.1:1/0"

    assert not (tmp_path / "postgres").exists()
    assert not (tmp_path / "redis").exists()
