"""A real PostgreSQL for tests: started once per test process, its data folder kept for the next run."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import psycopg
import pytest

from aistrategyhub.infra.embedded.folders import AlreadyLocked, exclusive_lock
from aistrategyhub.infra.embedded.postgres import DATABASE, EmbeddedPostgres
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import ROOT

TEST_DATA = ROOT / ".data" / "test"


@pytest.fixture(scope="session")
def test_data_dir() -> Iterator[Path]:
    """A data folder that no other test process uses now; the next run finds what this one left in it."""
    TEST_DATA.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        yield _free_folder(held)


@pytest.fixture(scope="session")
def embedded_postgres(test_data_dir: Path) -> Iterator[EmbeddedPostgres]:
    """A running server with no database but an empty `hub`; make more with `fresh_database(name)`.

    It does not wait for the disk, so it is fast; its data is thrown away when a crash has spoilt it.
    """
    server = EmbeddedPostgres(test_data_dir, durable=False, programs=TEST_DATA)
    try:
        server.start()
    except Problem:
        shutil.rmtree(server.folder, ignore_errors=True)
        server.start()
    with ExitStack() as running:
        running.callback(server.stop)
        _drop_leftovers(server)
        yield server


def _free_folder(held: ExitStack) -> Path:
    for number in count():
        try:
            held.enter_context(exclusive_lock(TEST_DATA / f"{number}.lock"))
        except AlreadyLocked:
            continue
        folder = TEST_DATA / str(number)
        folder.mkdir(exist_ok=True)
        return folder
    raise AssertionError("unreachable: count() never ends")


def _drop_leftovers(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.superuser_url.replace("+psycopg", "")) as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate").fetchall()
    for (name,) in names:
        if name not in (DATABASE, "postgres"):
            server.drop_database(name)
    server.fresh_database(DATABASE)
