"""What the assessments hold about people: answers about a firm, an address only where a report was sent to it."""

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

_ANSWER = "keep the answers that somebody gave and make their report (art. 6(1)(b) GDPR)"
_CONSENT = "prove which words were agreed to before the report was sent, and when (art. 7(1) GDPR)"


def _own(purpose: str, basis: Basis = Basis.CONTRACT, *, handed_out: bool = True) -> Personal:
    return Personal(purpose, basis, Retention.ASSESSMENT, Whose.VISITOR, handed_out=handed_out)


PERSONAL_DATA: PersonalData = {
    "assessments": Holding(none=("slug", "sort_order", "created_at")),
    "assessment_versions": Holding(
        personal={
            "published_by": Personal(
                "know who of the firm published a version",
                Basis.LEGITIMATE_INTEREST,
                Retention.FIRM,
                Whose.STAFF,
                handed_out=False,
            )
        },
        none=(
            "assessment_id",
            "number",
            "status",
            "revision",
            "content",
            "created_at",
            "updated_at",
            "published_at",
        ),
        apart="the firm's own words; who published them is in the trail, and an id leads to nobody once the account is "
        "erased",
    ),
    "assessment_sittings": Holding(
        personal={
            "token_hash": _own("let whoever holds the link resume, see and delete the answers", handed_out=False),
            "answers": _own(_ANSWER),
            "score": _own(_ANSWER),
            "level": _own(_ANSWER),
            "outcome": _own(_ANSWER),
            "section_scores": _own(_ANSWER),
            "email": _own("send the report to whoever asked for it", Basis.CONSENT),
            "consent_words": _own(_CONSENT, Basis.LEGAL_OBLIGATION),
            "consent_version": _own(_CONSENT, Basis.LEGAL_OBLIGATION),
            "notice_version": _own(_CONSENT, Basis.LEGAL_OBLIGATION),
            "consented_at": _own(_CONSENT, Basis.LEGAL_OBLIGATION),
        },
        none=("assessment_id", "version_id", "locale", "is_preview", "started_at", "updated_at", "finished_at"),
        links=(PersonLink("user_id"), AddressLink("email", unless="user_id")),
    ),
}
