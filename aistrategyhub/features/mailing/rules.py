"""Where a mail may go from where it is. Pure."""

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.mailing.models import EmailStatus

ALLOWED_NEXT: dict[EmailStatus, frozenset[EmailStatus]] = {
    EmailStatus.QUEUED: frozenset({EmailStatus.SENDING, EmailStatus.SENT, EmailStatus.FAILED}),
    EmailStatus.SENDING: frozenset({EmailStatus.SENT, EmailStatus.FAILED, EmailStatus.BOUNCED}),
    EmailStatus.SENT: frozenset({EmailStatus.BOUNCED}),
    EmailStatus.FAILED: frozenset({EmailStatus.QUEUED}),
    EmailStatus.BOUNCED: frozenset(),
}


class IllegalMailTransition(DomainError):
    """A mail cannot go from where it is to there."""

    code = "ILLEGAL_MAIL_TRANSITION"
    sentence = mark("L'e-mail è nello stato «{current}» e non può passare a «{target}».")


def check_transition(current: EmailStatus, target: EmailStatus) -> None:
    """Raises IllegalMailTransition unless a mail may go from `current` to `target`."""
    if target not in ALLOWED_NEXT[current]:
        raise IllegalMailTransition(current=current.value, target=target.value)
