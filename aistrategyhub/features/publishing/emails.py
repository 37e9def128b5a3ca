"""The mails of publications."""

from typing import ClassVar

from aistrategyhub.core.text import DEFAULT_LOCALE, _
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.publishing.models import Verdict
from aistrategyhub.infra.settings import get_settings


class PreviewAnswered(Mail):
    """Somebody who was shown a preview said what they think of it."""

    template: ClassVar[str] = "preview_answered"

    is_approved: bool
    name: str
    words: str
    title: str
    editor_url: str

    @classmethod
    def of(cls, *, verdict: Verdict, name: str, words: str, title: str, route: str, language: str) -> "PreviewAnswered":
        """The mail to whoever made the link; `route` is where the publication is edited, empty when nowhere."""
        prefix = "" if language == DEFAULT_LOCALE else f"/{language}"
        return cls(
            is_approved=verdict is Verdict.APPROVED,
            name=name,
            words=words,
            title=title,
            editor_url=f"{get_settings().base_url}{prefix}{route}" if route else "",
        )

    def subject(self, locale: str) -> str:
        if self.is_approved:
            return _("{name} approva «{title}»", name=self.name, title=self.title)
        return _("{name} chiede una modifica a «{title}»", name=self.name, title=self.title)
