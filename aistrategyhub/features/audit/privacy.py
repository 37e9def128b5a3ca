"""What the trail holds about people."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, PersonLink, Retention, RowLink, Whose


def _trail(purpose: str, whose: Whose, belongs_to: str) -> Personal:
    return Personal(purpose, Basis.LEGAL_OBLIGATION, Retention.TRAIL, whose, belongs_to=belongs_to)


# Beside a line that tells of two people, whose it is cannot be said: it is erased with either, and handed to neither.
_APART = Personal(
    "from where, and what it changed, where that is somebody's own",
    Basis.LEGAL_OBLIGATION,
    Retention.TRAIL,
    Whose.MEMBER,
    handed_out=False,
)

PERSONAL_DATA: PersonalData = {
    "audit_logs": Holding(
        personal={
            "user_id": _trail("who did it (art. 5(2) and 32 GDPR)", Whose.STAFF, "user_id"),
            "impersonator_id": _trail("who did it in another's name", Whose.STAFF, "impersonator_id"),
            "entity_id": _trail("to whom it was done", Whose.MEMBER, "entity_id"),
            "changes": _trail("what it changed", Whose.MEMBER, "entity_id"),
        },
        none=(
            "action",
            "entity_type",
            "actor_kind",
            "api_key_id",
            "origin_digest",
            "personal_digest",
            "created_at",
        ),
        links=(PersonLink("user_id"), PersonLink("entity_id"), PersonLink("impersonator_id")),
    ),
    "audit_origins": Holding(
        personal={"ip_address": _APART, "user_agent": _APART},
        none=("salt", "created_at"),
        links=(RowLink("id", "audit_logs"),),
    ),
    "audit_personal": Holding(personal={"kept": _APART}, none=("salt",), links=(RowLink("id", "audit_logs"),)),
    "audit_links": Holding(none=("sequence", "previous_hash", "hash")),
    "audit_heads": Holding(none=("sequence", "hash", "broken_since", "seal")),
    "audit_anchors": Holding(none=("sequence", "hash", "created_at")),
    "audit_checks": Holding(none=("lines", "broken_at", "reason", "created_at")),
}
