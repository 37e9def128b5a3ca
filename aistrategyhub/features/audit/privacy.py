"""What the trail holds about people."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, PersonLink, Retention, Whose


def _trail(purpose: str, whose: Whose, belongs_to: str) -> Personal:
    return Personal(purpose, Basis.LEGAL_OBLIGATION, Retention.TRAIL, whose, belongs_to=belongs_to)


PERSONAL_DATA: PersonalData = {
    "audit_logs": Holding(
        personal={
            "user_id": _trail("who did it (art. 5(2) and 32 GDPR)", Whose.STAFF, "user_id"),
            "entity_id": _trail("to whom it was done", Whose.MEMBER, "entity_id"),
            "changes": _trail("what it changed", Whose.MEMBER, "entity_id"),
            "ip_address": _trail("from where it was done", Whose.STAFF, "user_id"),
        },
        none=("action", "entity_type", "created_at"),
        links=(PersonLink("user_id"), PersonLink("entity_id")),
    )
}
