import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from aistrategyhub.infra.embedded import process
from aistrategyhub.infra.embedded.postgres import DATABASE, EmbeddedPostgres
from aistrategyhub.infra.problems import Problem
from tests.harness.postgres import TEST_DATA

pytestmark = pytest.mark.system


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pg")


@pytest.fixture
def server(folder: Path, embedded_postgres: EmbeddedPostgres) -> Iterator[EmbeddedPostgres]:
    """A durable server of its own, with the programs that the shared one has already unpacked."""
    own = EmbeddedPostgres(folder, programs=TEST_DATA)
    yield own
    own.stop()


def ask(url: str, question: str) -> list[tuple]:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            answer = connection.execute(text(question))
            return [tuple(row) for row in answer] if answer.returns_rows else []
    finally:
        engine.dispose()


def test_each_role_reaches_the_database_with_the_rights_it_should_have(embedded_postgres):
    question = "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"

    assert ask(embedded_postgres.application_url, question) == [("hub_web", False, False)]
    assert ask(embedded_postgres.owner_url, question) == [("hub_owner", False, False)]
    assert ask(embedded_postgres.superuser_url, question)[0][:2] == ("postgres", True)


def test_the_application_owns_nothing_until_migrations_grant_it(embedded_postgres):
    ask(embedded_postgres.owner_url, "CREATE TABLE ledger (amount int)")

    with pytest.raises(Exception, match="permission denied"):
        ask(embedded_postgres.application_url, "SELECT * FROM ledger")
    ask(embedded_postgres.owner_url, "GRANT SELECT ON ledger TO hub_app")
    assert ask(embedded_postgres.application_url, "SELECT * FROM ledger") == []
    with pytest.raises(Exception, match="permission denied"):
        ask(embedded_postgres.application_url, "CREATE TABLE mine (a int)")
    ask(embedded_postgres.owner_url, "DROP TABLE ledger")


def test_the_extensions_answer(embedded_postgres):
    url = embedded_postgres.application_url

    assert ask(url, "SELECT '[1,2]'::vector <-> '[1,4]'::vector") == [(2.0,)]
    assert ask(url, "SELECT unaccent('Perché')") == [("Perche",)]
    assert ask(url, "SELECT similarity('fattura', 'fatture') > 0.4") == [(True,)]


def test_it_listens_on_no_network_port(embedded_postgres):
    assert ask(embedded_postgres.superuser_url, "SHOW listen_addresses") == [("",)]


def test_fresh_databases_start_empty_and_can_be_dropped(embedded_postgres):
    urls = embedded_postgres.fresh_database("drawer")
    ask(urls.owner, "CREATE TABLE sock (colour text)")

    again = embedded_postgres.fresh_database("drawer")
    assert ask(again.owner, "SELECT count(*) FROM pg_tables WHERE tablename = 'sock'") == [(0,)]
    copy = embedded_postgres.fresh_database("drawer_copy", template="drawer")
    assert ask(copy.owner, "SELECT current_database()") == [("drawer_copy",)]

    embedded_postgres.drop_database("drawer_copy")
    embedded_postgres.drop_database("drawer")
    embedded_postgres.drop_database("drawer")
    with pytest.raises(Exception, match="does not exist"):
        ask(again.owner, "SELECT 1")


def test_the_product_waits_for_the_disk_and_tests_do_not(server, embedded_postgres):
    server.start()

    assert ask(server.superuser_url, "SHOW fsync") == [("on",)]
    assert ask(embedded_postgres.superuser_url, "SHOW fsync") == [("off",)]


def test_what_was_committed_survives_a_killed_server(server):
    server.start()
    ask(server.owner_url, "CREATE TABLE sale (amount int); INSERT INTO sale VALUES (1220)")
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    assert not server.is_running()

    server.start()

    assert server.is_running()
    assert ask(server.owner_url, "SELECT amount FROM sale") == [(1220,)]


