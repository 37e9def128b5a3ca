"""`hub run`: everything one machine needs to serve the product, started in order and kept running."""

import errno
import http.client
import json
import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from aistrategyhub.infra.embedded.attach import locate
from aistrategyhub.infra.embedded.folders import AlreadyLocked, exclusive_lock, private_folder
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.infra.external import check_services
from aistrategyhub.infra.installation import secret_environment
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import ROOT, Settings
from aistrategyhub.infra.supervisor import Program, Stopped, Supervisor

RUN_FILE = "run.json"
# The demo firm writes here who may sign in; what it says is shown under the addresses.
SIGN_INS_FILE = "sign-ins.txt"

_STRIPE_STAND_IN = "aistrategyhub.integrations.stripe.standin"
_HUB = (sys.executable, "-m", "aistrategyhub.cli")
# Requests and jobs under way get 20 s inside their processes; this is a little more.
_GRACE_SECONDS = 25


def run(settings: Settings, *, dev: bool = False) -> None:
    """Starts everything and returns when told to stop (Ctrl-C, SIGTERM, SIGHUP), with nothing left running.

    Raises Problem when a step cannot succeed. `dev` serves with hot reload instead of the built pages.
    """
    began = time.monotonic()
    settings = settings.model_copy(update={"data_dir": _own_data_dir(settings)})
    with _only_one(settings), suppress(Stopped), Supervisor(settings.data_dir) as supervisor:
        _check_port(settings)
        env = _start_services(settings, supervisor)
        _prepare(supervisor, env, build=not dev)
        _start_programs(settings, supervisor, env, dev=dev)
        supervisor.watch(_announce_once(settings, began))


def running_product(data_dir: Path) -> Mapping[str, object] | None:
    """What runs in this data folder (`pid`, `port`, `stripe_stand_in`), or None when nothing does."""
    try:
        with exclusive_lock(data_dir / "run.lock"):
            return None
    except AlreadyLocked:
        return json.loads((data_dir / RUN_FILE).read_text())
    except OSError:
        return None


def _own_data_dir(settings: Settings) -> Path:
    folder = private_folder(settings.data_dir.expanduser().absolute())
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Problem(f"You may not write in {folder}.", f'sudo chown -R "$(id -u)" {folder}')
    return folder


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    run_file = settings.data_dir / RUN_FILE
    try:
        with exclusive_lock(settings.data_dir / "run.lock"):
            run_file.write_text(json.dumps({"pid": os.getpid(), "port": settings.port}))
            try:
                yield
            finally:
                run_file.unlink(missing_ok=True)
    except AlreadyLocked:
        raise _already_running(settings) from None


def _already_running(settings: Settings) -> Problem:
    other = running_product(settings.data_dir) or {}
    return Problem(
        f"AIStrategyHub already runs in {settings.data_dir}"
        f" (process {other.get('pid')}, http://localhost:{other.get('port')}).",
        f"kill {other.get('pid')}  # or choose another folder: DATA_DIR=/some/where PORT=3001 make run",
    )


def _check_port(settings: Settings) -> None:
    try:
        with _listening_socket(settings.host, settings.port):
            return
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Problem(
                f"Port {settings.port} is taken by another program.", f"PORT={_free_port(settings.host)} make run"
            ) from None
        if error.errno == errno.EACCES:
            raise Problem(f"Port {settings.port} is reserved for root.", "PORT=3000 make run") from None
        raise Problem(
            f"HOST={settings.host} is not an address of this machine: {error.strerror}.", "HOST=0.0.0.0 make run"
        ) from None


