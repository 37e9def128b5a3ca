"""What the tables of the machines hold about people: as little as can be, and never for long."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, Whose

_FAILURES = Personal(
    "find out why a piece of work failed", Basis.LEGITIMATE_INTEREST, Retention.WORK, Whose.READER, handed_out=False
)

_PARCELS = Personal(
    "do what was asked, and tell the rooms", Basis.CONTRACT, Retention.WORK, Whose.MEMBER, handed_out=False
)

_LINES = Personal(
    "find out why something failed, and see attacks",
    Basis.LEGITIMATE_INTEREST,
    Retention.LOGS,
    Whose.MEMBER,
    handed_out=False,
)

_ANSWERS = Personal(
    "answer the same request the same way", Basis.CONTRACT, Retention.ANSWER, Whose.BUYER, handed_out=False
)

PERSONAL_DATA: PersonalData = {
    "counters": Holding(none=("name", "value")),
    "work": Holding(
        personal={"payload": _PARCELS, "last_error": _FAILURES},
        none=(
            "job",
            "key",
            "status",
            "attempts",
            "max_attempts",
            "next_attempt_at",
            "created_at",
            "finished_at",
        ),
        apart="parcels name ids, now and then an address that was proven; an error message may name one too",
    ),
    "api_answers": Holding(
        personal={"answer": _ANSWERS},
        none=("request_key", "asked", "made_at"),
        apart="what a program was answered, for a day, found only by the fingerprint of its key",
    ),
    "outbox": Holding(
        personal={"payload": _PARCELS},
        none=("name", "occurred_at", "relayed_at"),
        apart="facts name ids, now and then an address that was proven",
    ),
    "job_processes": Holding(none=("host", "pid", "is_leader", "started_at", "seen_at")),
    "system_logs": Holding(
        personal={"user_id": _LINES, "message": _LINES, "stack_trace": _LINES, "context": _LINES},
        none=("level", "module", "request_id", "created_at"),
        apart="lines are masked and name an id alone, which leads to nobody once the account is erased",
    ),
    "rate_windows": Holding(none=("key_hash", "window_start", "hits")),
    "search_words": Holding(none=("shelf", "locale", "word", "lexeme", "keys")),
}
