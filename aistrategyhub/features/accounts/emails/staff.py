"""What people are told when a colleague changed something of their account."""

from typing import ClassVar

from aistrategyhub.core.text import _, speaking
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.rules.staff import ROLE_LABELS
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.infra.settings import get_settings


class RoleChanged(Mail):
    """Somebody has another role, and must sign in again."""

    template: ClassVar[str] = "role_changed"

    role_label: str
    sign_in_url: str

    @classmethod
    def of(cls, person: Person) -> "RoleChanged":
        """The mail to this person, of the role they have now."""
        with speaking(person.language):
            return cls(role_label=_(ROLE_LABELS[person.role]), sign_in_url=page_url("/accedi", person.language))

    def subject(self, locale: str) -> str:
        return _("Il Suo ruolo è cambiato")


class AccountDeactivated(Mail):
    """Nobody signs in with the account any more."""

    template: ClassVar[str] = "account_deactivated"

    def subject(self, locale: str) -> str:
        return _("Il Suo account è stato disattivato")


class AccountReactivated(Mail):
    """The account is open again."""

    template: ClassVar[str] = "account_reactivated"

    def subject(self, locale: str) -> str:
        return _("Il Suo account è di nuovo attivo")


class SecondFactorReset(Mail):
    """A colleague took the second factor away: an attacker's first wish, so the person must hear of it."""

    template: ClassVar[str] = "second_factor_reset"

    def subject(self, locale: str) -> str:
        return _("La verifica in due passaggi è stata rimossa dal Suo account")


class StaffInvited(Mail):
    """A new account waits for its person to choose a password."""

    template: ClassVar[str] = "staff_invited"

    first_name: str
    role_label: str
    link_url: str

    @classmethod
    def of(cls, person: Person, token: str) -> "StaffInvited":
        """The mail that carries this link."""
        with speaking(person.language):
            return cls(
                first_name=person.first_name,
                role_label=_(ROLE_LABELS[person.role]),
                link_url=page_url(f"/reimposta-password?token={token}", person.language),
            )

    def subject(self, locale: str) -> str:
        return _("Il Suo account è pronto: scelga la password")


def page_url(route: str, locale: str) -> str:
    """The whole address of a page, in a language."""
    return get_settings().base_url + (route if locale == "it" else f"/{locale}{route}")
