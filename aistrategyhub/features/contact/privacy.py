"""What the messages hold about people: whoever wrote, as long as an answer can matter."""

from aistrategyhub.core.privacy import (
    AddressLink,
    Basis,
    Holding,
    Personal,
    PersonalData,
    PersonLink,
    Retention,
    Whose,
)


def _asked(purpose: str, basis: Basis = Basis.CONTRACT) -> Personal:
    return Personal(purpose, basis, Retention.INQUIRY, Whose.WRITER)


_CONSENT = "prove which notice was read, and when (art. 7(1) GDPR)"

PERSONAL_DATA: PersonalData = {
    "contact_messages": Holding(
        personal={
            "name": _asked("answer who asks, before a contract (art. 6(1)(b) GDPR)"),
            "email": _asked("answer who asks"),
            "phone": _asked("answer who asks to be called"),
            "words": _asked("answer what is asked"),
            "page": _asked("know what the question was about"),
            "consent_words": _asked(_CONSENT, Basis.LEGAL_OBLIGATION),
            "consent_version": _asked(_CONSENT, Basis.LEGAL_OBLIGATION),
            "notice_version": _asked(_CONSENT, Basis.LEGAL_OBLIGATION),
            "consented_at": _asked(_CONSENT, Basis.LEGAL_OBLIGATION),
            "status_by": Personal(
                "know which colleague answered",
                Basis.LEGITIMATE_INTEREST,
                Retention.INQUIRY,
                Whose.STAFF,
                handed_out=False,
            ),
        },
        none=(
            "service_slug",
            "service_name",
            "locale",
            "status",
            "status_at",
            "request_key",
            "proof_key",
            "received_at",
        ),
        links=(PersonLink("user_id"), AddressLink("email", unless="user_id")),
    ),
}
