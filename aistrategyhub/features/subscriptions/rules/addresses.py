"""Addresses of a person's subscriptions."""

from aistrategyhub.core.paths import in_language

SUBSCRIPTIONS_ROUTE = "/area-clienti/abbonamenti"
SUBSCRIBE_ROUTE = "/area-clienti/abbonati"
ADMIN_ROUTE = "/admin/abbonamenti"


def subscription_path(number: str, locale: str = "it") -> str:
    """The page of a person's own subscription."""
    return in_language(f"{SUBSCRIPTIONS_ROUTE}/{number}", locale)


def subscribe_path(slug: str, locale: str = "it") -> str:
    """The page on which one subscribes to an item, named by its Italian slug."""
    return in_language(f"{SUBSCRIBE_ROUTE}/{slug}", locale)
