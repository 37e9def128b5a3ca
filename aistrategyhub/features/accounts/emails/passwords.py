"""The mails about a person's password."""

from typing import ClassVar

from aistrategyhub.core.text import _
from aistrategyhub.features.mailing.emails import Mail


class ResetPassword(Mail):
    """The link with which a password is chosen anew. `lasts_minutes` is how long it is good."""

    template: ClassVar[str] = "reset_password"

    name: str
    url: str
    lasts_minutes: int

    def subject(self, locale: str) -> str:
        return _("Scelga una nuova password")


class PasswordChanged(Mail):
    """That the password was changed, in case it was somebody else."""

    template: ClassVar[str] = "password_changed"

    name: str
    at_label: str
    reset_url: str

    def subject(self, locale: str) -> str:
        return _("La Sua password è cambiata")
