"""Serves the product: granian with one Reflex application per worker, and the built pages beside it."""

import gc
import os
import signal
import sys
from importlib import import_module

from granian import Granian
from granian._internal import load_target
from granian.constants import HTTPModes, Interfaces
from starlette.types import ASGIApp

from aistrategyhub.infra.embedded.process import die_with_parent, spawn, stop
from aistrategyhub.infra.frontend import check_built, reflex_environment, web_dir
from aistrategyhub.infra.http.edge import NoSuchAddress
from aistrategyhub.infra.logging import GRANIAN_LOGGING, configure_logging
from aistrategyhub.infra.metrics.serving import start_metrics
from aistrategyhub.infra.pages import BuiltPages
from aistrategyhub.infra.ports import check_port
from aistrategyhub.infra.settings import ROOT, Settings, get_settings
from aistrategyhub.infra.telemetry import start_telemetry

APPLICATION = "aistrategyhub.aistrategyhub:app"
_ROOMS = "aistrategyhub.registry"

_GRACE_SECONDS = 20


def serve(settings: Settings) -> None:
    """Serves on `settings.port` until SIGTERM or SIGINT; requests under way get 20 s to finish.

    A worker that dies is started again; workers die with this process. Raises Problem when the pages are not built or
    the port is not to be had.
    """
    check_built()
    check_port(settings.host, settings.port)
    os.environ.update(_web_environment(settings))
    os.chdir(ROOT)
    _load_what_workers_share()
    start_metrics(settings)
    server = Granian(
        APPLICATION,
        factory=True,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        address=settings.host,
        port=settings.port,
        workers=settings.web_workers,
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE_SECONDS,
        log_access=False,
        log_dictconfig=GRANIAN_LOGGING,
    )
    server.serve(target_loader=_load_in_worker)


def dev(settings: Settings) -> int:
    """Serves with hot reload until SIGTERM or SIGINT, for whoever is changing the code: the last thing a process does.

    Returns the exit status of `reflex run`.
    """
    env = {
        **reflex_environment(),
        **_redis_environment(settings),
        "REFLEX_FRONTEND_PORT": str(settings.port),
        "REFLEX_BACKEND_PORT": str(settings.port + 1),
        "REFLEX_BACKEND_HOST": "127.0.0.1",
        "REFLEX_API_URL": f"http://localhost:{settings.port + 1}",
    }
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # In a session of its own: Reflex's development server leaves its children behind when it is asked to stop.
    process = spawn([sys.executable, "-m", "reflex", "run", "--env", "dev"], env=env, cwd=ROOT)
    try:
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        # Whoever stops us asks more than once, and no time after the first may cut this or the way out short.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        stop(process, first=signal.SIGINT, grace_seconds=3)


def _load_what_workers_share() -> None:
    """Imports the rooms before the workers are forked, so that one that died is replaced in a moment and their code is
    in memory once. The application itself is made in each worker: Reflex gives it an identity of its own."""
    import_module(_ROOMS).features()
    gc.freeze()


def _load_in_worker(target: str) -> ASGIApp:
    # The fork brought the server's own handlers along, and a worker that is loading would not hear a stop.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    die_with_parent(signal.SIGKILL)
    configure_logging(get_settings(), role="web")
    start_telemetry(get_settings(), role="web")
    return BuiltPages(NoSuchAddress(load_target(target, factory=True)))


def _web_environment(settings: Settings) -> dict[str, str]:
    return {
        "REFLEX_WEB_WORKDIR": str(web_dir()),
        "REFLEX_STATES_WORKDIR": str(web_dir() / "states"),
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "0",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        **_redis_environment(settings),
    }


def _redis_environment(settings: Settings) -> dict[str, str]:
    return {"REFLEX_REDIS_URL": settings.redis_url} if settings.redis_url else {}
