"""T1 of the security notes: every handler, eleven callers, arguments that a seed makes and that mean harm.

ATTACK_ROUNDS=50 attacks each handler fifty times, ATTACK_SEED=7 in another way.
"""

import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random

import pytest
from reflex_base.utils.format import format_event_handler

from aistrategyhub.core.access import Role
from aistrategyhub.ui.feedback import FaultState
from tests.harness.attacked import AttackedSite
from tests.harness.callers import EMAIL_OF, EVERYBODY, OTHER_CUSTOMER, ROLE_OF
from tests.harness.guarded import GuardedSite
from tests.harness.handlers import is_allowed, our_handlers
from tests.harness.hostile import SECRET, Attack, Attacker
from tests.harness.probes import probe
from tests.harness.sweep import Finding, allowed_sweep, faults_in, refused_sweep
from tests.harness.tables import fingerprints, put_back, rows_about

ROUNDS = int(os.environ.get("ATTACK_ROUNDS", "1"))
SEED = int(os.environ.get("ATTACK_SEED", "3"))
MOST_LOG_BYTES_PER_BAD_EVENT = 200
MOST_GROWTH_MB = 50

Sweep = Callable[[GuardedSite, str, list[Attack]], Awaitable[list[Finding]]]

# Probes that break, tell or tick on purpose; and what a page's broken script says is meant for the log.
_ON_PURPOSE = {
    *(probe(name) for name in ("fail", "read", "read_own", "tick")),
    format_event_handler(FaultState.event_handlers["note"]),
}


def attacks(who: str, *, allowed: bool, misfit: bool, ids: list[str]) -> list[Attack]:
    """What this caller tries, on the handlers that are for them or on the others."""
    attacker = Attacker(Random(f"{SEED} {who} {allowed} {misfit}"), ids)
    make = attacker.misfits if misfit else attacker.fitting
    made = [
        make(name, registered)
        for name, registered in our_handlers()
        if name not in _ON_PURPOSE and is_allowed(registered, who) is allowed
        for _ in range(ROUNDS)
    ]
    attacker.random.shuffle(made)
    return made


@dataclass(frozen=True)
class Swept:
    """What came of many attacks of one caller, and what they wrote into the log."""

    sent: int
    findings: list[Finding]
    has_changed_rows: bool
    faults: list[Finding]
    written: str


async def swept(site: GuardedSite, who: str, sweep: Sweep, tried: list[Attack]) -> Swept:
    before, since = fingerprints(site), _size(site)
    findings = await sweep(site, who, tried)
    has_changed_rows = fingerprints(site) != before
    return Swept(len(tried), findings, has_changed_rows, faults_in(site.log, since), site.log.read_text()[since:])


class Misfits:
    """Arguments that cannot fit, of each caller: every sweep is made once, whoever asks what came of it."""

    def __init__(self, attacked: AttackedSite) -> None:
        self._attacked = attacked
        self._made: dict[tuple[str, bool], Swept] = {}

    async def of(self, who: str, *, allowed: bool) -> Swept:
        if (who, allowed) not in self._made:
            tried = attacks(who, allowed=allowed, misfit=True, ids=self._attacked.foreign_ids)
            sweep = allowed_misfits if allowed else refused_sweep
            self._made[who, allowed] = await swept(self._attacked.site, who, sweep, tried)
        return self._made[who, allowed]


async def allowed_misfits(site: GuardedSite, who: str, tried: Sequence[Attack]) -> list[Finding]:
    return await allowed_sweep(site, who, tried, [])


@pytest.fixture(scope="module")
def misfits(attacked: AttackedSite) -> Misfits:
    return Misfits(attacked)


class TestRefused:
    @pytest.mark.parametrize("who", EVERYBODY)
    async def test_who_may_not_changes_and_sees_nothing(self, attacked: AttackedSite, misfits: Misfits, who: str):
        fitting = attacks(who, allowed=False, misfit=False, ids=attacked.foreign_ids)
        for came in (
            await swept(attacked.site, who, refused_sweep, fitting),
            await misfits.of(who, allowed=False),
        ):
            assert (came.findings, came.has_changed_rows, came.faults) == ([], False, [])

    @pytest.mark.parametrize("who", EVERYBODY)
    async def test_arguments_that_cannot_fit_change_nothing(self, misfits: Misfits, who: str):
        came = await misfits.of(who, allowed=True)
        assert (came.findings, came.has_changed_rows, came.faults) == ([], False, [])

    async def test_bad_events_write_little_into_the_log_and_none_of_what_they_said(
        self, attacked: AttackedSite, misfits: Misfits
    ):
        made = [await misfits.of(who, allowed=allowed) for who in EVERYBODY for allowed in (False, True)]
        sent, written = sum(came.sent for came in made), "".join(came.written for came in made)
        assert sent > len(EVERYBODY) * 20
        assert len(written.encode()) / sent < MOST_LOG_BYTES_PER_BAD_EVENT
        assert not [word for word in _never_written(attacked.site) if word in written]


@pytest.fixture(scope="module")
async def warmed(attacked: AttackedSite) -> AttackedSite:
    """The site after its owner used everything, in both processes: what loads at first use is no growth."""
    tried = attacks(Role.SUPER_ADMIN, allowed=True, misfit=False, ids=attacked.foreign_ids)
    for _ in range(2):
        await allowed_sweep(await attacked.freshly(Role.SUPER_ADMIN), Role.SUPER_ADMIN, tried, [])
        put_back(attacked.site)
    return attacked


class TestAllowed:
    @pytest.mark.parametrize("who", EVERYBODY)
    async def test_who_may_breaks_nothing_and_reaches_nobody_else(self, warmed: AttackedSite, who: str):
        attacked, site = warmed, warmed.site
        tried = attacks(who, allowed=True, misfit=False, ids=attacked.foreign_ids)
        belongings, since = rows_about(site, attacked.victim), _size(site)
        secrets = [EMAIL_OF[OTHER_CUSTOMER]] if _is_stranger_to_the_victim(who) else []
        memory = attacked.memory_mb()
        try:
            assert await allowed_sweep(await attacked.freshly(who), who, tried, secrets) == []
            if _is_stranger_to_the_victim(who):
                assert rows_about(site, attacked.victim) == belongings
        finally:
            put_back(site)
        assert faults_in(site.log, since) == []
        assert attacked.memory_mb() - memory < MOST_GROWTH_MB
        assert not [word for word in _never_written(site) if word in site.log.read_text()[since:]]


def _is_stranger_to_the_victim(who: str) -> bool:
    """Whether nothing of the other customer is any business of theirs."""
    return ROLE_OF.get(who, "guest") in ("customer", "guest") and who != OTHER_CUSTOMER


def _never_written(site: GuardedSite) -> list[str]:
    return [SECRET, *(part for cookie in site.cookies.values() if cookie for part in cookie.split("; "))]


def _size(site: GuardedSite) -> int:
    return len(site.log.read_text())