def test_the_server_ends_with_a_killed_parent_and_its_successor_waits_for_it(folder, embedded_postgres):
    code = (
        "import sys, time; from pathlib import Path\n"
        "from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres\n"
        "server = EmbeddedPostgres(Path(sys.argv[1]), programs=Path(sys.argv[2])); server.start()\n"
        "print(server.process.pid, flush=True); time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(TEST_DATA)], stdout=subprocess.PIPE, text=True
    )
    server_pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()

    with EmbeddedPostgres(folder, programs=TEST_DATA) as successor:
        assert not process.is_alive(server_pid)
        assert ask(successor.owner_url, "SELECT 1") == [(1,)]


def test_a_second_server_in_the_same_folder_is_refused_and_harms_nothing(server, folder, monkeypatch):
    server.start()
    monkeypatch.setattr("aistrategyhub.infra.embedded.server._PREDECESSOR_SECONDS", 0)

    with pytest.raises(Problem, match=f"Process {os.getpid()} already runs") as refusal:
        EmbeddedPostgres(folder, programs=TEST_DATA).start()
    assert refusal.value.mend == f"kill {os.getpid()}"
    assert ask(server.owner_url, "SELECT 1") == [(1,)]


def test_a_first_start_that_was_killed_halfway_is_begun_again(server):
    unfinished = server.folder / "cluster.new" / "base"
    unfinished.mkdir(parents=True)

    server.start()

    assert ask(server.owner_url, "SELECT current_database()") == [(DATABASE,)]
    assert not unfinished.exists()


def test_a_stale_pid_file_that_names_a_stranger_does_not_stop_the_start(server):
    server.start()
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    stranger = subprocess.Popen(["sleep", "60"])
    pid_file = server.folder / "cluster" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")

    server.start()

    assert server.is_running()
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_folder_too_deep_for_a_socket_gets_a_short_private_one(folder, embedded_postgres):
    deep = folder / ("deep" * 20) / ("deeper" * 10)

    with EmbeddedPostgres(deep, programs=TEST_DATA) as server:
        where = server.socket_folder
        assert len(str(where)) < 60
        assert where.stat().st_mode & 0o077 == 0
        assert EmbeddedPostgres(deep).is_running()
        assert ask(EmbeddedPostgres(deep).application_url, "SELECT 1") == [(1,)]
    assert not where.exists()


def test_a_server_that_cannot_start_says_what_its_log_says(server):
    server.start()
    server.stop()
    (server.folder / "cluster" / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(Problem, match="no_such_setting"):
        server.start()
    assert not server.is_running()


def test_stopping_disconnects_whoever_is_still_there(server):
    server.start()
    idle = psycopg.connect(server.application_url.replace("+psycopg", ""))

    began = time.monotonic()
    server.stop()

    assert time.monotonic() - began < 10
    with pytest.raises(psycopg.OperationalError):
        idle.execute("SELECT 1")


only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")


def runs_as(server: EmbeddedPostgres) -> int:
    return Path(f"/proc/{server.process.pid}").stat().st_uid


@only_root
def test_root_leaves_the_data_of_an_ordinary_user_in_their_hands(server):
    server.folder.mkdir(parents=True)
    daemon = pwd.getpwnam("daemon")
    os.chown(server.folder, daemon.pw_uid, daemon.pw_gid)

    server.start()

    assert runs_as(server) == daemon.pw_uid
    assert (server.folder / "cluster").stat().st_uid == daemon.pw_uid
    assert ask(server.application_url, "SELECT 1") == [(1,)]


@only_root
def test_root_can_keep_data_below_a_folder_that_is_closed_to_others(folder, embedded_postgres):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    os.chown(closed, 12345, 12345)

    with EmbeddedPostgres(closed / "data", programs=TEST_DATA) as server:
        assert runs_as(server) == 65534
        assert ask(server.application_url, "SELECT 1") == [(1,)]
        server_pid = server.process.pid
    assert not process.is_alive(server_pid)
