"""What the wallet holds about people: which cards the provider keeps for them, never a number."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, PersonLink, Retention, Whose

_KEPT = Personal("pay again with the same card", Basis.CONTRACT, Retention.ACCOUNT, Whose.MEMBER)

PERSONAL_DATA: PersonalData = {
    "provider_customers": Holding(
        personal={"provider_reference": _KEPT},
        none=("created_at",),
        links=(PersonLink("user_id"),),
    ),
    "kept_cards": Holding(
        personal={"brand": _KEPT, "last4": _KEPT, "exp_month": _KEPT, "exp_year": _KEPT},
        none=("provider_reference", "is_default", "created_at"),
        links=(PersonLink("user_id"),),
    ),
    "card_setups": Holding(
        none=("provider_reference", "begun_at", "settled_at"),
        links=(PersonLink("user_id"),),
    ),
}
