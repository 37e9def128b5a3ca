"""What subscriptions hold about people: who subscribed to what, in which words they let us charge them."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, PersonLink, Retention, RowLink, Whose

_AGREED = Personal("charge what was agreed, and prove it", Basis.CONTRACT, Retention.ACCOUNT, Whose.MEMBER)

PERSONAL_DATA: PersonalData = {
    "subscriptions": Holding(
        personal={"item_name": _AGREED, "amount": _AGREED, "status": _AGREED},
        none=(
            "number",
            "item_id",
            "item_slug",
            "vat_class",
            "interval",
            "interval_count",
            "currency",
            "notice_days",
            "next_plan",
            "locale",
            "at_period_end",
            "leaves_at",
            "period_start",
            "period_end",
            "anchor_day",
            "charges",
            "failures",
            "last_failure",
            "refused_card_id",
            "next_attempt_at",
            "reminded_of",
            "created_at",
            "ended_at",
        ),
        links=(PersonLink("user_id"),),
    ),
    "subscription_charges": Holding(
        none=(
            "number",
            "kind",
            "status",
            "order_id",
            "plan",
            "starts_at",
            "ends_at",
            "created_at",
            "settled_at",
        ),
        links=(RowLink("subscription_id", "subscriptions"),),
    ),
    "subscription_events": Holding(
        personal={"data": _AGREED},
        none=("kind", "created_at"),
        links=(RowLink("subscription_id", "subscriptions"),),
    ),
}
