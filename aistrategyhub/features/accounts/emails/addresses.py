"""The mails about a person's address: prove it, have it already, change it."""

from typing import ClassVar

from aistrategyhub.core.text import _
from aistrategyhub.features.mailing.emails import Mail


class VerifyAddress(Mail):
    """The link with which a new person shows that the address is theirs. `lasts_days` is how long it is good."""

    template: ClassVar[str] = "verify_address"

    name: str
    url: str
    lasts_days: int

    def subject(self, locale: str) -> str:
        return _("Conferma il Suo indirizzo e-mail")


class AlreadyRegistered(Mail):
    """To somebody whose address was registered again: the page itself told nobody that it was known."""

    template: ClassVar[str] = "already_registered"

    name: str
    sign_in_url: str
    reset_url: str

    def subject(self, locale: str) -> str:
        return _("Ha già un account")


class ConfirmAddressChange(Mail):
    """One of the two mails that an address change wants answered: to the present address, or to the new one."""

    template: ClassVar[str] = "confirm_address_change"

    name: str
    old_address: str
    new_address: str
    url: str
    lasts_hours: int
    is_to_new: bool

    def subject(self, locale: str) -> str:
        return _("Conferma il cambio di indirizzo e-mail")


class AddressChanged(Mail):
    """To the address that was left: from now on another one signs in."""

    template: ClassVar[str] = "address_changed"

    name: str
    new_address: str
    at_label: str

    def subject(self, locale: str) -> str:
        return _("Il Suo indirizzo e-mail è cambiato")
