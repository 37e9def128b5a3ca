"""What this room holds about people: which colleague changed or asked what."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, Whose

_AUTHOR = Personal("who changed it", Basis.LEGITIMATE_INTEREST, Retention.FIRM, Whose.STAFF, handed_out=False)
_ASKER = Personal("who spent from the budget", Basis.LEGITIMATE_INTEREST, Retention.FIRM, Whose.STAFF, handed_out=False)
_FIRMS = "the firm's own words and expenses; who acted is in the trail"

PERSONAL_DATA: PersonalData = {
    "prompt_versions": Holding(
        personal={"created_by": _AUTHOR},
        none=(
            "prompt",
            "number",
            "model",
            "effort",
            "max_tokens",
            "instructions",
            "note",
            "restored_from",
            "created_at",
        ),
        apart=_FIRMS,
    ),
    "prompt_budgets": Holding(
        personal={"updated_by": _AUTHOR}, none=("purpose", "monthly_cents", "updated_at"), apart=_FIRMS
    ),
    "model_calls": Holding(
        personal={"asked_by": _ASKER},
        none=(
            "purpose",
            "prompt",
            "version",
            "model",
            "status",
            "prompt_tokens",
            "answer_tokens",
            "cost_cents",
            "failure",
            "request_id",
            "asked_at",
            "ended_at",
        ),
        apart=_FIRMS,
    ),
    "prompt_trials": Holding(
        personal={"asked_by": _ASKER},
        none=("prompt", "status", "sent", "answer", "call_id", "asked_at"),
        apart=_FIRMS,
    ),
}
