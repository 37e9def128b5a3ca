"""What a browser keeps of its cart, and the pages of a cart."""

from uuid import UUID

from aistrategyhub.core.paths import in_language
from aistrategyhub.infra.signing import read_signed_id, sign_id

CART_COOKIE = "__Host-cart"
COUNT_COOKIE = "cart"
"""How many things are in it, for pages that are asleep: scripts may read it, and nothing believes it."""

CART_ROUTE = "/carrello"
CHECKOUT_ROUTE = "/cassa"

_CART = "cart"
_REMINDER = "cart-reminder"


def cart_key(cart_id: UUID) -> str:
    """What a guest's browser keeps: whoever has it has the cart, until its owner signs in."""
    return sign_id(_CART, cart_id)


def read_cart_key(key: str | None) -> UUID | None:
    """The cart that a key names; None for any other text."""
    return read_signed_id(_CART, key) if key else None


def refusal_key(cart_id: UUID) -> str:
    """For the link with which no more mails about carts are wanted."""
    return sign_id(_REMINDER, cart_id)


def read_refusal_key(key: str) -> UUID | None:
    """The cart of such a link; None for any other text."""
    return read_signed_id(_REMINDER, key)


def cart_path(locale: str, said: str = "") -> str:
    """The path of the cart's page; `said` is the code of a refusal that it puts into words."""
    path = in_language(CART_ROUTE, locale)
    return f"{path}?detto={said}" if said else path
