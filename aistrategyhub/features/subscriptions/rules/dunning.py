"""What happens after a refused charge: tried again after 2, 5, 7 and 7 days, then over."""

from datetime import datetime, timedelta

DUNNING_DAYS = (2, 5, 7, 7)

# The bank will say no again until its customer does something: docs.stripe.com/declines/codes. `no_card` is ours.
_HOPELESS = frozenset(
    {
        "authentication_required",
        "expired_card",
        "fraudulent",
        "incorrect_number",
        "invalid_account",
        "invalid_number",
        "lost_card",
        "merchant_blacklist",
        "new_account_information_available",
        "no_card",
        "pickup_card",
        "restricted_card",
        "revocation_of_all_authorizations",
        "revocation_of_authorization",
        "stolen_card",
        "stop_payment_order",
    }
)


def next_attempt(failures: int, at: datetime) -> datetime | None:
    """When to try again after so many refusals in a row; None when it was the last."""
    return at + timedelta(days=DUNNING_DAYS[failures - 1]) if failures <= len(DUNNING_DAYS) else None


def is_hopeless(code: str) -> bool:
    """Whether the same card would be refused again for sure, so that the bank is not asked."""
    return code in _HOPELESS
