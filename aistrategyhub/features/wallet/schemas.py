"""What leaves the room."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel


@dataclass(frozen=True)
class CardRow:
    """A kept card as its holder reads it: `label` is `Visa •••• 4242`."""

    card_id: str
    label: str
    expiry_label: str
    is_default: bool = False
    is_expired: bool = False


class KeptCardBody(BaseModel):
    """A kept card: never its number."""

    card_id: UUID
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    is_default: bool
