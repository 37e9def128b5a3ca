"""The mails about a person's data."""

from typing import ClassVar

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import _, date_label, speaking
from aistrategyhub.features.accounts.models import Person, PrivacyRequest
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.infra.settings import get_settings

PRIVACY_ROUTE = "/profilo/privacy"


def _page_url(language: str) -> str:
    return get_settings().base_url + ("/en" if language == "en" else "") + PRIVACY_ROUTE


class ExportReady(Mail):
    """The copy of somebody's data can be fetched, signed in."""

    template: ClassVar[str] = "export_ready"

    name: str
    until_label: str
    page_url: str

    @classmethod
    def of(cls, person: Person, request: PrivacyRequest) -> "ExportReady":
        with speaking(request.language):
            until = date_label(today_in_rome(request.expires_at))
        return cls(name=person.first_name, until_label=until, page_url=_page_url(request.language))

    def subject(self, locale: str) -> str:
        return _("La copia dei Suoi dati è pronta")


class _AboutErasure(Mail):
    """What every mail about an erasure says."""

    name: str
    on_label: str
    page_url: str
    order: str = ""

    @classmethod
    def of(cls, person: Person, request: PrivacyRequest, *, order: str = "") -> "_AboutErasure":
        with speaking(request.language):
            on_label = date_label(today_in_rome(request.scheduled_for))
        return cls(name=person.first_name, on_label=on_label, page_url=_page_url(request.language), order=order)


class ErasureScheduled(_AboutErasure):
    """The account is going to be erased, unless its person thinks again."""

    template: ClassVar[str] = "erasure_scheduled"

    def subject(self, locale: str) -> str:
        return _("Il Suo account sarà cancellato il {day}", day=self.on_label)


class ErasurePostponed(_AboutErasure):
    """An order is still under way: the erasure waits for it."""

    template: ClassVar[str] = "erasure_postponed"

    def subject(self, locale: str) -> str:
        return _("La cancellazione del Suo account è rimandata al {day}", day=self.on_label)


class IdleAccount(_AboutErasure):
    """Nobody used the account for long: it goes, unless its person signs in."""

    template: ClassVar[str] = "idle_account"

    def subject(self, locale: str) -> str:
        return _("Usa ancora il Suo account? Sarà cancellato il {day}", day=self.on_label)
