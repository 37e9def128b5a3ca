"""T5 of the security notes: faults are planted, and the sweeps must see each of them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from tests.harness.attacked import AttackedSite
from tests.harness.attempts import STATE
from tests.harness.callers import EMAIL_OF, OTHER_CUSTOMER
from tests.harness.guarded import GuardedSite, serving
from tests.harness.hostile import SECRET, Attack
from tests.harness.site import free_port
from tests.harness.sweep import allowed_sweep, faults_in, refused_sweep
from tests.harness.tables import fingerprints, put_back

_PLANTED = f"{STATE}.tests___harness___planted____planted_state"


@pytest.fixture(scope="module")
def broken_site(
    attacked: AttackedSite, embedded_redis: EmbeddedRedis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[GuardedSite]:
    """The attacked site, served by a product with faults."""
    folder: Path = tmp_path_factory.mktemp("planted")
    site = replace(attacked.site, port=free_port(), log=folder / "web.log")
    with serving(site, folder, embedded_redis, "tests.harness.planted:app", RATE_LIMIT_FACTOR="1000"):
        yield site
    put_back(site)


def planted(name: str, **payload: str) -> Attack:
    return Attack(f"{_PLANTED}.{name}", payload)


async def test_a_handler_without_guard_is_seen(broken_site: GuardedSite):
    before = fingerprints(broken_site)
    findings = await refused_sweep(broken_site, "anonymous", [planted("without_guard", note="x")])
    assert {finding.what for finding in findings} >= {"0 answers", f"changed ['{_PLANTED}']"}
    after = fingerprints(broken_site)
    assert "audit_logs" in [table for table in before if before[table] != after[table]]


async def test_a_handler_that_writes_before_its_guard_is_seen_in_the_tables_alone(broken_site: GuardedSite):
    before = fingerprints(broken_site)
    attack = planted("writes_before_its_guard", note="x")
    assert await refused_sweep(broken_site, "customer", [attack]) == []
    assert fingerprints(broken_site) != before


async def test_a_handler_that_repeats_what_it_hears_is_seen_in_the_log(broken_site: GuardedSite):
    await allowed_sweep(broken_site, "anonymous", [planted("repeats", word=SECRET)], [])
    assert SECRET in broken_site.log.read_text()


async def test_a_handler_that_breaks_is_seen_by_its_answer_and_in_the_log(broken_site: GuardedSite):
    (finding,) = await allowed_sweep(broken_site, "anonymous", [planted("breaks", word="x")], [])
    assert finding.what == "fault"
    assert [found for found in faults_in(broken_site.log) if "ZeroDivisionError" in found.what]


async def test_a_handler_that_tells_of_others_is_seen(broken_site: GuardedSite):
    secret = EMAIL_OF[OTHER_CUSTOMER]
    (finding,) = await allowed_sweep(broken_site, "customer", [planted("tells")], [secret])
    assert finding.what == f"told {secret}"


async def test_arguments_that_should_not_fit_and_do_are_seen(broken_site: GuardedSite):
    attack = replace(planted("without_guard", note="x"), is_misfit=True)
    (finding,) = await allowed_sweep(broken_site, "customer", [attack], [])
    assert finding.what == "misfit accepted"
