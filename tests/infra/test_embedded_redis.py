import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from aistrategyhub.infra.embedded import process
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.infra.problems import Problem

pytestmark = pytest.mark.system


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("r d")


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedRedis]:
    with EmbeddedRedis(folder) as running:
        yield running


@pytest.fixture
def client(server: EmbeddedRedis) -> Iterator[redis.Redis]:
    with redis.from_url(server.url, decode_responses=True) as connected:
        yield connected


def test_it_answers_on_a_private_socket_and_on_no_network_port(client, server):
    assert client.set("greeting", "ciao")
    assert client.get("greeting") == "ciao"
    assert client.config_get("port") == {"port": "0"}
    socket_path = Path(client.config_get("unixsocket")["unixsocket"])
    assert socket_path.parent.stat().st_mode & 0o077 == 0


def test_a_full_server_forgets_idle_keys_that_expire_and_keeps_those_that_do_not(client):
    client.set("kept", "1")
    for number in range(70):
        client.set(f"cached:{number}", "x" * 1_000_000, ex=3600)

    assert client.get("kept") == "1"
    assert client.get("cached:69") is not None
    assert client.info("stats")["evicted_keys"] > 0


def test_it_writes_nothing_of_its_content_to_the_disk(client, server):
    client.set("secret", "value")
    client.shutdown(nosave=False)

    assert [path.name for path in server.folder.iterdir()] == ["socket"]


def test_it_starts_again_after_being_killed(folder):
    with EmbeddedRedis(folder) as server:
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        assert not server.is_running()

        server.start()
        assert server.is_running()


def test_it_ends_with_a_killed_parent(folder):
    code = (
        "import sys, time; from pathlib import Path\n"
        "from aistrategyhub.infra.embedded.redis import EmbeddedRedis\n"
        "server = EmbeddedRedis(Path(sys.argv[1])); server.start()\n"
        "print(server.process.pid, flush=True); time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True)
    server_pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()

    with EmbeddedRedis(folder) as successor:
        assert successor.is_running()
        assert not process.is_alive(server_pid)


def test_a_second_server_in_the_same_folder_is_refused(server, folder, client, monkeypatch):
    monkeypatch.setattr("aistrategyhub.infra.embedded.server._PREDECESSOR_SECONDS", 0)

    with pytest.raises(Problem, match="already runs the embedded Redis"):
        EmbeddedRedis(folder).start()
    assert client.ping()


def test_another_process_finds_it_through_the_data_folder(server, folder):
    assert EmbeddedRedis(folder).is_running()
    assert EmbeddedRedis(folder).url == server.url
    assert not EmbeddedRedis(folder / "elsewhere").is_running()
