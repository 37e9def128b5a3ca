"""The page on which a card is typed."""

from aistrategyhub.features.payments.api.paying import typing_page
from aistrategyhub.integrations.stripe.gateway import CardSetup, PaymentGateway

# What the provider's page appends to the address that it leads back to.
SETUP_WORD = "setup_intent"


def typing_url(gateway: PaymentGateway, setup: CardSetup, return_path: str, locale: str) -> str:
    """The page on which this card is typed, which leads back to `return_path`."""
    return typing_page(gateway, "save", setup.client_secret, return_path, locale)
