"""What the tables of the machines hold about people: as little as can be, and never for long."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, Whose

_FAILURES = Personal(
    "find out why a piece of work failed", Basis.LEGITIMATE_INTEREST, Retention.WORK, Whose.READER, handed_out=False
)

PERSONAL_DATA: PersonalData = {
    "counters": Holding(none=("name", "value")),
    "work": Holding(
        personal={"last_error": _FAILURES},
        none=(
            "job",
            "payload",
            "key",
            "status",
            "attempts",
            "max_attempts",
            "next_attempt_at",
            "created_at",
            "finished_at",
        ),
        apart="an error message of another server may name an address; rows name only ids",
    ),
    "outbox": Holding(none=("name", "payload", "occurred_at", "relayed_at")),
    "job_processes": Holding(none=("host", "pid", "is_leader", "started_at", "seen_at")),
    "rate_windows": Holding(none=("key_hash", "window_start", "hits")),
}
