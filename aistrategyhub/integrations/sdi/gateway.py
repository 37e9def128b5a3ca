"""What a channel to the Sistema di Interscambio promises, whichever way the files travel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark


class SdiUnavailable(Exception):
    """The channel cannot take or give anything now: the same is asked again later.

    `has_not_left` when a file that was to leave certainly did not.
    """

    def __init__(self, reason: str, *, has_not_left: bool = False) -> None:
        super().__init__(reason)
        self.has_not_left = has_not_left


class SdiRefused(Exception):
    """The channel will never carry this file as it is; SdI has not seen it."""


class SdiNotConfigured(DomainError):
    """The environment variable `variable` is missing or unsafe: only a restart with another value mends this."""

    code = "SDI_NOT_CONFIGURED"
    kind = Kind.UNAVAILABLE
    sentence = mark("Il canale verso il Sistema di Interscambio non è configurato: controlla {variable}.")

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(variable=variable)
        self.variable = variable
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.variable}: {self.reason}"


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file for SdI. `key` is its transmission's own: a channel that knows it carries the file once."""

    key: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Handover:
    """The channel has the file. `identifier` is what SdI calls it, where that is known at once."""

    reference: str
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that came from SdI, as it came."""

    name: str
    content: bytes
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a channel has been read: `cursor` is its own note, `address` the one that SdI told us to write to."""

    cursor: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What has come, and the reading that is true once all of it is kept: receipts among `files`, what suppliers billed
    among `invoices`, its metadata last."""

    files: Sequence[Arrival]
    reading: Reading
    kept_aside: int = 0
    invoices: Sequence[Arrival] = ()


class SdiChannel(Protocol):
    """A way to SdI. Every method raises SdiUnavailable when the other side does not answer."""

    name: str
    is_stand_in: bool

    async def send(self, file: OutgoingFile, reading: Reading) -> Handover:
        """Hands the file over, to the address of the reading where the channel has one. Raises SdiRefused."""

    async def find_departed(self, file: OutgoingFile, reading: Reading) -> Handover | None:
        """Whether a sending that was interrupted left after all; None when it never did."""

    async def receive(self, reading: Reading) -> Arrivals:
        """What came since that reading. Until `keep` is called the same may be given again."""

    async def keep(self, arrivals: Arrivals) -> None:
        """Everything of these is stored here: the channel need not give it again."""

    async def ping(self) -> None:
        """Whether the channel would take a file now."""
