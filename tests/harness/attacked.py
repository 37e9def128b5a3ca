"""A site of its own for attacks: whatever they do to its rows is put back."""

import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from aistrategyhub.core.ids import fingerprint
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from bench.processes import memory
from tests.harness.callers import EMAIL_OF, OTHER_CUSTOMER, ROLE_OF
from tests.harness.guarded import GuardedSite, found_site, serving
from tests.harness.tables import remember, rows_about

# What limits traffic is tried elsewhere; here it would answer instead of what is attacked.
_WIDE = {"RATE_LIMIT_FACTOR": "1000"}


@dataclass
class AttackedSite:
    """A running site, and what its attacker knows: ids of things that are another customer's."""

    site: GuardedSite
    process: subprocess.Popen[bytes]
    foreign_ids: list[str]
    victim: str
    _fresh: dict[str, tuple[str, list[tuple[dict[str, Any]]]]] = field(default_factory=dict)

    async def freshly(self, who: str) -> GuardedSite:
        """The site with a session for this caller that is as it was made: the last one, unless somebody has ended or
        changed it or `put_back` has forgotten it."""
        if who not in ROLE_OF:
            return self.site
        cookie, as_made = self._fresh.get(who, ("", []))
        if not as_made or self._session_of(cookie) != as_made:
            cookie = await self.site.new_cookie(who)
            self._fresh[who] = cookie, self._session_of(cookie)
        return replace(self.site, cookies=self.site.cookies | {who: cookie})

    def _session_of(self, cookie: str) -> list[tuple[dict[str, Any]]]:
        row = "SELECT to_jsonb(s) - 'last_used_at' - 'expires_at' FROM sessions s WHERE token_fingerprint = %s"
        return self.site.sql(row, fingerprint(cookie))

    def memory_mb(self) -> float:
        """What its processes hold, each page counted once."""
        return sum(one.pss for one in memory(self.process.pid))


@pytest.fixture(scope="session")
async def attacked(
    embedded_postgres: EmbeddedPostgres,
    demo_template: str,
    embedded_redis: EmbeddedRedis,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[AttackedSite]:
    """Two web processes on a demo firm that only attacks touch."""
    site = await found_site(embedded_postgres, "attacked", demo_template, tmp_path_factory.mktemp("attacked"))
    ((victim,),) = site.sql("SELECT id::text FROM users WHERE email = %s", EMAIL_OF[OTHER_CUSTOMER])
    remember(site)
    with serving(site, site.log.parent, embedded_redis, **_WIDE) as process:
        yield AttackedSite(site, process, sorted(rows_about(site, victim)[""]), victim)
