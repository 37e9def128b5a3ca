"""Sends many attacks over real sockets, and tells what came of them that should not have."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.harness.attempts import FAULT, MISFIT, NOT_ALLOWED, STATE, is_background, settle, settled, told
from tests.harness.callers import ROLE_OF
from tests.harness.guarded import GuardedSite
from tests.harness.hostile import Attack
from tests.harness.probes import PROBE
from tests.harness.sockets import Socket

# A socket may say forty things at once.
_PER_TAB = 30
# Of a tab that says thirty things at once, Reflex now and then misses that its state is free again, and looks only when
# the lock would have run out: 10 s.
_PATIENCE_SECONDS = 40.0
_LAST_WORDS_SECONDS = 0.3
_SIGN_IN = "/accedi?next="


@dataclass(frozen=True)
class Finding:
    """Something that should not have come of some attacks of somebody."""

    what: str
    who: str
    attacks: tuple[str, ...] = ()


@dataclass
class Heard:
    """What one tab was told and shown after its attacks."""

    answers: list[tuple[str, str]]
    changed: set[str]
    frames: str


async def refused_sweep(site: GuardedSite, who: str, attacks: Sequence[Attack]) -> list[Finding]:
    """Attacks on what is not for this caller: each is turned away or dropped, and none shows anything."""
    return [finding for batch in _batches(attacks) async for finding in _each_turned_away(site, who, batch)]


async def allowed_sweep(
    site: GuardedSite, who: str, attacks: Sequence[Attack], secrets: Sequence[str]
) -> list[Finding]:
    """Attacks on what is for this caller: none breaks the house, and none shows what is another's (`secrets`)."""
    findings = []
    for batch in _batches(attacks):
        heard = await _attacked(site, who, batch)
        names = tuple(attack.name for attack in batch)
        if heard is None:
            findings.append(Finding("socket closed", who, names))
            continue
        if any(FAULT.fullmatch(text) for _kind, text in heard.answers):
            findings.append(Finding("fault", who, names))
        findings += [Finding(f"told {word}", who, names) for word in secrets if word in heard.frames]
        if all(attack.is_misfit for attack in batch) and (heard.changed or set(heard.answers) - {MISFIT}):
            findings.append(Finding("misfit accepted", who, names))
    return findings


def faults_in(log: Path, since: int = 0) -> list[Finding]:
    """What went wrong inside, by what the log says."""
    return [
        Finding(f"logged: {line.get('message')}: {str(line.get('exception', ''))[-300:]}", "log")
        for line in _lines(log.read_text()[since:])
        if line.get("level") in ("error", "critical") or "exception" in line
    ]


async def _each_turned_away(site: GuardedSite, who: str, batch: Sequence[Attack]) -> AsyncIterator[Finding]:
    names = tuple(attack.name for attack in batch)
    heard = await _attacked(site, who, batch)
    if heard is None:
        yield Finding("socket closed", who, names)
        return
    if not all(_is_refusal(who, answer) for answer in heard.answers):
        yield Finding("not turned away", who, names)
    if not sum(not attack.is_misfit for attack in batch) <= len(heard.answers) <= len(batch):
        yield Finding(f"{len(heard.answers)} answers", who, names)
    if heard.changed:
        yield Finding(f"changed {sorted(heard.changed)}", who, names)


async def _attacked(site: GuardedSite, who: str, batch: Sequence[Attack]) -> Heard | None:
    """What came of these attacks in one tab; None when the house closed it."""
    async with settled(site, who) as tab:
        tab.values.clear()
        tab.events.clear()
        tab.raw.clear()
        for attack in batch:
            tab.send(attack.name, attack.payload, attack.page)
        try:
            await settle(tab, _PATIENCE_SECONDS)
        except ConnectionResetError:
            return None
        await _late_answers(tab, batch)
    tab.values.get(PROBE, {}).pop("heard_rx_state_", None)
    changed = {state for state, values in tab.values.items() if values and state != STATE}
    return Heard([told(event) for event in tab.events], changed, "".join(tab.raw))


async def _late_answers(tab: Socket, batch: Sequence[Attack]) -> None:
    """Nothing waits for what runs in the background: what it has to say comes when it likes."""
    if any(is_background(attack.name) for attack in batch):
        with suppress(TimeoutError):
            await tab.until(lambda: len(tab.events) >= len(batch), _LAST_WORDS_SECONDS)


def _is_refusal(who: str, answer: tuple[str, str]) -> bool:
    kind, text = answer
    return answer == NOT_ALLOWED if who in ROLE_OF else kind == "_redirect" and text.startswith(_SIGN_IN)


def _batches(attacks: Sequence[Attack]) -> Iterator[Sequence[Attack]]:
    for first in range(0, len(attacks), _PER_TAB):
        yield attacks[first : first + _PER_TAB]


def _lines(text: str) -> Iterator[dict]:
    for line in text.splitlines():
        with suppress(ValueError):
            told_line = json.loads(line)
            if isinstance(told_line, dict):
                yield told_line
