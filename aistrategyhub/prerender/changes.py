"""Which things changed while pages that show them were in work: those pages are written once more. In memory: whoever
dies with pages in work leaves them due."""

from collections.abc import Iterable
from uuid import UUID


class Changes:
    """The last moment, in counted changes, at which each thing was seen to change."""

    def __init__(self) -> None:
        self.tick = 0
        self._last: dict[tuple[UUID, str], int] = {}

    def note(self, tenant: UUID, things: Iterable[str]) -> None:
        """These things of the tenant changed just now."""
        for thing in things:
            self.tick += 1
            self._last[tenant, thing] = self.tick

    def since(self, tick: int, tenant: UUID, things: Iterable[str]) -> bool:
        """Whether one of these things changed after this tick."""
        return any(self._last.get((tenant, thing), 0) > tick for thing in things)