def _listening_socket(host: str, port: int) -> socket.socket:
    return socket.create_server(
        (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, reuse_port=False
    )


def _free_port(host: str = "127.0.0.1") -> int:
    with _listening_socket(host, 0) as found:
        return found.getsockname()[1]


def _start_services(settings: Settings, supervisor: Supervisor) -> dict[str, str]:
    """Starts the embedded servers that are wanted and answers the environment of every child."""
    secrets = secret_environment(settings)
    postgres, redis = EmbeddedPostgres(settings.data_dir), EmbeddedRedis(settings.data_dir)
    if settings.uses_embedded_postgres:
        _say("Starting PostgreSQL")
        supervisor.start(postgres)
    if settings.uses_embedded_redis:
        _say("Starting Redis")
        supervisor.start(redis)
    found = locate(settings, postgres, redis)
    check_services(settings)
    return {
        **os.environ,
        **found.environment(),
        **secrets,
        "DATA_DIR": str(settings.data_dir),
        "PORT": str(settings.port),
        "PYTHONUNBUFFERED": "1",
    }


def _prepare(supervisor: Supervisor, env: Mapping[str, str], *, build: bool) -> None:
    _step(supervisor, env, "Bringing the database to the newest schema", "migrate")
    _step(supervisor, env, "Looking for the demo firm", "seed", "--if-empty")
    if build:
        _step(supervisor, env, "Looking at the pages", "build")


def _step(supervisor: Supervisor, env: Mapping[str, str], what: str, *command: str) -> None:
    _say(what)
    code = supervisor.run(what, [*_HUB, *command], env, ROOT)
    if code != 0:
        raise Problem(f"{what}: it did not succeed (hub {' '.join(command)} answered {code}; see above).")


def _start_programs(settings: Settings, supervisor: Supervisor, env: Mapping[str, str], *, dev: bool) -> None:
    _say("Starting web and jobs")
    stand_in = _stripe_stand_in(settings, env)
    if stand_in is not None:
        supervisor.start(stand_in)
        env = {**env, "STRIPE_STAND_IN_ADDRESS": stand_in.env["STRIPE_STAND_IN_ADDRESS"]}
        _remember(settings, stripe_stand_in=env["STRIPE_STAND_IN_ADDRESS"])
    serve = [*_HUB, "serve", *(["--dev"] if dev else [])]
    supervisor.start(Program("web", serve, env, ROOT, _GRACE_SECONDS))
    supervisor.start(Program("jobs", [sys.executable, "-m", "jobs"], env, ROOT, _GRACE_SECONDS))


def _stripe_stand_in(settings: Settings, env: Mapping[str, str]) -> Program | None:
    if settings.is_production or settings.stripe_secret_key:
        return None
    port = _free_port()
    options = {
        "--data-dir": str(settings.data_dir / "stripe"),
        "--listen": f"127.0.0.1:{port}",
        "--webhook-url": f"http://127.0.0.1:{settings.port}/api/v1/webhooks/stripe",
        "--public-url": settings.base_url,
    }
    command = [sys.executable, "-m", _STRIPE_STAND_IN, *(word for pair in options.items() for word in pair)]
    return Program("Stripe stand-in", command, {**env, "STRIPE_STAND_IN_ADDRESS": f"http://127.0.0.1:{port}"}, ROOT)


def _remember(settings: Settings, **facts: object) -> None:
    run_file = settings.data_dir / RUN_FILE
    run_file.write_text(json.dumps(json.loads(run_file.read_text()) | facts))


def _announce_once(settings: Settings, began: float):
    """A look that prints the addresses the first time the product answers."""
    announced = False

    def look() -> None:
        nonlocal announced
        if not announced and _answers(settings):
            announced = True
            _say(_welcome(settings, time.monotonic() - began))

    return look


def _answers(settings: Settings) -> bool:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host
    connection = http.client.HTTPConnection(host, settings.port, timeout=2)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/health")
        return connection.getresponse().status < 500
    return False


def _welcome(settings: Settings, seconds: float) -> str:
    lines = [f"\nAIStrategyHub is ready, after {seconds:.1f} s.", f"  Site     {settings.base_url}"]
    if not settings.is_production:
        lines.append(f"  Mailbox  {settings.base_url}/dev/mailbox")
    lines.append(f"  Data     {settings.data_dir}")
    sign_ins = settings.data_dir / SIGN_INS_FILE
    if sign_ins.exists():
        lines.append(sign_ins.read_text().rstrip())
    return "\n".join([*lines, "Ctrl-C stops it.\n"])


def _say(what: str) -> None:
    sys.stdout.write(what + "\n")
    sys.stdout.flush()
