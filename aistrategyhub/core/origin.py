"""Where a request comes from: what the audit trail says of a caller besides who they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address

_LONGEST_USER_AGENT = 300


@dataclass(frozen=True)
class Origin:
    """The address and the browser of a caller. `ip_address` is empty when what stands there is no address."""

    ip_address: str = ""
    user_agent: str = ""

    @classmethod
    def of(cls, address: str, user_agent: str) -> "Origin":
        """The origin of a connection, its address written in the one way that addresses compare by."""
        try:
            known = str(ip_address(address))
        except ValueError:
            known = ""
        return cls(known, user_agent[:_LONGEST_USER_AGENT])


_ORIGIN: ContextVar[Origin | None] = ContextVar("origin", default=None)


def find_origin() -> Origin | None:
    """Where the present request comes from; None in jobs and commands."""
    return _ORIGIN.get()


def set_origin(origin: Origin | None) -> None:
    """Makes this the origin of the current task. Only edges call it."""
    _ORIGIN.set(origin)


@contextmanager
def calling_from(origin: Origin) -> Iterator[Origin]:
    """Everything inside the block comes from there."""
    token = _ORIGIN.set(origin)
    try:
        yield origin
    finally:
        _ORIGIN.reset(token)
