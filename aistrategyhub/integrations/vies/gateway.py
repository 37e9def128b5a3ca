"""What the product asks of the registers of VAT numbers, in the house's own words."""

from dataclasses import dataclass
from typing import Protocol


class RegisterUnavailable(RuntimeError):
    """VIES, or the register of the member state behind it, does not answer. Trying again later may help."""


@dataclass(frozen=True)
class VatNumber:
    """A number of a member state. `state` is its prefix (`EL` for Greece), `number` what follows it."""

    state: str
    number: str


@dataclass(frozen=True)
class RegisterAnswer:
    """What a register says today of a number. `name` and `address` are empty where the state does not tell them;
    `consultation` proves that it was asked, to whoever audits the one who asked."""

    is_valid: bool
    name: str = ""
    address: str = ""
    consultation: str = ""


class VatRegister(Protocol):
    """The registers of all member states."""

    async def look_up(self, number: VatNumber, *, asking: VatNumber) -> RegisterAnswer:
        """What is known of `number`, asked in the name of the firm `asking`. Raises RegisterUnavailable."""
