"""What the trail holds about people: who did what to whom, and, erasable apart, from where and with which values."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, PersonLink, Retention, RowLink, Whose


def _trail(purpose: str, whose: Whose, belongs_to: str = "", *, handed_out: bool = True) -> Personal:
    return Personal(
        purpose, Basis.LEGAL_OBLIGATION, Retention.TRAIL, whose, belongs_to=belongs_to, handed_out=handed_out
    )


PERSONAL_DATA: PersonalData = {
    "audit_logs": Holding(
        personal={
            "user_id": _trail("who did it (art. 5(2) and 32 GDPR)", Whose.STAFF, "user_id"),
            "impersonator_id": _trail("which colleague acted in a person's name", Whose.STAFF, "impersonator_id"),
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
    # Where a colleague acted in somebody's name it is the colleague's: it is erased with either, handed to neither.
    "audit_origins": Holding(
        personal={
            "ip_address": _trail("from where it was done", Whose.STAFF, handed_out=False),
            "user_agent": _trail("with what it was done", Whose.STAFF, handed_out=False),
        },
        none=("salt", "created_at"),
        links=(RowLink("id", "audit_logs"),),
    ),
    "audit_personal": Holding(
        personal={"kept": _trail("what it changed of somebody's own data", Whose.MEMBER)},
        none=("salt",),
        links=(RowLink("id", "audit_logs", by="entity_id"),),
    ),
    "audit_links": Holding(none=("sequence", "previous_hash", "hash")),
    "audit_heads": Holding(none=("sequence", "hash", "broken_since", "seal")),
    "audit_anchors": Holding(none=("sequence", "hash", "created_at")),
    "audit_checks": Holding(none=("lines", "broken_at", "reason", "created_at")),
}
