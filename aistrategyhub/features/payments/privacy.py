"""What payments hold about people: what the provider says of the payer. No card ever comes here."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, RowLink, Whose

PERSONAL_DATA: PersonalData = {
    "payments": Holding(
        none=(
            "provider",
            "provider_reference",
            "attempt",
            "amount",
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
