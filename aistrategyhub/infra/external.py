"""Servers that the environment names: whether they answer, and what to do when they do not."""

import os
from urllib.parse import urlsplit

import psycopg

from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import Settings

_PATIENCE_SECONDS = 5


def check_application_database(settings: Settings) -> None:
    """Raises Problem unless DATABASE_URL, if it is set, lets us in."""
    if settings.database_url is not None:
        check_database("DATABASE_URL", settings.database_url)


def check_owner_database(settings: Settings) -> None:
    """The same for the address that migrations use; the application's login may not exist before they ran."""
    if settings.database_url is not None and settings.migration_database_url is not None:
        check_database("MIGRATION_DATABASE_URL", settings.migration_database_url)
    else:
        check_application_database(settings)


def check_database(variable: str, url: str) -> None:
    """Raises Problem, naming the variable, unless PostgreSQL lets us in at this address."""
    try:
        psycopg.connect(libpq_url(url), connect_timeout=_PATIENCE_SECONDS).close()
    except psycopg.Error as error:
        raise Problem(
            f"{variable}: {_where(url)} does not let us in: {_reason(error)}",
            _without(variable, "uses the embedded PostgreSQL instead"),
        ) from None


def check_redis(settings: Settings) -> None:
    """Raises Problem unless Redis answers at REDIS_URL, if it is set."""
    if settings.redis_url is None:
        return
    import redis

    url = settings.redis_url
    try:
        with redis.from_url(url, socket_connect_timeout=_PATIENCE_SECONDS, socket_timeout=_PATIENCE_SECONDS) as client:
            client.ping()
    except redis.RedisError as error:
        raise Problem(
            f"REDIS_URL: {_where(url)} does not answer: {_reason(error)}",
            _without("REDIS_URL", "uses the embedded Redis instead"),
        ) from None


def libpq_url(url: str) -> str:
    """The address as libpq and psycopg read it, without SQLAlchemy's driver name."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _where(url: str) -> str:
    """Host, port and database of an address: never its user's password."""
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2] or 'the local socket'}{parts.path}"


def _reason(error: Exception) -> str:
    """The heart of a driver's message: what follows the last "failed:" of its first line."""
    return str(error).strip().splitlines()[0].rpartition("failed: ")[2]


def _without(variable: str, effect: str) -> str:
    if variable in os.environ:
        return f"env -u {variable} make run  # {effect}"
    return f"sed -i '/^{variable}=/d' .env && make run  # {effect}"
