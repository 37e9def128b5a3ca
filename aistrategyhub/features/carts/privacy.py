"""What carts hold about people: what somebody meant to buy, until they bought it or left it for good."""

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

_REMINDER = "write once about a cart that was left, to whoever asked for it"


def _cart(purpose: str, basis: Basis = Basis.CONTRACT) -> Personal:
    return Personal(purpose, basis, Retention.CART, Whose.BUYER)


PERSONAL_DATA: PersonalData = {
    "coupons": Holding(
        none=(
            "code",
            "percent",
            "amount",
            "currency",
            "minimum",
            "is_for_first_order",
            "most_uses",
            "most_per_person",
            "starts_at",
            "ends_at",
            "ended_at",
            "created_at",
        )
    ),
    "coupon_items": Holding(none=("coupon_id", "item_id")),
    "coupon_uses": Holding(
        personal={
            "email": Personal(
                "let a coupon be used only as often as it promises",
                Basis.CONTRACT,
                Retention.ORDER,
                Whose.BUYER,
            )
        },
        none=("coupon_id", "order_id", "used_at", "released_at"),
        links=(PersonLink("user_id"), AddressLink("email", unless="user_id")),
    ),
    "carts": Holding(
        personal={
            "answers": _cart("go on with a purchase where it was left"),
            "reminder_email": _cart(_REMINDER, Basis.CONSENT),
            "reminder_words": _cart("prove which words were agreed to (art. 7(1) GDPR)", Basis.LEGAL_OBLIGATION),
            "reminder_agreed_at": _cart("prove when they were agreed to (art. 7(1) GDPR)", Basis.LEGAL_OBLIGATION),
            "reminded_at": _cart("write no more often than agreed", Basis.CONSENT),
        },
        none=("coupon_id", "locale", "orders_made", "created_at", "touched_at"),
        links=(PersonLink("user_id"), AddressLink("reminder_email", unless="user_id")),
    ),
    "cart_items": Holding(
        personal={
            "item_id": _cart("keep what somebody means to buy"),
            "quantity": _cart("keep what somebody means to buy"),
            "name": _cart("keep what somebody means to buy"),
        },
        none=("unit_price", "currency", "added_at"),
        links=(RowLink("cart_id", "carts"),),
    ),
    "cart_reminder_refusals": Holding(
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
    "cart_requests": Holding(none=("key_hash", "request_hash", "made_at"), links=(RowLink("cart_id", "carts"),)),
}
