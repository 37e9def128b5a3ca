"""Events sent one by one over a real socket, and what came of each."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import cycle
from typing import Any

from reflex_base.registry import RegistrationContext

from aistrategyhub.core.ids import new_token
from tests.harness.guarded import GuardedSite
from tests.harness.probes import PROBE, probe
from tests.harness.sockets import Socket

STATE = "reflex___state____state"

# No page of ours: it loads nothing by itself.
NOWHERE = "/404"

NOT_SIGNED_IN = ("_redirect", "/accedi?next=%2F404")
NOT_ALLOWED = ("_toast", "Il tuo ruolo non permette questa operazione.")
MISFIT = ("_toast", "La richiesta non è nel formato atteso. Ricarica la pagina e riprova.")
FAULT = re.compile(r"Qualcosa non ha funzionato. Riprova; se succede ancora, cita il codice [0-9a-f]{12}\.")

# A socket may say forty things at once, and each attempt is followed by two echoes.
_ATTEMPTS_PER_TAB = 12
# What one address may say in all its tabs is limited too.
_ADDRESSES = cycle(f"127.0.{network}.1" for network in range(2, 250))


@asynccontextmanager
async def settled(site: GuardedSite, who: str = "anonymous", **options: Any) -> AsyncIterator[Socket]:
    """A tab of somebody on a page that loads nothing by itself, which has got all that came of its opening."""
    async with site.socket(who, page=NOWHERE, **options) as tab:
        await settle(tab)
        yield tab


async def settle(tab: Socket, seconds: float = 10.0) -> None:
    """Waits until all that was sent before is answered."""
    word = new_token()
    tab.send(probe("echo"), {"word": word})
    await tab.until(lambda: tab.seen(PROBE, "heard") == word, seconds)


async def attempt(tab: Socket, name: str, payload: Any) -> tuple[list[tuple[str, str]], set[str]]:
    """Sends an event; what the browser was told to do then, and the states that changed."""
    tab.values.clear()
    tab.events.clear()
    tab.send(name, payload)
    await settle(tab)
    # Once more: what the handler asked for in its turn stands in the queue behind the first echo.
    await settle(tab)
    if is_background(name):
        with suppress(TimeoutError):
            await tab.until(lambda: bool(tab.events), 0.5)
    del tab.values[PROBE]["heard_rx_state_"]
    changed = {state for state, values in tab.values.items() if values and state != STATE}
    return [told(event) for event in tab.events], changed


async def attempt_all(
    site: GuardedSite, who: str, attempts: list[tuple[str, dict[str, Any]]]
) -> list[tuple[str, list[tuple[str, str]], set[str]]]:
    """Sends each event; per attempt its name, what the browser was told to do, and the states that changed."""
    outcomes = []
    for first in range(0, len(attempts), _ATTEMPTS_PER_TAB):
        async with settled(site, who, address=next(_ADDRESSES)) as tab:
            for name, payload in attempts[first : first + _ATTEMPTS_PER_TAB]:
                outcomes.append((name, *await attempt(tab, name, payload)))
    return outcomes


def told(event: dict[str, Any]) -> tuple[str, str]:
    payload = event["payload"]
    return event["name"], payload.get("text") or payload.get("path") or ""


def is_background(name: str) -> bool:
    """Whether nothing waits for this handler: what it has to say comes when it likes."""
    registered = RegistrationContext.get().event_handlers.get(name)
    return registered is not None and registered.handler.is_background
