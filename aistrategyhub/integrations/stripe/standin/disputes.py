"""A card holder's complaint and the money it takes: docs.stripe.com/api/disputes.

As in Stripe's test mode, the evidence's text decides: `winning_evidence` wins, `losing_evidence` loses, any other is
looked at for ever.
"""

from aistrategyhub.integrations.stripe.standin.ledger import Change, Record, new_id
from aistrategyhub.integrations.stripe.standin.refusals import ApiError, invalid

RESPOND_WITHIN_SECONDS = 9 * 24 * 3600
_OPEN = ("needs_response", "under_review")
_VERDICTS = {"winning_evidence": "won", "losing_evidence": "lost"}


def open_dispute(change: Change, charge: Record, reason: str) -> Record:
    """The holder disputes a charge: its money is taken back at once, until it is decided."""
    dispute = {
        "id": new_id("du"),
        "object": "dispute",
        "amount": charge["amount"],
        "charge": charge["id"],
        "created": change.now,
        "currency": charge["currency"],
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "needs_response",
        "evidence_details": {
            "due_by": change.now + RESPOND_WITHIN_SECONDS,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
    }
    change.put(charge | {"disputed": True, "_charged_back": True})
    change.put(dispute)
    change.emit("charge.dispute.created", dispute)
    change.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def update_dispute(change: Change, dispute: Record, values: Record) -> Record:
    """Adds evidence and metadata; unless `submit` is false, the bank looks at what there is."""
    if dispute["status"] not in _OPEN:
        raise _closed(dispute)
    evidence = {name: value for name, value in (values.get("evidence") or {}).items() if value}
    dispute["evidence"] = {**dispute.get("evidence", {}), **evidence}
    dispute["metadata"] = {**dispute.get("metadata", {}), **(values.get("metadata") or {})}
    details = {**dispute["evidence_details"], "has_evidence": bool(dispute["evidence"])}
    is_sent = bool(evidence) and values.get("submit") is not False
    details["submission_count"] += is_sent
    dispute |= {"evidence_details": details, "status": "under_review" if is_sent else dispute["status"]}
    change.put(dispute)
    change.emit("charge.dispute.updated", dispute)
    verdict = _VERDICTS.get(dispute["evidence"].get("uncategorized_text", "").strip())
    return _decide(change, dispute, verdict) if is_sent and verdict else dispute


def close_dispute(change: Change, dispute: Record) -> Record:
    """Accepts that the money is lost."""
    if dispute["status"] not in _OPEN:
        raise _closed(dispute)
    return _decide(change, dispute, "lost")


def _decide(change: Change, dispute: Record, verdict: str) -> Record:
    dispute |= {"status": verdict}
    change.put(dispute)
    change.emit("charge.dispute.closed", dispute)
    if verdict == "won":
        change.put(change.find("charge", dispute["charge"]) | {"_charged_back": False})
        change.emit("charge.dispute.funds_reinstated", dispute)
    return dispute


def _closed(dispute: Record) -> ApiError:
    return invalid(f"This dispute is already closed ({dispute['status']}).", code="dispute_already_closed")
