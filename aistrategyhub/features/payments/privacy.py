"""What payments hold about people: what the provider says of the payer. No card ever comes here."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, RowLink, Whose

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
