"""What tickets hold about people: whoever asks, and the colleagues who answer."""

from aistrategyhub.core.privacy import (
    AddressLink,
    Basis,
    Holding,
    Personal,
    PersonalData,
    PersonLink,
    Retention,
    RowLink,
    Whose,
)


def _asked(purpose: str, basis: Basis = Basis.CONTRACT) -> Personal:
    return Personal(purpose, basis, Retention.TICKET, Whose.WRITER)


def _colleague(purpose: str) -> Personal:
    return Personal(purpose, Basis.LEGITIMATE_INTEREST, Retention.TICKET, Whose.STAFF, handed_out=False)


_CONSENT = "prove which notice was read, and when (art. 7(1) GDPR)"

PERSONAL_DATA: PersonalData = {
    "support_tickets": Holding(
        personal={
            "name": _asked("answer who asks"),
            "email": _asked("answer who asks"),
            "subject": _asked("answer what is asked"),
            "description": _asked("answer what is asked"),
            "consent_words": _asked(_CONSENT, Basis.LEGAL_OBLIGATION),
            "consent_version": _asked(_CONSENT, Basis.LEGAL_OBLIGATION),
            "notice_version": _asked(_CONSENT, Basis.LEGAL_OBLIGATION),
            "assigned_to": _colleague("know which colleague answers"),
        },
        none=(
            "ticket_number",
            "status",
            "priority",
            "source",
            "origin",
            "locale",
            "message_count",
            "created_at",
            "updated_at",
            "first_response_at",
            "resolved_at",
            "closed_at",
        ),
        links=(PersonLink("user_id"), AddressLink("email", unless="user_id")),
    ),
    "ticket_messages": Holding(
        personal={
            "words": _asked("answer what is asked"),
            "author_name": _asked("know who says what"),
            "user_id": _asked("know which account or colleague wrote"),
        },
        none=("position", "author", "event", "is_internal", "created_at"),
        links=(RowLink("ticket_id", "support_tickets"),),
    ),
}
