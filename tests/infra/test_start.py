"""What `hub run` refuses before it starts anything: one sentence, one command, no traceback."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aistrategyhub.infra.running import remember, running_product, the_only_one
from aistrategyhub.infra.settings import ROOT

pytestmark = pytest.mark.system


@pytest.fixture
def hub(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `hub` in an empty installation with these variables and no others of ours."""

    def call(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path),
            "PORT": str(free_port()),
            "HOST": "127.0.0.1",
            **variables,
        }
        return subprocess.run(
            [sys.executable, "-m", "aistrategyhub.cli", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return call


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def assert_refused(done: subprocess.CompletedProcess[str], *parts: str, status: int = 1) -> None:
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    for part in parts:
        assert part in done.stderr


def test_a_taken_port_is_named_with_a_command_that_works(hub):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = hub("run", PORT=str(port))

    assert_refused(done, f"Port {port} is taken by another program.")
    offered = int(done.stderr.split("PORT=")[1].split()[0])
    socket.create_server(("127.0.0.1", offered)).close()


def test_an_address_that_is_not_ours_is_named(hub):
    assert_refused(hub("run", HOST="203.0.113.7"), "HOST=203.0.113.7 is not an address of this machine")


def test_a_second_run_in_the_same_data_folder_says_where_the_first_is(hub, tmp_path):
    with the_only_one(tmp_path, port=3456):
        done = hub("run")

    assert_refused(done, "already runs in", f"process {os.getpid()}", "http://localhost:3456", f"kill {os.getpid()}")


def test_the_note_of_a_killed_product_is_not_believed(tmp_path):
    (tmp_path / "run.lock").touch()
    (tmp_path / "run.json").write_text('{"pid": 1, "port": 3000}')

    assert running_product(tmp_path) is None
    with the_only_one(tmp_path, port=4000):
        remember(tmp_path, stripe_stand_in="http://127.0.0.1:5000")
        assert running_product(tmp_path) == {
            "pid": os.getpid(),
            "port": 4000,
            "stripe_stand_in": "http://127.0.0.1:5000",
        }
    assert running_product(tmp_path) is None


@pytest.mark.parametrize(
    ("variables", "parts", "status"),
    [
        ({"PORT": "web"}, ["PORT: Input should be a valid integer"], os.EX_CONFIG),
        ({"PORT": "70000"}, ["PORT: Input should be less than or equal to 65535"], os.EX_CONFIG),
        ({"ENVIRONMENT": "live"}, ["ENVIRONMENT: Input should be 'development', 'test' or 'production'"], os.EX_CONFIG),
        ({"DATABASE_URL": "mysql://u:secret@h/d"}, ["DATABASE_URL: should look like postgresql://"], os.EX_CONFIG),
        ({"REDIS_URL": "localhost:6379"}, ["REDIS_URL: should look like redis://"], os.EX_CONFIG),
        ({"ENVIRONMENT": "production"}, ["SECRET_KEY is not set", "export SECRET_KEY="], os.EX_CONFIG),
    ],
)
def test_a_wrong_variable_stops_the_start_with_its_name(hub, variables, parts, status):
    done = hub("run", **variables)

    assert_refused(done, *parts, status=status)
    assert "u:secret" not in done.stderr


@pytest.mark.parametrize("command", ["run", "migrate", "seed"])
def test_an_unreachable_database_is_said_without_its_password(hub, command, tmp_path):
    done = hub(command, DATABASE_URL=f"postgresql://hub:hunter2@127.0.0.1:{free_port()}/hub")

    assert_refused(done, "DATABASE_URL: 127.0.0.1:", "Connection refused", "env -u DATABASE_URL make run")
    assert "hunter2" not in done.stdout + done.stderr
    assert not (tmp_path / "redis").exists()


def test_a_database_that_refuses_us_is_said_with_its_own_words(hub, embedded_postgres):
    url = embedded_postgres.database("no_such_database").owner

    assert_refused(hub("migrate", DATABASE_URL=url), "DATABASE_URL:", 'database "no_such_database" does not exist')


def test_an_unreachable_redis_is_named(hub, embedded_postgres):
    done = hub("run", DATABASE_URL=embedded_postgres.owner_url, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")

    assert_refused(done, "REDIS_URL: 127.0.0.1:", "env -u REDIS_URL make run")


def test_a_schema_from_the_future_is_refused(hub, embedded_postgres):
    urls = embedded_postgres.fresh_database("future")
    assert hub("migrate", DATABASE_URL=urls.owner).returncode == 0
    with embedded_postgres._administer("future") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from_next_year'")

    for command in ("migrate", "jobs"):
        done = hub(command, DATABASE_URL=urls.owner, REDIS_URL="redis://127.0.0.1:1/0")
        assert_refused(done, "revision from_next_year, which this version of the program does not know")
    embedded_postgres.drop_database("future")


def test_a_database_that_was_never_migrated_is_refused_by_jobs(hub, embedded_postgres):
    urls = embedded_postgres.fresh_database("untouched")

    done = hub("jobs", DATABASE_URL=urls.owner, REDIS_URL="redis://127.0.0.1:1/0")

    assert_refused(done, "The database is at revision none", "hub migrate")
    embedded_postgres.drop_database("untouched")
