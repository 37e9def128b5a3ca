"""A site of its own for attacks: whatever they do to its rows is put back."""

import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

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

    async def freshly(self, who: str) -> GuardedSite:
        """The site with a new session for this caller, who may end it; `put_back` forgets it."""
        if who not in ROLE_OF:
            return self.site
        return replace(self.site, cookies=self.site.cookies | {who: await self.site.new_cookie(who)})

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
