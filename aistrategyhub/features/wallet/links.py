"""The page on which a card is typed."""

from urllib.parse import urlencode

from aistrategyhub.features.payments.api.paying import STAND_IN_PATH
from aistrategyhub.integrations.stripe.gateway import CardSetup

# What the provider's page appends to the address that it leads back to.
SETUP_WORD = "setup_intent"


def typing_url(setup: CardSetup, return_path: str, locale: str) -> str:
    """The stand-in's own page for this card, which leads back to `return_path`."""
    query = {"client_secret": setup.client_secret, "return_url": return_path, "locale": locale}
    return f"{STAND_IN_PATH}/save?{urlencode(query)}"
