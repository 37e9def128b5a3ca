"""What payments hold about people: what the provider says of the payer. No card ever comes here."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, RowLink, Whose

_STAFF = Personal(
    "know which colleague booked it", Basis.LEGITIMATE_INTEREST, Retention.ORDER, Whose.STAFF, handed_out=False
)

PERSONAL_DATA: PersonalData = {
    "payments": Holding(
        none=(
            "provider",
            "provider_reference",
            "attempt",
            "amount",
            "received",
            "surplus",
            "currency",
            "status",
            "method_type",
            "failure_code",
            "failure_reason",
            "due_on",
            "created_at",
            "processed_at",
        ),
        links=(RowLink("order_id", "orders"),),
    ),
    "refunds": Holding(
        none=(
            "provider_reference",
            "attempt",
            "idempotency_key",
            "request_fingerprint",
            "amount",
            "currency",
            "is_of_sale",
            "reason",
            "status",
            "failure_code",
            "hand_reference",
            "decided_at",
            "sent_at",
            "settled_at",
        ),
        personal={"note": Personal("say why money went back", Basis.CONTRACT, Retention.ORDER, Whose.BUYER)},
        links=(RowLink("order_id", "orders"), RowLink("payment_id", "payments")),
    ),
    "refund_lines": Holding(
        none=("line_number", "quantity", "net", "vat", "gross"),
        links=(RowLink("refund_id", "refunds"), RowLink("order_line_id", "order_items")),
    ),
    "receipts": Holding(
        none=(
            "statement_line_id",
            "amount",
            "surplus",
            "currency",
            "method",
            "received_on",
            "request_key",
            "booked_at",
            "undone_at",
        ),
        personal={
            "reference": Personal("find the transfer again", Basis.CONTRACT, Retention.ORDER, Whose.BUYER),
            "note": Personal("say what is special about it", Basis.CONTRACT, Retention.ORDER, Whose.BUYER),
            "booked_by": _STAFF,
            "undone_by": _STAFF,
        },
        links=(RowLink("order_id", "orders"), RowLink("payment_id", "payments")),
    ),
    "statement_lines": Holding(
        none=("fingerprint", "booked_on", "amount", "currency", "bank_reference", "imported_at", "set_aside_at"),
        personal={
            "payer": Personal("know which order a transfer pays", Basis.CONTRACT, Retention.STATEMENT, Whose.BUYER),
            "words": Personal("know which order a transfer pays", Basis.CONTRACT, Retention.STATEMENT, Whose.BUYER),
        },
        links=(RowLink("id", "receipts", key="statement_line_id"),),
    ),
    "disputes": Holding(
        none=(
            "provider_reference",
            "amount",
            "currency",
            "reason",
            "status",
            "is_inquiry",
            "answer_due_at",
            "answer_asked_at",
            "answer_problem",
            "answered_at",
            "opened_at",
            "decided_at",
        ),
        personal={
            "answer": Personal("answer a dispute of the payment", Basis.CONTRACT, Retention.ORDER, Whose.BUYER),
            "answered_by": _STAFF,
        },
        links=(RowLink("order_id", "orders"), RowLink("payment_id", "payments")),
    ),
    "provider_events": Holding(
        personal={
            "payload": Personal(
                "act on what the provider says, and prove it", Basis.CONTRACT, Retention.PROVIDER, Whose.BUYER
            )
        },
        none=("provider", "event_id", "event_type", "received_at", "handled_at"),
        links=(RowLink("payment_reference", "payments", key="provider_reference"),),
    ),
}
