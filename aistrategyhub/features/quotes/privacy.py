"""What requests for a quote hold about people: whoever asked, as long as an answer can matter."""

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
_QUOTE = "prepare the quote that somebody asks for, before a contract (art. 6(1)(b) GDPR)"

PERSONAL_DATA: PersonalData = {
    "quote_requests": Holding(
        personal={
            "name": _asked(_QUOTE),
            "email": _asked("send the quote to who asks for it"),
            "phone": _asked("call back who asks for it"),
            "company": _asked("know for which firm the quote is"),
            "words": _asked(_QUOTE),
            "answers": _asked(_QUOTE),
            "prefill": _asked("know the result of the self-assessment that the request comes from"),
            "page": _asked("know where the request came from"),
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
            "number",
            "item_id",
            "item_slug",
            "item_name",
            "questionnaire_version",
            "locale",
            "status",
            "status_at",
            "request_key",
            "proof_key",
            "received_at",
        ),
        links=(PersonLink("user_id"), AddressLink("email", unless="user_id")),
    ),
    "quote_prefills": Holding(
        personal={
            "words": Personal(
                "bring the result of a self-assessment into the form of a quote",
                Basis.CONTRACT,
                Retention.ASSESSMENT,
                Whose.VISITOR,
            )
        },
        none=("source", "source_id", "about", "kept_at"),
        apart="it names nobody and is found only by the questionnaire it was made of, with which it is deleted",
    ),
}
