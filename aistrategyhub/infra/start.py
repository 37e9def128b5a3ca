"""`hub run`: everything one machine needs to serve the product, started in order and kept running."""

import http.client
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from aistrategyhub.infra.embedded.attach import locate
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.infra.external import check_owner_database, check_redis
from aistrategyhub.infra.installation import secret_environment, with_data_folder
from aistrategyhub.infra.ports import check_port, free_port
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.running import remember, the_only_one
from aistrategyhub.infra.settings import ROOT, Settings
from aistrategyhub.infra.supervisor import Program, Stopped, Supervisor

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
    settings = with_data_folder(settings)
    with the_only_one(settings.data_dir, port=settings.port):
        for port in (settings.port, settings.port + 1) if dev else (settings.port,):
            check_port(settings.host, port)
        check_owner_database(settings)
        check_redis(settings)
        secrets = secret_environment(settings)
        with suppress(Stopped), Supervisor(settings.data_dir) as supervisor:
            env = _start_servers(settings, supervisor) | secrets
            _prepare(supervisor, env, build=not dev)
            _start_programs(settings, supervisor, env, dev=dev)
            supervisor.watch(_announce_once(settings, began))


def _start_servers(settings: Settings, supervisor: Supervisor) -> dict[str, str]:
    """Starts the embedded servers that are wanted, and answers the environment in which every child finds them."""
    postgres, redis = EmbeddedPostgres(settings.data_dir), EmbeddedRedis(settings.data_dir)
    if settings.uses_embedded_postgres:
        _say("Starting PostgreSQL")
        supervisor.start(postgres)
    if settings.uses_embedded_redis:
        _say("Starting Redis")
        supervisor.start(redis)
    here = {"DATA_DIR": str(settings.data_dir), "PORT": str(settings.port), "PYTHONUNBUFFERED": "1"}
    return {**os.environ, **locate(settings, postgres, redis).environment(), **here}


def _prepare(supervisor: Supervisor, env: Mapping[str, str], *, build: bool) -> None:
    _step(supervisor, env, "Bringing the database to the newest schema", "migrate")
    _step(supervisor, env, "Looking for the demo firm", "seed", "--if-empty")
    if build:
        _step(supervisor, env, "Looking at the pages", "build")


def _step(supervisor: Supervisor, env: Mapping[str, str], what: str, *command: str) -> None:
    _say(what)
    code = supervisor.run(Program(what, [*_HUB, *command], env, ROOT, _GRACE_SECONDS))
    if code != 0:
        raise Problem(f"{what}: it did not succeed; what is above says why.", f".venv/bin/hub {' '.join(command)}")


def _start_programs(settings: Settings, supervisor: Supervisor, env: Mapping[str, str], *, dev: bool) -> None:
    _say("Starting web and jobs")
    if not settings.is_production and not settings.stripe_secret_key:
        address = f"127.0.0.1:{free_port()}"
        env = {**env, "STRIPE_STAND_IN_ADDRESS": f"http://{address}"}
        remember(settings.data_dir, stripe_stand_in=f"http://{address}")
        supervisor.start(_stripe_stand_in(settings, address, env))
    serve = [*_HUB, "serve", *(["--dev"] if dev else [])]
    supervisor.start(Program("web", serve, env, ROOT, _GRACE_SECONDS))
    supervisor.start(Program("jobs", [sys.executable, "-m", "jobs"], env, ROOT, _GRACE_SECONDS))


def _stripe_stand_in(settings: Settings, address: str, env: Mapping[str, str]) -> Program:
    options = {
        "--data-dir": str(settings.data_dir / "stripe"),
        "--listen": address,
        "--webhook-url": f"http://127.0.0.1:{settings.port}/api/v1/webhooks/stripe",
        "--public-url": settings.base_url,
    }
    command = [sys.executable, "-m", _STRIPE_STAND_IN, *(word for pair in options.items() for word in pair)]
    return Program("Stripe stand-in", command, env, ROOT)


def _announce_once(settings: Settings, began: float) -> Callable[[], None]:
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
