"""What a customer is told when a colleague begins to act in their name."""

from typing import ClassVar

from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.emails.staff import page_url
from aistrategyhub.features.mailing.emails import Mail


class SupportEntered(Mail):
    """Who acts in the person's name, since when, and why."""

    template: ClassVar[str] = "support_entered"

    colleague: str
    reason: str
    at_label: str
    privacy_url: str

    @classmethod
    def of(cls, colleague: str, reason: str, at_label: str, locale: str) -> "SupportEntered":
        """The mail of one such session."""
        return cls(
            colleague=colleague, reason=reason, at_label=at_label, privacy_url=page_url("/profilo/privacy", locale)
        )

    def subject(self, locale: str) -> str:
        return _("L’assistenza sta agendo per Suo conto")
