"""What a browser keeps of its cart, and the pages of a cart."""

from urllib.parse import urlencode
from uuid import UUID

from aistrategyhub.core.paths import in_language
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.signing import read_signed_id, sign_id

CART_COOKIE = "__Host-cart"
CART_ROUTE = "/carrello"
CHECKOUT_ROUTE = "/cassa"
COUPONS_ROUTE = "/admin/codici-sconto"
STEP_WORD = "passo"
REVIEW = "riepilogo"
FORMS = "/api/v1/cart/form"

_CART = "cart"
_REMINDER = "cart-reminder"
_RESUMED = "cart-resumed"


def cart_key(cart_id: UUID) -> str:
    """What a guest's browser keeps: whoever has it has the cart, until its owner signs in."""
    return sign_id(_CART, cart_id)


def read_cart_key(key: str | None) -> UUID | None:
    """The cart that a key names; None for any other text."""
    return read_signed_id(_CART, key) if key else None


def refusal_url(cart_id: UUID, locale: str) -> str:
    """Where whoever was written to about this cart says that they want no more such mails; it opens nothing else."""
    path = in_language(f"{CART_ROUTE}/non-scrivermi", locale)
    return f"{get_settings().base_url}{path}/{sign_id(_REMINDER, cart_id)}"


def read_refusal_key(key: str) -> UUID | None:
    """The cart of such a link; None for any other text."""
    return read_signed_id(_REMINDER, key)


def resume_url(cart_id: UUID) -> str:
    """Where a cart is gone on with in any browser: what is in it is there, what was typed is not."""
    return f"{get_settings().base_url}/api/v1/cart/resume/{sign_id(_RESUMED, cart_id)}"


def read_resume_key(key: str) -> UUID | None:
    """The cart of such a link; None for any other text."""
    return read_signed_id(_RESUMED, key)


def cart_path(locale: str, **said: str) -> str:
    """The path of the cart's page, which puts into words what is `said` to it: `detto`, the code of a refusal; `tolto`
    and `pezzi`, what was just taken out and how many."""
    path = in_language(CART_ROUTE, locale)
    return f"{path}?{urlencode(said)}" if said else path


def checkout_path(locale: str, *, is_review: bool = False) -> str:
    """The path of the checkout, at its first step or at its review."""
    path = in_language(CHECKOUT_ROUTE, locale)
    return f"{path}?{STEP_WORD}={REVIEW}" if is_review else path
