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


_STAFF = Personal(
    "know which colleague wrote it", Basis.LEGITIMATE_INTEREST, Retention.ORDER, Whose.STAFF, handed_out=False
)

PERSONAL_DATA: PersonalData = {
    "orders": Holding(
        personal={
            "email": _order("write about the order"),
            "buyer_name": _order("know who ordered"),
            "buyer": _order("make out the invoice (art. 21 DPR 633/1972)"),
        },
        none=(
            "number",
            "vat_check_id",
            "offer_id",
            "instalment",
            "amends_id",
            "revision",
            "locale",
            "status",
            "currency",
            "subtotal",
            "tax_amount",
            "total",
            "refunded",
            "idempotency_key",
            "request_fingerprint",
            "coupon_code",
            "placed_at",
            "paid_at",
            "completed_at",
            "waits_until",
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
            "discount",
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
    "order_notes": Holding(
        personal={"words": _order("carry out the order and answer its buyer"), "written_by": _STAFF},
        none=("author", "is_for_buyer", "milestone_id", "written_at"),
        links=(RowLink("order_id", "orders"),),
    ),
    "order_milestones": Holding(
        none=("position", "name", "due", "share", "state", "delivered_at", "decided_at"),
        links=(RowLink("order_id", "orders"),),
    ),
    "order_deliverables": Holding(
        personal={"name": _order("hand over what was ordered"), "uploaded_by": _STAFF},
        none=("content_type", "bytes", "sha256", "storage_key", "uploaded_at", "delivered_at"),
        links=(RowLink("milestone_id", "order_milestones"),),
    ),
    "withdrawals": Holding(
        personal={
            name: Personal(
                "act on a withdrawal and prove when it came (art. 54-bis D.Lgs. 206/2005)",
                Basis.LEGAL_OBLIGATION,
                Retention.ORDER,
                Whose.BUYER,
            )
            for name in ("name", "email", "words", "answer")
        }
        | {"decided_by": _STAFF},
        none=("order_number", "locale", "status", "request_key", "proof_key", "received_at", "decided_at"),
        links=(RowLink("order_id", "orders"), AddressLink("email", unless="order_id")),
    ),
    "follow_up_refusals": Holding(
        personal={
            "address": Personal(
                "write no more to who does not want it (art. 21(3) GDPR)",
                Basis.LEGAL_OBLIGATION,
                Retention.ORDER,
                Whose.BUYER,
            )
        },
        none=("refused_at",),
        links=(AddressLink("address"),),
    ),
    "order_views": Holding(none=("name", "query", "kept_at"), links=(PersonLink("person_id"),)),
    "order_consents": Holding(
        personal={
            "ip_address": Personal(
                "prove from where the terms were agreed to (art. 1341 c.c., art. 59 Codice del consumo)",
                Basis.LEGAL_OBLIGATION,
                Retention.ORDER,
                Whose.BUYER,
            )
        },
        none=("kind", "wording", "wording_version", "locale", "given_at"),
        links=(RowLink("order_id", "orders"),),
    ),
    "order_events": Holding(none=("kind", "data", "created_at"), links=(RowLink("order_id", "orders"),)),
}
