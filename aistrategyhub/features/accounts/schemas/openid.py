"""Accounts elsewhere, as a page shows them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProviderWay:
    """A way in with an account elsewhere: `href` leads to its provider."""

    label: str
    href: str


@dataclass(frozen=True)
class LinkedAccount:
    """A provider, and the account there that signs the person in, when one does."""

    provider: str
    label: str
    email: str
    is_linked: bool
    href: str
