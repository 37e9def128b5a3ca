"""The mails of the backoffice."""

from typing import ClassVar

from aistrategyhub.core.text import _
from aistrategyhub.features.mailing.emails import Mail


class TrialMail(Mail):
    """Shows whoever changed the sender how a mail arrives."""

    template: ClassVar[str] = "trial"

    def subject(self, locale: str) -> str:
        return _("Prova di invio")
