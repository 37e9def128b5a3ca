"""Kept cards in words. Pure: no database, no clock."""

from datetime import date

from aistrategyhub.features.wallet.models import KeptCard
from aistrategyhub.features.wallet.schemas import CardRow

CARDS_ROUTE = "/area-clienti/carte"
_BRANDS = {"amex": "American Express", "visa": "Visa", "mastercard": "Mastercard"}


def card_label(brand: str, last4: str) -> str:
    """`Visa •••• 4242`."""
    return f"{_BRANDS.get(brand, brand.title())} •••• {last4}"


def card_row(card: KeptCard, today: date) -> CardRow:
    """The card as its holder reads it on this day."""
    return CardRow(
        card_id=str(card.id),
        label=card_label(card.brand, card.last4),
        expiry_label=f"{card.exp_month:02d}/{card.exp_year % 100:02d}",
        is_default=card.is_default,
        is_expired=card.expires_on <= today,
    )
