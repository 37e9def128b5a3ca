"""What the choices hold about people: what a browser allowed, under a number that only it knows."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, Whose

PERSONAL_DATA: PersonalData = {
    "consent_records": Holding(
        personal={
            "choices": Personal(
                "prove that consent was given (art. 7(1) GDPR)",
                Basis.LEGAL_OBLIGATION,
                Retention.CONSENT,
                Whose.VISITOR,
                handed_out=False,
            )
        },
        none=("wording_version", "wording", "locale", "given_at", "expires_at"),
        apart="only the visitor's browser knows which record is theirs",
    ),
}
