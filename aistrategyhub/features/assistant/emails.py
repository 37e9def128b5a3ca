"""The mail of a conversation: what was said, to an address that the visitor typed."""

from typing import Any, ClassVar

from aistrategyhub.core.text import _
from aistrategyhub.features.mailing.emails import Mail


class Transcript(Mail):
    """To the visitor. Anybody can type somebody else's address: the mail says so first, and no word of the
    conversation becomes a link or stands in the subject."""

    template: ClassVar[str] = "transcript"

    lines: tuple[tuple[str, str], ...]

    def subject(self, locale: str) -> str:
        return _("La conversazione che ha chiesto")

    def context(self) -> dict[str, Any]:
        paragraphs = [(who, [part for part in words.split("\n") if part]) for who, words in self.lines]
        return super().context() | {"paragraphs": paragraphs}
