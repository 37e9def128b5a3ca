"""The product's own web processes with the probes among their handlers, and somebody of every role signed in."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from sqlalchemy import update

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.features.accounts.models import Challenge, ChallengeKind, Person
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.accounts.service import sign_out
from aistrategyhub.features.accounts.service.sessions import open_session
from aistrategyhub.infra import csp, db
from aistrategyhub.infra.embedded.postgres import DatabaseUrls, EmbeddedPostgres
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.infra.settings import ROOT
from tests.harness.callers import CHALLENGED, EMAIL_OF, ROLE_OF
from tests.harness.canaries import plant_canaries
from tests.harness.database import connected
from tests.harness.site import free_port, wait_for
from tests.harness.sockets import Socket

_SERVE = """
from aistrategyhub.infra import web_server
from aistrategyhub.infra.settings import get_settings

web_server.APPLICATION = "{application}"
web_server.serve(get_settings())
"""
_PAGE = "<!doctype html><title>Prova</title>"


@dataclass
class GuardedSite:
    """Running web processes on a demo firm of their own. `cookies` are of roles, and of sessions that ended;
    `canaries` the tables that hold some."""

    port: int
    log: Path
    database: DatabaseUrls
    tenant_id: UUID
    cookies: dict[str, str | None] = field(default_factory=dict)
    canaries: set[str] = field(default_factory=set)
    redis_url: str | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def socket(self, who: str = "anonymous", **options: Any) -> Socket:
        """A tab of somebody, not opened yet."""
        return Socket(self.port, cookie=self.cookies[who], **options)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Asks the database as its administrator."""
        with psycopg.connect(self.database.superuser.replace("+psycopg", "")) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def row_counts(self) -> dict[str, int]:
        """How many rows each table has that somebody may change."""
        counts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in self.tables())
        return dict(self.sql(counts))

    def tables(self) -> list[str]:
        """All tables but those of the machinery: the schema's revision, and the log, in which refusals leave a line."""
        names = self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in names if name not in ("alembic_version", "system_logs")]

    async def new_cookie(self, who: str) -> str:
        """The cookie of a new session of somebody, by role or name."""
        async with connected(self.database), db.unit_of_work(self.tenant_id) as session:
            person = await find_person_by_email(session, EMAIL_OF[who])
            signed_in = await open_session(session, person, methods=["password"], ip_address=None, user_agent="tests")
        return signed_in.token

    async def new_challenge(self) -> str:
        """What a browser holds whose owner has shown the password and not yet the second factor, in both cookies."""
        token = new_token()
        async with connected(self.database), db.unit_of_work(self.tenant_id) as session:
            person = await find_person_by_email(session, EMAIL_OF[Role.SUPER_ADMIN])
            session.add(
                Challenge(
                    kind=ChallengeKind.SECOND_FACTOR,
                    token_fingerprint=fingerprint(token),
                    user_id=person.id,
                    data={"methods": ["password"]},
                    expires_at=now() + timedelta(hours=1),
                )
            )
        return f"{token}; __Host-challenge={token}"

    async def end_session(self, cookie: str) -> None:
        """Signs the session out somewhere else."""
        async with connected(self.database, self.redis_url), db.unit_of_work(self.tenant_id) as session:
            await sign_out(session, cookie)

    async def switch(self, role: Role, *, is_active: bool) -> None:
        """Shuts the accounts of a role, or opens them again, as another process of the product would."""
        async with connected(self.database, self.redis_url), db.unit_of_work(self.tenant_id) as session:
            await session.execute(update(Person).where(Person.role == role).values(is_active=is_active))


@pytest.fixture(scope="session")
async def guarded_site(
    embedded_postgres: EmbeddedPostgres,
    demo_template: str,
    embedded_redis: EmbeddedRedis,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[GuardedSite]:
    """Two web processes on one database and one Redis."""
    site = await found_site(embedded_postgres, "guarded", demo_template, tmp_path_factory.mktemp("guarded"))
    with serving(site, site.log.parent, embedded_redis):
        yield site


@pytest.fixture
def fresh_site(guarded_site: GuardedSite, embedded_redis: EmbeddedRedis, tmp_path: Path) -> Iterator[GuardedSite]:
    """Two more processes beside those, which have logged nothing yet."""
    site = replace(guarded_site, port=free_port(), log=tmp_path / "web.log")
    with serving(site, tmp_path, embedded_redis):
        yield site


async def found_site(postgres: EmbeddedPostgres, name: str, template: str, folder: Path) -> GuardedSite:
    """The demo firm in a new database of this name, with everybody signed in; nothing serves it yet."""
    urls = postgres.fresh_database(name, template=template)
    site = GuardedSite(free_port(), folder / "web.log", urls, _tenant_of(urls))
    site.canaries = plant_canaries(urls.superuser)
    await _sign_everybody_in(site)
    return site


def _tenant_of(urls: DatabaseUrls) -> UUID:
    with psycopg.connect(urls.superuser.replace("+psycopg", "")) as connection:
        ((tenant_id,),) = connection.execute("SELECT id FROM tenants").fetchall()
    return tenant_id


async def _sign_everybody_in(site: GuardedSite) -> None:
    for who in ROLE_OF:
        site.cookies[who] = await site.new_cookie(who)
    site.cookies |= {"anonymous": None, "forged": new_token()}
    site.cookies["expired"] = expired = await site.new_cookie(Role.SUPER_ADMIN)
    site.sql("UPDATE sessions SET expires_at = now() WHERE token_fingerprint = %s", fingerprint(expired))
    site.cookies["revoked"] = await site.new_cookie(Role.SUPER_ADMIN)
    await site.end_session(site.cookies["revoked"])
    site.cookies[CHALLENGED] = await site.new_challenge()


@contextmanager
def serving(
    site: GuardedSite, folder: Path, redis: EmbeddedRedis, application: str = "tests.harness.probes:app", **more: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Two web processes with this application, gone when the block ends. `more` are settings."""
    site.redis_url = redis.url
    web = folder / "web"
    _write_empty_build(web / "build" / "client")
    variables = {
        "ENVIRONMENT": "test",
        "HOST": "127.0.0.1",
        "PORT": str(site.port),
        "WEB_WORKERS": "2",
        "LOG_FORMAT": "json",
        "DATA_DIR": str(folder),
        "REFLEX_WEB_WORKDIR": str(web),
        "DATABASE_URL": site.database.application,
        "REDIS_URL": redis.url,
        "SECRET_KEY": "a secret for tests only, long enough to sign with",
        **more,
    }
    with site.log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE.format(application=application)],
            cwd=ROOT,
            env=os.environ | variables,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(lambda: _answers(site, process), 180, site.log.read_text)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(site: GuardedSite, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, site.log.read_text()
    with suppress(httpx.TransportError):
        return httpx.get(f"{site.url}/ping").status_code == 200
    return False


def _write_empty_build(site: Path) -> None:
    site.mkdir(parents=True)
    for page in ("index.html", csp.FALLBACK):
        (site / page).write_text(_PAGE)
    (site / csp.HASHES_FILE).write_text(json.dumps({"index.html": [], csp.FALLBACK: []}))
