"""Whose a browser tab's token is: of the session, on the host, that used it first.

Reflex takes the token of a tab for proof of who it is, and it is none: a browser makes it with `Math.random` and
writes it into addresses. Whoever shows it later must therefore be who showed it first, in every web process.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from aistrategyhub.core.ids import fingerprint
from aistrategyhub.infra.redis import RedisGone, reach

# A state lives for an hour after its last event; a token must not find a new owner while its state lives.
_REMEMBERED = timedelta(hours=6)
# Asked for every minute while the tab is used, so that a full Redis forgets it no sooner than the state.
_BELIEVED_SECONDS = 60.0
_MOST_TOKENS = 50_000
_PREFIX = "tab:"

T = TypeVar("T")


@dataclass(frozen=True)
class _Owner:
    name: str
    believed_until: float


class TabOwners:
    """Remembers owners in Redis for all web processes together, and for a minute in this one.

    Without Redis there are no states to steal either; owners found then are this process's own and count only until
    Redis is back.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Owner] = OrderedDict()
        self._meanwhile: OrderedDict[str, str] = OrderedDict()

    async def owns(self, token: str, host: str, session: str | None) -> bool:
        """Whether this session (None for a visitor) on this host is the first that used the token."""
        claimant = fingerprint(f"{host}\n{session or ''}")
        known = self._known.get(token)
        if known is None or known.believed_until < time.monotonic():
            known = await self._look_up(token, claimant, known)
        return known.name == claimant

    async def _look_up(self, token: str, claimant: str, last_known: _Owner | None) -> _Owner:
        try:
            owner = await self._claim(token, claimant)
        except RedisGone:
            return last_known or _Owner(_put(self._meanwhile, token, self._meanwhile.get(token, claimant)), 0)
        self._meanwhile.pop(token, None)
        return _put(self._known, token, _Owner(owner, time.monotonic() + _BELIEVED_SECONDS))

    async def _claim(self, token: str, claimant: str) -> str:
        """The owner of the token, the claimant when it had none."""
        key = _PREFIX + token
        async with reach() as redis, redis.pipeline(transaction=False) as pipeline:
            pipeline.set(key, claimant, nx=True, ex=_REMEMBERED)
            pipeline.get(key)
            pipeline.expire(key, _REMEMBERED)
            _claimed, owner, _kept = await pipeline.execute()
        return owner.decode() if owner else claimant


def _put(kept: OrderedDict[str, T], token: str, value: T) -> T:
    kept[token] = value
    kept.move_to_end(token)
    if len(kept) > _MOST_TOKENS:
        kept.popitem(last=False)
    return value
