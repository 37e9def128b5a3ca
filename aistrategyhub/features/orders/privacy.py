"""What orders hold about people: who bought, as long as the account lives. Fiscal documents carry their own copy."""

from aistrategyhub.core.privacy import (
    AddressLink,
    Basis,
    Holding,
    Personal,
    PersonalData,
    PersonLink,
    Retention,
    RowLink,
    Whose,
)


def _order(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.ORDER, Whose.BUYER)


PERSONAL_DATA: PersonalData = {
    "orders": Holding(
        personal={
            "email": _order("write about the order"),
            "buyer_name": _order("know who ordered"),
            "buyer": _order("make out the invoice (art. 21 DPR 633/1972)"),
        },
        none=(
            "number",
            "locale",
            "status",
            "currency",
            "subtotal",
            "tax_amount",
            "total",
            "idempotency_key",
            "request_fingerprint",
            "placed_at",
            "paid_at",
            "completed_at",
        ),
        links=(PersonLink("user_id"), AddressLink("email", unless="user_id")),
    ),
    "order_items": Holding(
        none=(
            "line_number",
            "item_id",
            "item_slug",
            "name",
            "description",
            "quantity",
            "unit_price",
            "vat_rate",
            "vat_ground",
            "vat_nature",
            "vat_law",
            "net",
            "vat",
            "gross",
        ),
        links=(RowLink("order_id", "orders"),),
    ),
    "order_events": Holding(none=("kind", "data", "created_at"), links=(RowLink("order_id", "orders"),)),
}
