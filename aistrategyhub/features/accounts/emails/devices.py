"""The mails about where a person signs in from."""

from typing import Any, ClassVar

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.infra.settings import get_settings


class NewDevice(Mail):
    """Somebody signed in from a device that was never seen with this account."""

    template: ClassVar[str] = "new_device"

    name: str
    device: str
    place: str
    at_label: str

    def subject(self, locale: str) -> str:
        return _("Nuovo accesso al Suo account")

    def context(self) -> dict[str, Any]:
        return super().context() | {"devices_url": _address("/profilo/dispositivi")}


class AccountLocked(Mail):
    """Somebody guesses the password. `url` opens the account again for whoever reads the mail, for `lasts_hours`."""

    template: ClassVar[str] = "account_locked"

    name: str
    token: str
    lasts_hours: int

    def subject(self, locale: str) -> str:
        return _("Troppi tentativi di accesso al Suo account")

    def context(self) -> dict[str, Any]:
        return super().context() | {"url": _address(f"/sblocca?token={self.token}")}


class TokenReused(Mail):
    """Somebody kept a refresh token that was used already: the program's session has ended."""

    template: ClassVar[str] = "token_reused"

    name: str
    device: str
    at_label: str

    def subject(self, locale: str) -> str:
        return _("Abbiamo chiuso l'accesso di un programma")

    def context(self) -> dict[str, Any]:
        return super().context() | {"devices_url": _address("/profilo/dispositivi")}


def _address(path: str) -> str:
    prefix = "" if current_locale() == "it" else f"/{current_locale()}"
    return get_settings().base_url + prefix + path
